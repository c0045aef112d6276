"""The products of a company: cards, the catalogue, and those that can still join a démarche."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from models.dossier import Dossier
from models.sujet import Sujet
from referentiels.catalogue import TypeSujet
from reports.listes import Colonne, DemandeListe, Tranche, plie, texte_de, trancher, trouver
from reports.personnes import responsable_de

SANS_NOM = "Sans nom"
"""A draft that was left before it had one."""


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
    requete = _requete(entreprise_id).where(
        Sujet.archive.is_(filtre is Filtre.ARCHIVES),
        trouver(demande.recherche, texte_de(Sujet.nom, Sujet.version, Sujet.reference)),
    )
    # a draft has no reference yet: it comes first, and the index gives the order
    recents = (Sujet.reference.desc().nulls_first(), Sujet.cree_le.desc(), Sujet.id)
    return trancher(session, requete, demande, _tris(), *recents).lues(_ligne)


def produits_a_inscrire(
    session: Session, entreprise_id: str, demarche: str, demande: DemandeListe
) -> Tranche[LigneProduit]:
    """The products of the company that are not in that démarche, those that left it included."""
    inscrit = exists().where(Dossier.sujet_id == Sujet.id, Dossier.demarche == demarche, Dossier.quitte.is_(False))
    requete = _requete(entreprise_id).where(
        Sujet.etat == "valide",
        Sujet.archive.is_(False),
        ~inscrit,
        trouver(demande.recherche, texte_de(Sujet.nom, Sujet.version, Sujet.reference)),
    )
    return trancher(session, requete, demande, _tris(), Sujet.reference.desc()).lues(_ligne)


def _requete(entreprise_id: str) -> Select[Any]:
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
        _demarches().label("demarches"),
    ).where(
        Sujet.entreprise_id == entreprise_id,
        Sujet.type == TypeSujet.PRODUIT.value,
        Sujet.etat != "abandonne",
    )


def _demarches() -> ColumnElement[int]:
    compte = select(func.count(Dossier.id)).where(Dossier.sujet_id == Sujet.id, Dossier.quitte.is_(False))
    return compte.correlate(Sujet).scalar_subquery()


def _tris() -> dict[str, Colonne]:
    return {
        "reference": Sujet.reference,
        "produit": plie(Sujet.nom),
        "version": plie(Sujet.version),
        "type": Sujet.type_produit,
        "responsable": plie(responsable_de(Sujet.responsable_id)),
        "demarches": _demarches(),
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
