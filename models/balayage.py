"""Every dossier of the installation in batches of subjects: Core rows, and of them what rules see.

Names, people, dates and the words of comments are left out, and most identifiers: what is alike is one object. A batch
costs the same number of statements whatever it holds; between two batches nothing is kept of anybody.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, and_, cast, func, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import InstrumentedAttribute

from models.dossier import Dossier, Evaluation, Projection
from models.preuve import Preuve
from models.reponse import (
    Reponse,
    ReponseProjetee,
    ReponseProjeteeValidee,
    ReponseValidee,
    Validation,
    ValidationProjection,
)
from models.snapshot import (
    DossierSnapshot,
    EvaluationSnapshot,
    PreuveFournie,
    ProjectionSnapshot,
    ReponseProjeteeSnapshot,
    ReponseSnapshot,
    SujetSnapshot,
    ValidationProjectionSnapshot,
    ValidationSnapshot,
)
from models.sujet import Sujet

LOT = 500
"""Subjects of a batch."""

JAMAIS = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the dates that are left out."""

DIT = "dit"
"""Stands for whatever comment."""

PAR_LES_CLES = text(
    "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), "
    "set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)"
)
"""For the transaction: a batch is little of each table, which PostgreSQL does not see, and would read whole."""

PAREILLES = 10_000
"""Answers, and questionnaires that nobody touched, kept to be given again."""

QUALIFICATIONS = 1_000
"""The same for what subjects say of themselves, which is longer."""

FIN = "z"
"""After every identifier, which are hexadecimal, in the order of any language: in some « ~ » comes before letters."""

Borne = tuple[str, str]
"""The identifiers of the first and of the last subject of a batch."""
Groupes = dict[str, list[Any]]

_SUJET = (
    Sujet.id, Sujet.type, Sujet.etat, Sujet.reference, Sujet.type_produit, Sujet.nil,
    cast(Sujet.certifications, Text), cast(Sujet.qualification, Text), Sujet.archive,
)  # fmt: skip
_REPONSE = (
    Reponse.critere, Reponse.valeur, Reponse.commentaire, Reponse.a_reconfirmer, Reponse.preuves,
    Reponse.depot_finalise, Reponse.jeu_de_preuves,
)  # fmt: skip
_PROJETEE = (
    ReponseProjetee.critere, ReponseProjetee.echeances, ReponseProjetee.non_applicable, ReponseProjetee.commentaire,
)  # fmt: skip


def bornes(connection: Connection, demarches: Iterable[str], taille: int = LOT) -> tuple[Borne, ...]:
    """The batches of the subjects that have a dossier in one of these démarches."""
    rang = func.row_number().over(order_by=Dossier.sujet_id)
    siens = _ouverts(select(Dossier.sujet_id), demarches).group_by(Dossier.sujet_id).add_columns(rang.label("rang"))
    numerotes = siens.subquery()
    premiers = select(numerotes.c.sujet_id).where(numerotes.c.rang % taille == 1 % taille)
    debuts = list(connection.scalars(premiers.order_by(numerotes.c.sujet_id)))
    # a batch ends where the next one begins: nobody is left between, whoever is added meanwhile
    return tuple(zip(debuts, (*debuts[1:], FIN), strict=True))


def nombre_de_dossiers(connection: Connection, demarches: Iterable[str]) -> int:
    """How many dossiers would be looked at."""
    return connection.scalar(_ouverts(select(func.count()), demarches)) or 0


def lire_lot(connection: Connection, borne: Borne, demarches: Iterable[str]) -> Iterator[SujetSnapshot]:
    """The subjects of a batch with their dossiers in these démarches; on a connection that reads of one instant."""
    if connection.dialect.name == "postgresql":
        connection.execute(PAR_LES_CLES)
    lot = _Lot(connection, borne, tuple(demarches))
    dedans = select(*_SUJET).where(_entre(Sujet.id, borne)).order_by(Sujet.id)
    for row in connection.execute(dedans).all():
        if row[0] in lot.dossiers:
            yield _sujet(row, lot)


def _ouverts(query: Any, demarches: Iterable[str]) -> Any:
    siens = (Dossier.demarche.in_(tuple(demarches)), Dossier.quitte.is_(False), Sujet.etat == "valide")
    return query.select_from(Dossier).join(Sujet, Sujet.id == Dossier.sujet_id).where(*siens)


def _entre(colonne: InstrumentedAttribute[str], borne: Borne) -> Any:
    return and_(colonne >= borne[0], colonne < borne[1])


class _Lot:
    """What belongs to the subjects of one batch: each table in one statement, grouped by what it belongs to."""

    def __init__(self, connection: Connection, borne: Borne, demarches: tuple[str, ...]) -> None:
        self._connection = connection
        d, e, p = Dossier, Evaluation, Projection
        siens = _ouverts(select(d.sujet_id, d.id, d.demarche, d.etat, d.statut), demarches).where(
            _entre(Sujet.id, borne)
        )
        self.dossiers = self._groupes(siens)
        evaluations = _entre(e.sujet_id, borne)
        self.evaluations = self._groupes(
            select(e.sujet_id, e.id, e.questionnaire, e.etat, e.validations).where(evaluations)
        )
        self.reponses = self._groupes(
            select(Reponse.evaluation_id, *_REPONSE)
            .join(e, e.id == Reponse.evaluation_id)
            .where(evaluations, Reponse.courante)
        )
        self.validees = self._groupes(
            select(Reponse.evaluation_id, *_REPONSE)
            .join(ReponseValidee, ReponseValidee.reponse_id == Reponse.id)
            .join(Validation, Validation.id == ReponseValidee.validation_id)
            .join(e, and_(e.id == Validation.evaluation_id, e.validations == Validation.numero))
            .where(evaluations, e.etat != "valide")
        )
        projections = and_(_entre(d.sujet_id, borne), d.quitte.is_(False))
        self.projections = self._groupes(
            select(p.dossier_id, p.id, p.questionnaire, p.etat, p.validations)
            .join(d, d.id == p.dossier_id)
            .where(projections)
        )
        self.plans = self._groupes(
            select(ReponseProjetee.projection_id, *_PROJETEE)
            .join(p, p.id == ReponseProjetee.projection_id)
            .join(d, d.id == p.dossier_id)
            .where(projections, ReponseProjetee.courante)
        )
        self.plans_valides = self._groupes(
            select(ReponseProjetee.projection_id, *_PROJETEE)
            .join(ReponseProjeteeValidee, ReponseProjeteeValidee.reponse_id == ReponseProjetee.id)
            .join(ValidationProjection, ValidationProjection.id == ReponseProjeteeValidee.validation_id)
            .join(p, and_(p.id == ValidationProjection.projection_id, p.validations == ValidationProjection.numero))
            .join(d, d.id == p.dossier_id)
            .where(projections, p.etat != "valide")
        )
        preuves = select(Preuve.id, Preuve.antivirus).where(_entre(Preuve.sujet_id, borne))
        self.antivirus = {row.id: row.antivirus for row in connection.execute(preuves)}

    def _groupes(self, query: Any) -> Groupes:
        groupes: Groupes = {}
        # at once: a row at a time costs twice as much
        for row in self._connection.execute(query).all():
            groupes.setdefault(row[0], []).append(row)
        return groupes


def _sujet(row: Any, lot: _Lot) -> SujetSnapshot:
    identifiant, type_, etat, reference, type_produit, nil, certifications, qualification, archive = row
    return SujetSnapshot(
        id=identifiant,
        entreprise_id="",
        type=type_,
        etat=etat,
        reference=reference,
        nom="",
        version="",
        type_produit=type_produit,
        nil=nil,
        description="",
        responsable_id=None,
        certifications=tuple(_json(certifications)),
        qualification=_json(qualification),
        archive=archive,
        demarche_visee=None,
        revision=0,
        cree_le=JAMAIS,
        valide_le=None,
        dossiers={each[2]: _dossier(each, lot) for each in lot.dossiers[identifiant]},
        evaluations={each[2]: _evaluation(each, lot) for each in lot.evaluations.get(identifiant, ())},
    )


@lru_cache(QUALIFICATIONS)
def _json(texte: str) -> Any:
    """What a JSON column holds, which nobody changes: many subjects have the same."""
    return json.loads(texte)


def _dossier(row: Any, lot: _Lot) -> DossierSnapshot:
    _, identifiant, demarche, etat, statut = row
    projections = {each[2]: _projection(each, lot) for each in lot.projections.get(identifiant, ())}
    return DossierSnapshot(identifiant, demarche, etat, statut, False, JAMAIS, None, projections)


def _evaluation(row: Any, lot: _Lot) -> EvaluationSnapshot:
    """Of a validated evaluation the current answers are those that were validated: « modifier » opens others first."""
    _, identifiant, questionnaire, etat, validations = row
    rows = lot.reponses.get(identifiant)
    if rows is None and not validations:
        return _vierge(questionnaire, etat)
    courantes = _reponses(rows or (), lot.antivirus)
    validation = None
    if validations:
        figees = courantes if etat == "valide" else _reponses(lot.validees.get(identifiant, ()), lot.antivirus)
        validation = ValidationSnapshot("", validations, "", JAMAIS, "", None, "", figees, {})
    return EvaluationSnapshot("", questionnaire, etat, 0, None, None, "", courantes, validation)


@lru_cache(PAREILLES)
def _vierge(questionnaire: str, etat: str) -> EvaluationSnapshot:
    return EvaluationSnapshot("", questionnaire, etat, 0, None, None, "", {}, None)


def _reponses(rows: Iterable[Any], antivirus: Mapping[str, str]) -> dict[str, ReponseSnapshot]:
    reponses = {}
    for _, critere, valeur, commentaire, a_reconfirmer, preuves, depot, jeu in rows:
        reponse = _reponse(critere, valeur, bool(commentaire.strip()), a_reconfirmer, bool(depot), jeu)
        if preuves:
            fournies = (PreuveFournie(**each, antivirus=antivirus.get(each["preuve"], "inconnue")) for each in preuves)
            reponse = replace(reponse, preuves=tuple(fournies))
        reponses[critere] = reponse
    return reponses


@lru_cache(PAREILLES)
def _reponse(
    critere: str, valeur: str | None, commentee: bool, a_reconfirmer: bool, depot: bool, jeu: str | None
) -> ReponseSnapshot:
    texte = DIT if commentee else ""
    return ReponseSnapshot("", critere, 0, valeur, texte, None, False, a_reconfirmer, 0, JAMAIS, "", (), depot, jeu)


def _projection(row: Any, lot: _Lot) -> ProjectionSnapshot:
    _, identifiant, questionnaire, etat, validations = row
    rows = lot.plans.get(identifiant)
    if rows is None and not validations:
        return _sans_plan(questionnaire, etat)
    courants = _plans(rows or ())
    validation = None
    if validations:
        figes = courants if etat == "valide" else _plans(lot.plans_valides.get(identifiant, ()))
        validation = ValidationProjectionSnapshot("", validations, "", JAMAIS, "", None, "", "", figes, None)
    return ProjectionSnapshot("", questionnaire, etat, 0, None, None, "", courants, validation)


@lru_cache(PAREILLES)
def _sans_plan(questionnaire: str, etat: str) -> ProjectionSnapshot:
    return ProjectionSnapshot("", questionnaire, etat, 0, None, None, "", {}, None)


def _plans(rows: Iterable[Any]) -> dict[str, ReponseProjeteeSnapshot]:
    return {
        critere: ReponseProjeteeSnapshot("", critere, 0, echeances, exclu, commentaire, False, 0, JAMAIS, "")
        for _, critere, echeances, exclu, commentaire in rows
    }
