"""« Vos démarches »: every dossier of a company, one page at a time; no rule is asked for a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from models.dossier import Dossier
from models.folding import plier
from models.sujet import Sujet
from referentiels.catalogue import Catalogue, Demarche, TypeSujet
from reports.listes import Colonne, Critere, DemandeListe, Tranche, contient, du_sujet, parmi, selon, trancher, trouver
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
    parcours, demarches = _titres(catalogue)
    tris: dict[str, Colonne] = {
        "reference": Dossier.reference,
        "produit": selon(Sujet.type, {TypeSujet.STRATEGIE.value: plier(STRATEGIE_GLOBALE)}, Sujet.nom_plie),
        "version": Sujet.version_plie,
        "statut": selon(Dossier.statut, RANGS_DES_STATUTS, len(RANGS_DES_STATUTS)),
        "parcours": selon(Dossier.demarche, {code: plier(titre) for code, titre in parcours.items()}, ""),
        "demarche": selon(Dossier.demarche, {code: plier(titre) for code, titre in demarches.items()}, ""),
        "questionnaires": _questionnaires(catalogue),
    }
    trouves = trouver(demande.recherche, *_criteres(entreprise_id, parcours, demarches))
    requete, compte = _requete().where(_montres(entreprise_id), trouves), _compte(entreprise_id)
    if demande.recherche:
        compte = select(func.count()).select_from(Dossier).where(_montres(entreprise_id), trouves)
    dernier = (Dossier.reference.desc(), Dossier.demarche)
    tranche = trancher(session, requete, demande, tris, *dernier, compte=compte, presents=("reference",))
    return tranche.lues(lambda row: _ligne(catalogue, row))


def _montres(entreprise_id: str) -> ColumnElement[bool]:
    return and_(Dossier.entreprise_id == entreprise_id, Dossier.montre.is_not(None))


def _compte(entreprise_id: str) -> Select[Any]:
    """As many as its subjects have: five times fewer rows to read."""
    return select(func.sum(Sujet.demarches)).where(
        Sujet.entreprise_id == entreprise_id, Sujet.archive.is_(False), Sujet.etat == "valide"
    )


def _requete() -> Select[Any]:
    montrees: tuple[Any, ...] = (Dossier.reference, Sujet.type, Sujet.version, Dossier.demarche, Dossier.statut)
    nom = case((Sujet.type == TypeSujet.STRATEGIE.value, STRATEGIE_GLOBALE), else_=Sujet.nom)
    return select(nom.label("nom"), *montrees).join(Sujet, Sujet.id == Dossier.sujet_id)


def _criteres(
    entreprise_id: str, parcours: Mapping[str, str], demarches: Mapping[str, str]
) -> tuple[Colonne | Critere, ...]:
    return (
        du_sujet(entreprise_id),
        parmi(Dossier.montre, {TypeSujet.STRATEGIE.value: STRATEGIE_GLOBALE}),
        parmi(Dossier.statut, {statut: statut for statut in RANGS_DES_STATUTS}),
        parmi(Dossier.demarche, parcours),
        parmi(Dossier.demarche, demarches),
        # one that is no longer published is shown by its code
        lambda mot: Dossier.demarche.not_in(demarches) & contient(Dossier.demarche, mot),
    )


def _titres(catalogue: Catalogue) -> tuple[dict[str, str], dict[str, str]]:
    """The titles of each démarche's parcours and its own, by its code."""
    parcours = {un.code: un.titre for un in catalogue.parcours}
    demarches = catalogue.demarches.values()
    return {d.code: parcours[d.parcours] for d in demarches}, {d.code: d.titre for d in demarches}


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
