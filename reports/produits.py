"""The products of a company: cards, the catalogue, and those that can still join a démarche."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from models.dossier import Dossier
from models.sujet import Sujet
from referentiels.catalogue import TypeSujet
from reports.demarches import produits_de
from reports.listes import Colonne, DemandeListe, Tranche, trancher, trouver
from reports.personnes import responsable_de, responsable_plie

SANS_NOM = "Sans nom"
"""A draft that was left before it had one."""


NOMMES = (Sujet.nom_plie, Sujet.version_plie, Sujet.reference)
"""Where a product is searched for."""


class Filtre(StrEnum):
    """Which products a list shows: those in use and drafts, or those put away."""

    ACTIFS = "actifs"
    ARCHIVES = "archives"


@dataclass(frozen=True, slots=True)
class LigneProduit:
    """One product; a draft has no `reference` yet, and `qualifie` says which step it stopped before."""

    id: str
    reference: int | None
    nom: str
    version: str
    type_produit: str | None
    responsable: str
    brouillon: bool
    archive: bool
    qualifie: bool
    demarches: int

    @property
    def libelle(self) -> str:
        """« Careoptim - v0.1 »."""
        return " - ".join(part for part in (self.nom, self.version) if part) or SANS_NOM


def vos_produits(
    session: Session, entreprise_id: str, demande: DemandeListe, filtre: Filtre = Filtre.ACTIFS
) -> Tranche[LigneProduit]:
    """The products of the company, drafts first unless another order is asked for."""
    voulus = (*_siens(entreprise_id), Sujet.archive.is_(filtre is Filtre.ARCHIVES))
    trouves = trouver(demande.recherche, *NOMMES)
    compte = select(func.count()).select_from(Sujet).where(*voulus, trouves)
    # a draft has no reference yet: it comes first, and the index gives the order
    recents = (Sujet.reference.desc().nulls_first(), Sujet.cree_le.desc(), Sujet.id)
    requete = _requete().where(*voulus, trouves)
    return trancher(session, requete, demande, _tris(), *recents, compte=compte).lues(_ligne)


def produits_a_inscrire(
    session: Session, entreprise_id: str, demarche: str, demande: DemandeListe
) -> Tranche[LigneProduit]:
    """The products of the company that are not in that démarche, those that left it included."""
    actifs = (*_siens(entreprise_id), Sujet.etat == "valide", Sujet.archive.is_(False))
    inscrit = exists().where(Dossier.sujet_id == Sujet.id, Dossier.demarche == demarche, Dossier.quitte.is_(False))
    # two counts that an index gives each, where looking every product up would take ten times as long
    tous = select(func.count()).select_from(Sujet).where(*actifs).scalar_subquery()
    deja = select(func.count()).select_from(Dossier).where(produits_de(entreprise_id, demarche)).scalar_subquery()
    requete = _requete().where(*actifs, ~inscrit, trouver(demande.recherche, *NOMMES))
    dernier, compte = Sujet.reference.desc(), select(tous - deja)
    voulu = None if demande.recherche else compte
    return trancher(session, requete, demande, _tris(), dernier, compte=voulu, presents=("reference",)).lues(_ligne)


def _siens(entreprise_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Sujet.entreprise_id == entreprise_id,
        Sujet.type == TypeSujet.PRODUIT.value,
        Sujet.etat.in_(("brouillon", "valide")),
    )


def _requete() -> Select[Any]:
    return select(
        Sujet.id,
        Sujet.reference,
        Sujet.nom,
        Sujet.version,
        Sujet.type_produit,
        Sujet.etat,
        Sujet.archive,
        Sujet.qualification,
        responsable_de(Sujet.responsable_id).label("responsable"),
        Sujet.demarches,
    )


def _tris() -> dict[str, Colonne]:
    return {
        "reference": Sujet.reference,
        "produit": Sujet.nom_plie,
        "version": Sujet.version_plie,
        "type": Sujet.type_produit,
        "responsable": responsable_plie(Sujet.responsable_id),
        "demarches": Sujet.demarches,
    }


def _ligne(row: Any) -> LigneProduit:
    return LigneProduit(
        id=row.id,
        reference=row.reference,
        nom=row.nom,
        version=row.version,
        type_produit=row.type_produit,
        responsable=row.responsable or "",
        brouillon=row.etat == "brouillon",
        archive=row.archive,
        qualifie=bool(row.qualification),
        demarches=row.demarches,
    )
