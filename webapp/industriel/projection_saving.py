"""Keeping the months that were entered, whole or one critère at a time; what cannot be kept comes back with why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Response, jsonify

from models.database import db
from reports.personnes import noms
from webapp.door import perform
from webapp.errors import refusal_code
from webapp.industriel.opening import OpenQuestionnaire
from webapp.industriel.projection_form import ChampsProjection, changed_plans, digest_of_plan, plans_with_errors
from webapp.industriel.projection_page import PlanTrouble
from webapp.presentation import heure
from webapp.runtime import runtime
from webapp.security import acteur
from workflows.commands.projections import EnregistrerProjection
from workflows.errors import Forbidden, NotFound, Refused, ValidationRefused
from workflows.outcome import ConflitProjection, Outcome


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """What became of an entry; `written` is false where nothing had changed, `revisions` are those of what was sent."""

    written: bool = False
    conflits: tuple[ConflitProjection, ...] = ()
    trouble: PlanTrouble | None = None
    revisions: Mapping[str, int] = field(default_factory=dict)


def save_plan(opened: OpenQuestionnaire, champs: Mapping[str, ChampsProjection]) -> SavedPlan:
    """Keep what was changed, in a transaction of its own.

    Raises: NotFound, Forbidden.
    """
    if not changed_plans(champs):
        return SavedPlan()
    try:
        outcome = _perform(opened, champs)
    except (NotFound, Forbidden):
        raise
    except ValidationRefused as refusal:
        marked, elsewhere = plans_with_errors(champs, refusal.fields, _shown(opened))
        return SavedPlan(trouble=PlanTrouble(elsewhere, champs=marked))
    except Refused as refusal:
        lost = tuple(un for un in champs.values() if un.modifies)
        code = refusal_code(refusal)
        return SavedPlan(trouble=PlanTrouble(refusal.sentences, lost=lost, champs=champs, status=code))
    revisions = {saisie.critere: outcome.revisions.get(saisie.critere, 0) for saisie in changed_plans(champs)}
    return SavedPlan(outcome.seq is not None, outcome.conflits_projection, revisions=revisions)


def autosave_plan(opened: OpenQuestionnaire, champs: Mapping[str, ChampsProjection]) -> Response:
    """Keep what a field that was left holds, and say so to the script of the page.

    Raises: Refused, which becomes a problem in JSON.
    """
    outcome = _perform(opened, champs)
    others = noms(db.session(), (conflit.modifie_par for conflit in outcome.conflits_projection))
    conflits = {conflit.critere: others.get(conflit.modifie_par, "") for conflit in outcome.conflits_projection}
    return jsonify(
        enregistre_a=heure(runtime().clock.now()),
        criteres={
            code: {"revision": outcome.revisions.get(code, 0), "vu": digest_of_plan(un.saisie)}
            for code, un in champs.items()
            if code not in conflits
        },
        conflits=conflits,
    )


def _perform(opened: OpenQuestionnaire, champs: Mapping[str, ChampsProjection]) -> Outcome:
    where = (acteur(), opened.sujet.id, opened.demarche.code, opened.volet.questionnaire)
    return perform(EnregistrerProjection(*where, changed_plans(champs)))


def _shown(opened: OpenQuestionnaire) -> frozenset[str]:
    """The critères that have fields on the page."""
    perimetre = opened.decideur.perimetre(opened.sujet, opened.demarche, opened.volet)
    return frozenset(code for code, cible in perimetre.cibles.items() if cible.applicable)
