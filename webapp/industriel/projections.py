"""Planning a projection: drafts kept by a button or by themselves, requests, validations, editing anew."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.door import perform
from webapp.errors import refusal_code
from webapp.industriel.blueprint import bp
from webapp.industriel.evaluation_form import seen_revisions
from webapp.industriel.evaluations import DONE, GIVEN, MOTIF, SAVED, STAYS, UNCHANGED
from webapp.industriel.opening import OpenQuestionnaire, open_questionnaire
from webapp.industriel.projection_conflict import draw_plan_conflict, resolved_plans
from webapp.industriel.projection_form import sent_plans
from webapp.industriel.projection_page import PlanTrouble, draw_projection, read_projection
from webapp.industriel.projection_saving import autosave_plan, save_plan
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
from workflows.errors import Forbidden, Incomplete, Moved, NotFound, Refused
from workflows.handlers.commentaire import COMMENTAIRE_MAX, has_control

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
    chosen = resolved_plans(request.form)
    champs = sent_plans(request.form) if chosen is None else chosen
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


def _fire(opened: OpenQuestionnaire, evenement: str, vues: Mapping[str, int]) -> PlanTrouble | None:
    """Ask for the event; what keeps it from happening, if anything does."""
    more: dict[str, Any] = {}
    motif = request.form.get(MOTIF, "")
    if evenement == "renvoyer":
        if len(motif) > COMMENTAIRE_MAX or has_control(motif.replace("\r\n", "\n"), multiline=True):
            sentence = _("Le motif est trop long, ou contient des caractères de contrôle.")
            return PlanTrouble((sentence,), motif=motif, champ=MOTIF)
        more = {"motif": motif}
    if evenement in GIVEN:
        more = {"vues": vues, "base": request.form.get("base")}
    where = (acteur(), opened.sujet.id, opened.demarche.code, opened.volet.questionnaire)
    try:
        perform(COMMANDS[evenement](*where, **more))
    except (NotFound, Forbidden):
        raise
    except Incomplete as refusal:
        return PlanTrouble(refusal.sentences, refusal.manques, incomplet=True)
    except Moved as refusal:
        return PlanTrouble(refusal.sentences, refusal.manques, status=refusal_code(refusal))
    except Refused as refusal:
        champ = MOTIF if evenement == "renvoyer" and not motif.strip() else ""
        return PlanTrouble(refusal.sentences, motif=motif, champ=champ, status=refusal_code(refusal))
    return None


def _again(opened: OpenQuestionnaire) -> OpenQuestionnaire:
    """The same, as it now stands: a command may have changed it, or somebody else."""
    reference = opened.sujet.reference
    assert reference is not None
    return open_questionnaire(reference, opened.demarche.code, opened.volet.questionnaire)
