"""Keeping the months that were entered, whole or one critère at a time; what cannot be kept comes back with why."""

from collections.abc import Mapping

from flask import Response

from webapp.door import perform
from webapp.industriel.asking import Trouble
from webapp.industriel.keeping import Saved, attempt
from webapp.industriel.opening import OpenQuestionnaire
from webapp.industriel.projection_form import ChampsProjection, changed_plans, digest_of_plan
from webapp.industriel.sent import autosaved
from webapp.security import acteur
from workflows.commands.projections import EnregistrerProjection
from workflows.outcome import ConflitProjection, Outcome


def save_plan(
    opened: OpenQuestionnaire, champs: Mapping[str, ChampsProjection]
) -> Saved[ChampsProjection, ConflitProjection]:
    """Keep what was changed, in a transaction of its own.

    Raises: NotFound, Forbidden.
    """
    if not changed_plans(champs):
        return Saved()
    outcome = attempt(champs, lambda: _perform(opened, champs), lambda: _shown(opened))
    if isinstance(outcome, Trouble):
        return Saved(trouble=outcome)
    revisions = {saisie.critere: outcome.revisions.get(saisie.critere, 0) for saisie in changed_plans(champs)}
    return Saved(outcome.seq is not None, outcome.conflits_projection, revisions=revisions)


def autosave_plan(opened: OpenQuestionnaire, champs: Mapping[str, ChampsProjection]) -> Response:
    """Keep what a field that was left holds, and say so to the script of the page.

    Raises: Refused, which becomes a problem in JSON.
    """
    outcome = _perform(opened, champs)
    vus = {code: digest_of_plan(un.saisie) for code, un in champs.items()}
    return autosaved(outcome.conflits_projection, outcome.revisions, vus)


def _perform(opened: OpenQuestionnaire, champs: Mapping[str, ChampsProjection]) -> Outcome:
    where = (acteur(), opened.sujet.id, opened.demarche.code, opened.volet.questionnaire)
    return perform(EnregistrerProjection(*where, changed_plans(champs)))


def _shown(opened: OpenQuestionnaire) -> frozenset[str]:
    """The critères that have fields on the page."""
    perimetre = opened.decideur.perimetre(opened.sujet, opened.demarche, opened.volet)
    return frozenset(code for code, cible in perimetre.cibles.items() if cible.applicable)
