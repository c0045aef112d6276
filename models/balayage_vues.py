"""What rules see of the rows of a batch (`models/balayage.py`).

Names, people, dates and the words of comments are left out, and most identifiers: what is alike is one object.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

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

JAMAIS = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the dates that are left out."""

DIT = "dit"
"""Stands for whatever comment."""

PAREILLES = 10_000
"""Answers, and questionnaires that nobody touched, kept to be given again."""

QUALIFICATIONS = 1_000
"""The same for what subjects say of themselves, which is longer."""

Groupes = dict[str, list[Any]]
"""Rows by whose they are."""


@dataclass(frozen=True, slots=True)
class Lot:
    """What belongs to the subjects of one batch; `antivirus` says what became of each proof."""

    dossiers: Groupes
    evaluations: Groupes
    reponses: Groupes
    validees: Groupes
    projections: Groupes
    plans: Groupes
    plans_valides: Groupes
    antivirus: Mapping[str, str]


def sujet_vu(row: Any, lot: Lot) -> SujetSnapshot:
    """The subject of a row of its own table, with what the batch has of it."""
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


def _dossier(row: Any, lot: Lot) -> DossierSnapshot:
    _, identifiant, demarche, etat, statut = row
    projections = {each[2]: _projection(each, lot) for each in lot.projections.get(identifiant, ())}
    return DossierSnapshot(identifiant, demarche, etat, statut, False, JAMAIS, None, projections)


def _evaluation(row: Any, lot: Lot) -> EvaluationSnapshot:
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


def _projection(row: Any, lot: Lot) -> ProjectionSnapshot:
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
