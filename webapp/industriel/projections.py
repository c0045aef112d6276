"""Planning a projection: drafts kept by a button or by themselves, requests, validations, editing anew."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.industriel.asking import DONE, SAVED, STAYS, UNCHANGED, Trouble, ask
from webapp.industriel.blueprint import bp
from webapp.industriel.fields import seen_revisions
from webapp.industriel.opening import OpenQuestionnaire, open_questionnaire
from webapp.industriel.projection_conflict import draw_plan_conflict
from webapp.industriel.projection_form import ChampsProjection, sent_plans
from webapp.industriel.projection_page import draw_projection, read_projection
from webapp.industriel.projection_saving import autosave_plan, save_plan
from webapp.industriel.sent import resolved
from webapp.industriel.sujets import REFERENCE
from webapp.security import INDUSTRIEL, acces, acteur
from workflows.commands.base import Command
from workflows.commands.projections import (
    DemanderValidationProjection,
    ModifierProjection,
    RenvoyerProjection,
    ReprendreDemandeProjection,
    ValiderProjection,
)
from workflows.errors import NotFound

ADDRESS = f"/dossiers/{REFERENCE}/<demarche>/projections/<questionnaire>"

COMMANDS: Mapping[str, Callable[..., Command]] = {
    "demander": DemanderValidationProjection,
    "reprendre": ReprendreDemandeProjection,
    "renvoyer": RenvoyerProjection,
    "valider": ValiderProjection,
    "modifier": ModifierProjection,
}


@bp.route(ADDRESS, methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def projection(reference: int, demarche: str, questionnaire: str) -> ResponseReturnValue:
    """The projection; sent, it keeps what was changed as a draft."""
    opened = open_questionnaire(reference, demarche, questionnaire)
    if request.method == "GET":
        return draw_projection(opened)
    read_projection(opened)
    sent = sent_plans(request.form)
    chosen = resolved(request.form, sent)
    champs = sent if chosen is None else chosen
    if request.accept_mimetypes.best == "application/json":
        return autosave_plan(opened, champs)
    saved = save_plan(opened, champs)
    if saved.trouble is not None:
        return draw_projection(_again(opened), saved.trouble)
    if saved.conflits:
        return draw_plan_conflict(_again(opened), saved.conflits)
    flash(str(SAVED if saved.written else UNCHANGED), "succes")
    return redirect(request.path, 303)


@bp.get(ADDRESS + "/<evenement>")
@acces(*INDUSTRIEL)
def projection_apres(reference: int, demarche: str, questionnaire: str, evenement: str) -> ResponseReturnValue:
    """The address of a button, reloaded once it was pressed: nothing is asked again, the questionnaire opens."""
    opened = open_questionnaire(reference, demarche, questionnaire)
    read_projection(opened)
    if evenement not in COMMANDS:
        raise NotFound(_("Cette action n’existe pas."))
    here = url_for("industriel.projection", reference=reference, demarche=demarche, questionnaire=questionnaire)
    return redirect(here, 303)


@bp.post(ADDRESS + "/<evenement>")
@acces(*INDUSTRIEL)
def projection_evenement(reference: int, demarche: str, questionnaire: str, evenement: str) -> ResponseReturnValue:
    """Ask for a validation, take it back, send it back, validate, or open a new draft; what was typed is kept first."""
    opened = open_questionnaire(reference, demarche, questionnaire)
    read_projection(opened)
    if evenement not in COMMANDS:
        raise NotFound(_("Cette action n’existe pas."))
    saved = save_plan(opened, sent_plans(request.form))
    if saved.trouble is not None:
        return draw_projection(_again(opened), saved.trouble)
    if saved.conflits:
        return draw_plan_conflict(_again(opened), saved.conflits, evenement)
    trouble = _fire(opened, evenement, {**seen_revisions(request.form), **saved.revisions})
    if trouble is not None:
        return draw_projection(_again(opened), trouble)
    flash(str(DONE[evenement]), "succes")
    page = "industriel.projection" if evenement in STAYS else "industriel.dossier"
    where: dict[str, Any] = {"questionnaire": questionnaire} if evenement in STAYS else {}
    return redirect(url_for(page, reference=reference, demarche=demarche, **where), 303)


def _fire(opened: OpenQuestionnaire, evenement: str, vues: Mapping[str, int]) -> Trouble[ChampsProjection] | None:
    where = (acteur(), opened.sujet.id, opened.demarche.code, opened.volet.questionnaire)
    return ask(evenement, {"vues": vues, "base": request.form.get("base")}, partial(COMMANDS[evenement], *where))


def _again(opened: OpenQuestionnaire) -> OpenQuestionnaire:
    """The same, as it now stands: a command may have changed it, or somebody else."""
    reference = opened.sujet.reference
    assert reference is not None
    return open_questionnaire(reference, opened.demarche.code, opened.volet.questionnaire)
