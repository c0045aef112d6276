"""Keeping what was typed, whole or one critère at a time; what cannot be kept comes back with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Response, jsonify

from models.database import db
from reports.personnes import noms
from webapp.door import perform
from webapp.errors import refusal_code
from webapp.industriel.evaluation_form import Champs, changed_entries, digest_of_entry, with_errors
from webapp.industriel.evaluation_page import Trouble
from webapp.industriel.opening import OpenQuestionnaire, Place, open_place
from webapp.presentation import heure
from webapp.runtime import runtime
from webapp.security import acteur
from workflows.commands.evaluations import EnregistrerEvaluation
from workflows.errors import Forbidden, NotFound, Refused, ValidationRefused
from workflows.outcome import Conflit, Outcome


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an entry; `written` is false where nothing had changed, `revisions` are those of what was sent."""

    written: bool = False
    conflits: tuple[Conflit, ...] = ()
    trouble: Trouble | None = None
    revisions: Mapping[str, int] = field(default_factory=dict)


def save(place: Place, champs: Mapping[str, Champs]) -> Saved:
    """Keep what was changed, in a transaction of its own.

    Raises: NotFound, Forbidden.
    """
    if not changed_entries(champs):
        # no command says whether there is such a questionnaire
        open_place(place)
        return Saved()
    try:
        outcome = _perform(place, champs)
    except (NotFound, Forbidden):
        raise
    except ValidationRefused as refusal:
        marked, elsewhere = with_errors(champs, refusal.fields, _shown(open_place(place)))
        return Saved(trouble=Trouble(elsewhere, champs=marked))
    except Refused as refusal:
        unsaved = tuple(un for un in champs.values() if un.modifies)
        return Saved(trouble=Trouble(refusal.sentences, unsaved=unsaved, champs=champs, status=refusal_code(refusal)))
    revisions = {saisie.critere: outcome.revisions.get(saisie.critere, 0) for saisie in changed_entries(champs)}
    return Saved(outcome.seq is not None, outcome.conflits, revisions=revisions)


def autosave(place: Place, champs: Mapping[str, Champs]) -> Response:
    """Keep what a field that was left holds, and say so to the script of the page.

    Raises: Refused, which becomes a problem in JSON.
    """
    outcome = _perform(place, champs)
    others = noms(db.session(), (conflit.modifie_par for conflit in outcome.conflits))
    conflits = {conflit.critere: others.get(conflit.modifie_par, "") for conflit in outcome.conflits}
    return jsonify(
        enregistre_a=heure(runtime().clock.now()),
        criteres={
            code: {"revision": outcome.revisions.get(code, 0), "vu": digest_of_entry(un.saisie)}
            for code, un in champs.items()
            if code not in conflits
        },
        conflits=conflits,
    )


def _perform(place: Place, champs: Mapping[str, Champs]) -> Outcome:
    where = (acteur(), place.sujet, place.demarche, place.questionnaire)
    return perform(EnregistrerEvaluation(*where, changed_entries(champs)))


def _shown(opened: OpenQuestionnaire) -> frozenset[str]:
    """The critères, and the nodes that may be switched off, that have fields on the page."""
    perimetre = opened.decideur.perimetre(opened.sujet, opened.demarche, opened.volet)
    return frozenset(perimetre.repondables)
