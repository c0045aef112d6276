"""Answering an evaluation: drafts kept by a button or by themselves, requests, validations, editing anew."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.door import perform
from webapp.errors import refusal_code
from webapp.industriel.blueprint import bp
from webapp.industriel.evaluation_conflict import draw_conflict, resolved_fields
from webapp.industriel.evaluation_form import seen_revisions, sent_fields
from webapp.industriel.evaluation_page import Trouble, draw_evaluation
from webapp.industriel.evaluation_saving import autosave, save
from webapp.industriel.opening import Place, find_place, open_place, open_questionnaire
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
from workflows.errors import Forbidden, Incomplete, Moved, NotFound, Refused
from workflows.handlers.commentaire import COMMENTAIRE_MAX, has_control

ADDRESS = f"/dossiers/{REFERENCE}/<demarche>/evaluations/<questionnaire>"

MOTIF = "motif"
"""The field of the reason of a sending back."""

COMMANDS: Mapping[str, Callable[..., Command]] = {
    "demander": DemanderValidation,
    "reprendre": ReprendreDemande,
    "renvoyer": RenvoyerEvaluation,
    "valider": ValiderEvaluation,
    "modifier": ModifierEvaluation,
}
DONE = {
    "demander": _l("La validation du questionnaire est demandée."),
    "reprendre": _l("Vous avez repris votre demande : le questionnaire peut de nouveau être modifié."),
    "renvoyer": _l("Le questionnaire est renvoyé avec votre motif."),
    "valider": _l("Le questionnaire est validé."),
    "modifier": _l("Un nouveau brouillon est ouvert ; la dernière réponse validée reste la réponse officielle."),
}
SAVED = _l("Brouillon enregistré.")
UNCHANGED = _l("Tout est déjà enregistré : il n’y a rien à enregistrer de plus.")
GIVEN = ("demander", "valider")
"""Events that are about the answers as the page showed them."""
STAYS = ("modifier", "reprendre")
"""Events after which the person goes on with the questionnaire; the others lead back to the list."""


@bp.route(ADDRESS, methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def evaluation(reference: int, demarche: str, questionnaire: str) -> ResponseReturnValue:
    """The questionnaire; sent, it keeps what was changed as a draft."""
    if request.method == "GET":
        return draw_evaluation(open_questionnaire(reference, demarche, questionnaire))
    place = find_place(reference, demarche, questionnaire)
    chosen = resolved_fields(request.form)
    champs = sent_fields(request.form) if chosen is None else chosen
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


def _fire(place: Place, evenement: str, vues: Mapping[str, int]) -> Trouble | None:
    """Ask for the event; what keeps it from happening, if anything does."""
    more: dict[str, Any] = {}
    motif = request.form.get(MOTIF, "")
    if evenement == "renvoyer":
        if len(motif) > COMMENTAIRE_MAX or has_control(motif.replace("\r\n", "\n"), multiline=True):
            sentence = _("Le motif est trop long, ou contient des caractères de contrôle.")
            return Trouble((sentence,), motif=motif, champ=MOTIF)
        more = {"motif": motif}
    if evenement in GIVEN:
        more = {"vues": vues}
    where = (acteur(), place.sujet, place.demarche, place.questionnaire)
    try:
        perform(COMMANDS[evenement](*where, **more))
    except (NotFound, Forbidden):
        raise
    except Incomplete as refusal:
        return Trouble(refusal.sentences, refusal.manques, incomplet=True)
    except Moved as refusal:
        return Trouble(refusal.sentences, refusal.manques, status=refusal_code(refusal))
    except Refused as refusal:
        champ = MOTIF if evenement == "renvoyer" and not motif.strip() else ""
        return Trouble(refusal.sentences, motif=motif, champ=champ, status=refusal_code(refusal))
    return None
