"""« Vos démarches »: every dossier of a company, one page at a time; no rule is asked for a list."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, select
from sqlalchemy.orm import Session

from models.dossier import Dossier
from models.sujet import Sujet
from referentiels.catalogue import Catalogue, Demarche, TypeSujet
from reports.listes import Colonne, DemandeListe, Tranche, plie, selon, texte_de, trancher, trouver
from rules.avancement import Statut

STRATEGIE_GLOBALE = "Stratégie globale"
RANGS_DES_STATUTS = {Statut.A_COMPLETER.value: 0, Statut.EN_COURS.value: 1, Statut.TERMINE.value: 2}


@dataclass(frozen=True, slots=True)
class LigneDemarche:
    """One dossier; `ouverte` says whether its démarche is one that can be opened now."""

    reference: int
    type: str
    produit: str
    version: str
    parcours: str
    demarche: str
    code: str
    questionnaires: int
    statut: str
    ouverte: bool


def nombre_de_questionnaires(demarche: Demarche, sujet: TypeSujet) -> int:
    """How many cards the list of such a dossier has: evaluations and projections."""
    return sum(1 + volet.projection for volet in demarche.volets_de(sujet))


def vos_demarches(
    session: Session, catalogue: Catalogue, entreprise_id: str, demande: DemandeListe
) -> Tranche[LigneDemarche]:
    """The dossiers of the company that are neither left nor of an archived product."""
    colonnes = _colonnes(catalogue)
    texte = texte_de(Sujet.reference, _nom(), Sujet.nom, Sujet.version, *colonnes.values(), Dossier.statut)
    tris: dict[str, Colonne] = {
        "reference": Sujet.reference,
        "produit": plie(_nom()),
        "version": plie(Sujet.version),
        "statut": selon(Dossier.statut, RANGS_DES_STATUTS, len(RANGS_DES_STATUTS)),
        **{cle: plie(colonne) for cle, colonne in colonnes.items()},
        "questionnaires": _questionnaires(catalogue),
    }
    requete = _requete(entreprise_id).where(trouver(demande.recherche, texte))
    tranche = trancher(session, requete, demande, tris, Sujet.reference.desc(), Dossier.demarche)
    return tranche.lues(lambda row: _ligne(catalogue, row))


def _requete(entreprise_id: str) -> Select[Any]:
    montrees: tuple[Any, ...] = (Sujet.reference, Sujet.type, Sujet.version, Dossier.demarche, Dossier.statut)
    return (
        select(_nom().label("nom"), *montrees)
        .join(Dossier, Dossier.sujet_id == Sujet.id)
        .where(
            Sujet.entreprise_id == entreprise_id,
            Sujet.etat == "valide",
            Sujet.archive.is_(False),
            Dossier.quitte.is_(False),
        )
    )


def _nom() -> ColumnElement[str]:
    return case((Sujet.type == TypeSujet.STRATEGIE.value, STRATEGIE_GLOBALE), else_=Sujet.nom)


def _colonnes(catalogue: Catalogue) -> dict[str, ColumnElement[str]]:
    titres = {parcours.code: parcours.titre for parcours in catalogue.parcours}
    demarches = catalogue.demarches.values()
    return {
        "parcours": selon(Dossier.demarche, {d.code: titres[d.parcours] for d in demarches}, ""),
        "demarche": selon(Dossier.demarche, {d.code: d.titre for d in demarches}, Dossier.demarche),
    }


def _questionnaires(catalogue: Catalogue) -> ColumnElement[int]:
    nombres = {
        f"{demarche.code}/{sujet.value}": nombre_de_questionnaires(demarche, sujet)
        for demarche in catalogue.demarches.values()
        for sujet in TypeSujet
    }
    return selon(Dossier.demarche + "/" + Sujet.type, nombres, 0)


def _ligne(catalogue: Catalogue, row: Any) -> LigneDemarche:
    demarche = catalogue.demarches.get(row.demarche)
    parcours = catalogue.parcours_de(demarche.parcours) if demarche is not None else None
    return LigneDemarche(
        reference=row.reference,
        type=row.type,
        produit=row.nom,
        version=row.version,
        parcours=parcours.titre if parcours is not None else "",
        demarche=demarche.titre if demarche is not None else row.demarche,
        code=row.demarche,
        questionnaires=nombre_de_questionnaires(demarche, TypeSujet(row.type)) if demarche is not None else 0,
        statut=row.statut,
        ouverte=demarche is not None and demarche.ouverte,
    )
