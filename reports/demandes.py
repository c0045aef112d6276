"""Requests for validation: those that await a responsable, and what became of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from models.compte import Compte
from models.dossier import Dossier, Evaluation, Projection
from models.folding import plier
from models.reponse import Validation, ValidationProjection
from models.sujet import Sujet
from referentiels.catalogue import Catalogue, TypeSujet
from reports.listes import DemandeListe, Tranche, trancher
from reports.tableau_de_bord import STRATEGIE_GLOBALE

DEMANDEE: ColumnElement[str] = literal_column("'a_valider'")
"""In the statement and not beside it: the databases then see that the index of requests answers."""

RIEN = cast(null(), String)
"""Nothing, of the type that PostgreSQL wants the parts of a union to agree on."""

EN_ATTENTE, RENVOYEE, VALIDEE = "en_attente", "renvoyee", "validee"


@dataclass(frozen=True, slots=True)
class LigneDemande:
    """One request; `demarche` is empty where no démarche leads to the questionnaire any more.

    `par` asked, in the queue; in one's own requests, validated. `numero` is the validation's, where there is one.
    """

    genre: str
    statut: str
    reference: int
    sujet: str
    questionnaire: str
    code: str
    demarche: str
    quand: datetime
    par: str
    motif: str
    numero: int | None


def a_valider(
    session: Session, catalogue: Catalogue, entreprise_id: str, demande: DemandeListe
) -> Tranche[LigneDemande]:
    """What awaits a responsable of the company, the oldest request first."""
    passages = [
        _de(table, EN_ATTENTE, table.demandeur_id).where(table.etat == DEMANDEE) for table in (Evaluation, Projection)
    ]
    return _lire(session, catalogue, entreprise_id, demande, passages, descendant=False)


def vos_demandes(
    session: Session, catalogue: Catalogue, entreprise_id: str, compte_id: str, demande: DemandeListe
) -> Tranche[LigneDemande]:
    """What the person asked, the most recent first: awaited, sent back, or validated."""
    selects: list[Select[Any]] = []
    for table in (Evaluation, Projection):
        sienne = table.demandeur_id == compte_id
        selects.append(_de(table, EN_ATTENTE, RIEN).where(sienne, table.etat == DEMANDEE))
        renvoyee = (table.etat == "brouillon") & (table.motif_renvoi != "")
        selects.append(_de(table, RENVOYEE, RIEN).where(sienne, renvoyee))
    selects += [
        _validee(Evaluation, Validation, Validation.evaluation_id, compte_id),
        _validee(Projection, ValidationProjection, ValidationProjection.projection_id, compte_id),
    ]
    return _lire(session, catalogue, entreprise_id, demande, selects, descendant=True)


def nom_du_sujet() -> ColumnElement[str]:
    """« Careoptim - v0.1 - 883 », or « Stratégie globale »."""
    produit = Sujet.nom + " - " + Sujet.version + " - " + cast(Sujet.reference, String)
    return case((Sujet.type == TypeSujet.STRATEGIE.value, STRATEGIE_GLOBALE), else_=produit)


def _sujet_plie() -> ColumnElement[str]:
    """The same as lists sort it."""
    produit = Sujet.nom_plie + " - " + Sujet.version_plie + " - " + cast(Sujet.reference, String)
    return case((Sujet.type == TypeSujet.STRATEGIE.value, plier(STRATEGIE_GLOBALE)), else_=produit)


def titre_du_questionnaire(catalogue: Catalogue, code: str) -> str:
    """The title, or the code of one that is no longer published."""
    questionnaire = catalogue.questionnaires.get(code)
    return questionnaire.titre if questionnaire is not None else code


def _de(table: type[Evaluation] | type[Projection], statut: str, par: Any) -> Select[Any]:
    """The requests on evaluations or projections of subjects in use."""
    return _joint(
        table,
        literal(statut).label("statut"),
        table.demande_dans.label("demandee"),
        table.demande_le.label("quand"),
        par.label("par"),
        table.motif_renvoi.label("motif"),
        cast(null(), Integer).label("numero"),
    )


def _validee(table: Any, validation: Any, passage: Any, compte_id: str) -> Select[Any]:
    valeurs = (
        literal(VALIDEE).label("statut"),
        validation.demarche.label("demandee"),
        validation.valide_le.label("quand"),
        validation.valide_par.label("par"),
        literal("").label("motif"),
        validation.numero.label("numero"),
    )
    return _joint(table, *valeurs).join(validation, passage == table.id).where(validation.demande_par == compte_id)


def _joint(table: Any, *valeurs: Any) -> Select[Any]:
    genre = literal("evaluation" if table is Evaluation else "projection").label("genre")
    commun = (genre, Sujet.id.label("sujet_id"), Sujet.entreprise_id, table.questionnaire, table.id.label("passage"))
    requete = select(*commun, *valeurs).select_from(table)
    if table is Projection:
        requete = requete.add_columns(Dossier.demarche.label("propre"))
        requete = requete.join(Dossier, Dossier.id == Projection.dossier_id).where(~Dossier.quitte)
        return requete.join(Sujet, Sujet.id == Dossier.sujet_id).where(~Sujet.archive)
    suivis = select(Dossier.id).where(Dossier.sujet_id == Sujet.id, ~Dossier.quitte)
    requete = requete.add_columns(RIEN.label("propre")).join(Sujet, Sujet.id == Evaluation.sujet_id)
    return requete.where(~Sujet.archive, suivis.exists())


def _lire(
    session: Session,
    catalogue: Catalogue,
    entreprise_id: str,
    demande: DemandeListe,
    selects: list[Select[Any]],
    *,
    descendant: bool,
) -> Tranche[LigneDemande]:
    toutes = union_all(*(un.where(Sujet.entreprise_id == entreprise_id) for un in selects)).subquery()
    requete = (
        select(toutes, nom_du_sujet().label("sujet"), Sujet.reference, func.coalesce(Compte.nom, "").label("nom"))
        .join(Sujet, Sujet.id == toutes.c.sujet_id)
        .outerjoin(Compte, Compte.id == toutes.c.par)
    )
    quand = toutes.c.quand.desc() if descendant else toutes.c.quand
    tris = {"quand": toutes.c.quand, "sujet": _sujet_plie(), "questionnaire": toutes.c.questionnaire}
    tranche = trancher(session, requete, demande, tris, quand, toutes.c.passage, toutes.c.statut)
    suivies = _suivies(session, {row.sujet_id for row in tranche.lignes})
    return tranche.lues(lambda row: _ligne(catalogue, row, suivies.get(row.sujet_id, ())))


def _suivies(session: Session, sujets: set[str]) -> Mapping[str, tuple[str, ...]]:
    """The démarches that these subjects follow, in one statement."""
    if not sujets:
        return {}
    lues: dict[str, tuple[str, ...]] = {}
    requete = select(Dossier.sujet_id, Dossier.demarche).where(Dossier.sujet_id.in_(sorted(sujets)), ~Dossier.quitte)
    for sujet, demarche in session.execute(requete.order_by(Dossier.cree_le, Dossier.id)):
        lues[sujet] = (*lues.get(sujet, ()), demarche)
    return lues


def _ligne(catalogue: Catalogue, row: Any, suivies: tuple[str, ...]) -> LigneDemande:
    return LigneDemande(
        genre=row.genre,
        statut=row.statut,
        reference=row.reference,
        sujet=row.sujet,
        questionnaire=titre_du_questionnaire(catalogue, row.questionnaire),
        code=row.questionnaire,
        demarche=row.propre or _demarche(catalogue, row, suivies),
        quand=row.quand,
        par=row.nom,
        motif=row.motif,
        numero=row.numero,
    )


def _demarche(catalogue: Catalogue, row: Any, suivies: tuple[str, ...]) -> str:
    """Where an evaluation is opened: where it was asked for, else in another démarche that shares it."""
    ordre = sorted(suivies, key=lambda code: code != row.demandee)
    connues = ((code, catalogue.demarches.get(code)) for code in ordre)
    menent = (code for code, d in connues if d is not None and d.ouverte and d.volet(row.questionnaire) is not None)
    return next(menent, "")
