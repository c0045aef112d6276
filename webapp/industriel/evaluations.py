"""Answering an evaluation: drafts kept by a button or by themselves, requests, validations, editing anew."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.industriel.asking import DONE, SAVED, STAYS, UNCHANGED, Trouble, ask
from webapp.industriel.blueprint import bp
from webapp.industriel.evaluation_conflict import draw_conflict
from webapp.industriel.evaluation_form import Champs, sent_fields
from webapp.industriel.evaluation_page import draw_evaluation
from webapp.industriel.evaluation_saving import autosave, save
from webapp.industriel.fields import seen_revisions
from webapp.industriel.opening import Place, find_place, open_place, open_questionnaire
from webapp.industriel.sent import resolved
from webapp.industriel.sujets import REFERENCE
from webapp.security import INDUSTRIEL, acces, acteur
from workflows.commands.base import Command
from workflows.commands.evaluations import (
    DemanderValidation,
    ModifierEvaluation,
    RenvoyerEvaluation,
    ReprendreDemande,
    ValiderEvaluation,
)
from workflows.errors import NotFound

ADDRESS = f"/dossiers/{REFERENCE}/<demarche>/evaluations/<questionnaire>"

COMMANDS: Mapping[str, Callable[..., Command]] = {
    "demander": DemanderValidation,
    "reprendre": ReprendreDemande,
    "renvoyer": RenvoyerEvaluation,
    "valider": ValiderEvaluation,
    "modifier": ModifierEvaluation,
}


@bp.route(ADDRESS, methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def evaluation(reference: int, demarche: str, questionnaire: str) -> ResponseReturnValue:
    """The questionnaire; sent, it keeps what was changed as a draft."""
    if request.method == "GET":
        return draw_evaluation(open_questionnaire(reference, demarche, questionnaire))
    place = find_place(reference, demarche, questionnaire)
    sent = sent_fields(request.form)
    chosen = resolved(request.form, sent)
    champs = sent if chosen is None else chosen
    if request.accept_mimetypes.best == "application/json":
        return autosave(place, champs)
    saved = save(place, champs)
    if saved.trouble is not None:
        return draw_evaluation(open_place(place), saved.trouble)
    if saved.conflits:
        return draw_conflict(open_place(place), saved.conflits)
    flash(str(SAVED if saved.written else UNCHANGED), "succes")
    return redirect(request.path, 303)


@bp.get(ADDRESS + "/<evenement>")
@acces(*INDUSTRIEL)
def evaluation_apres(reference: int, demarche: str, questionnaire: str, evenement: str) -> ResponseReturnValue:
    """The address of a button, reloaded once it was pressed: nothing is asked again, the questionnaire opens."""
    open_questionnaire(reference, demarche, questionnaire)
    if evenement not in COMMANDS:
        raise NotFound(_("Cette action n’existe pas."))
    here = url_for("industriel.evaluation", reference=reference, demarche=demarche, questionnaire=questionnaire)
    return redirect(here, 303)


@bp.post(ADDRESS + "/<evenement>")
@acces(*INDUSTRIEL)
def evaluation_evenement(reference: int, demarche: str, questionnaire: str, evenement: str) -> ResponseReturnValue:
    """Ask for a validation, take it back, send it back, validate, or open a new draft; what was typed is kept first."""
    place = find_place(reference, demarche, questionnaire)
    if evenement not in COMMANDS:
        raise NotFound(_("Cette action n’existe pas."))
    saved = save(place, sent_fields(request.form))
    if saved.trouble is not None:
        return draw_evaluation(open_place(place), saved.trouble)
    if saved.conflits:
        return draw_conflict(open_place(place), saved.conflits, evenement)
    trouble = _fire(place, evenement, {**seen_revisions(request.form), **saved.revisions})
    if trouble is not None:
        return draw_evaluation(open_place(place), trouble)
    flash(str(DONE[evenement]), "succes")
    page = "industriel.evaluation" if evenement in STAYS else "industriel.dossier"
    where: dict[str, Any] = {"questionnaire": questionnaire} if evenement in STAYS else {}
    return redirect(url_for(page, reference=reference, demarche=demarche, **where), 303)


def _fire(place: Place, evenement: str, vues: Mapping[str, int]) -> Trouble[Champs] | None:
    where = (acteur(), place.sujet, place.demarche, place.questionnaire)
    return ask(evenement, {"vues": vues}, partial(COMMANDS[evenement], *where))
