"""Keeping what was typed, whole or one critère at a time; what cannot be kept comes back with the reason."""

from collections.abc import Mapping

from flask import Response

from webapp.door import perform
from webapp.industriel.asking import Trouble
from webapp.industriel.evaluation_form import Champs, changed_entries, digest_of_entry
from webapp.industriel.keeping import Saved, attempt
from webapp.industriel.opening import OpenQuestionnaire, Place, open_place
from webapp.industriel.sent import autosaved
from webapp.security import acteur
from workflows.commands.evaluations import EnregistrerEvaluation
from workflows.outcome import Conflit, Outcome


def save(place: Place, champs: Mapping[str, Champs]) -> Saved[Champs, Conflit]:
    """Keep what was changed, in a transaction of its own.

    Raises: NotFound, Forbidden.
    """
    if not changed_entries(champs):
        # no command says whether there is such a questionnaire
        open_place(place)
        return Saved()
    outcome = attempt(champs, lambda: _perform(place, champs), lambda: _shown(open_place(place)))
    if isinstance(outcome, Trouble):
        return Saved(trouble=outcome)
    revisions = {saisie.critere: outcome.revisions.get(saisie.critere, 0) for saisie in changed_entries(champs)}
    return Saved(outcome.seq is not None, outcome.conflits, revisions=revisions)


def autosave(place: Place, champs: Mapping[str, Champs]) -> Response:
    """Keep what a field that was left holds, and say so to the script of the page.

    Raises: Refused, which becomes a problem in JSON.
    """
    outcome = _perform(place, champs)
    vus = {code: digest_of_entry(un.saisie) for code, un in champs.items()}
    return autosaved(outcome.conflits, outcome.revisions, vus)


def _perform(place: Place, champs: Mapping[str, Champs]) -> Outcome:
    where = (acteur(), place.sujet, place.demarche, place.questionnaire)
    return perform(EnregistrerEvaluation(*where, changed_entries(champs)))


def _shown(opened: OpenQuestionnaire) -> frozenset[str]:
    """The critères, and the nodes that may be switched off, that have fields on the page."""
    perimetre = opened.decideur.perimetre(opened.sujet, opened.demarche, opened.volet)
    return frozenset(perimetre.repondables)
