"""The steps of an initialisation once its draft is kept: identification, qualification, récapitulatif, giving it up."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.database import db
from models.snapshot import SujetSnapshot
from referentiels.catalogue import TypeSujet
from reports.sujets import recapitulatif
from webapp.door import perform
from webapp.industriel.blueprint import bp
from webapp.industriel.etapes import (
    KEEP,
    REFUSED,
    Frame,
    draw_identification,
    draw_qualification,
    frame_of,
    identification_of,
    keep_identification,
    keep_step,
    pressed,
    qualification_of,
    told_to_script,
    wanted_demarche,
)
from webapp.industriel.forms import QualificationForm, identification_form, identification_values, qualification_form
from webapp.industriel.sujets import GENRE, Genre, open_initialisation, page_of
from webapp.runtime import edition
from webapp.security import INDUSTRIEL, acces, acteur
from workflows.commands.sujets import AbandonnerSujet, ModifierQualification, ValiderSujet
from workflows.errors import ValidationRefused
from workflows.handlers.identification import identification_faults

BROUILLON = f"/{GENRE}/brouillons/<uuid:sujet>"


@bp.route(f"{BROUILLON}/identification", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def brouillon_identification(genre: str, sujet: UUID) -> ResponseReturnValue:
    """« Étape 1 Identification »."""
    opened = open_initialisation(genre, sujet)
    if opened.etat == "valide":
        return redirect(page_of(opened), 303)
    frame = _frame(opened, genre)
    form = identification_form(frame.genre.type, **identification_values(opened))
    if request.method == "GET" or pressed("annuler"):
        return draw_identification(frame, form, asked=pressed("annuler"))
    code = keep_identification(frame, opened.id, form)
    if pressed(KEEP):
        return told_to_script(opened.id, form, code)
    if code is not None:
        return draw_identification(frame, form, code=code)
    return redirect(_step("qualification", opened, genre), 303)


@bp.route(f"{BROUILLON}/qualification", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def brouillon_qualification(genre: str, sujet: UUID) -> ResponseReturnValue:
    """« Étape 2 Qualification »."""
    opened = open_initialisation(genre, sujet)
    if opened.etat == "valide":
        return redirect(page_of(opened), 303)
    if request.method == "GET" and identification_faults(identification_of(opened), opened.type):
        return redirect(_step("identification", opened, genre), 303)
    frame = _frame(opened, genre)
    kept = {**opened.qualification, "revision": str(opened.revision)}
    form = qualification_form(qualification_of(frame.genre.type), **kept)
    if request.method == "GET" or pressed("annuler"):
        return draw_qualification(frame, form, asked=pressed("annuler"))
    code = _keep_qualification(opened, form)
    if pressed(KEEP):
        return told_to_script(opened.id, form, code)
    if code is not None:
        return draw_qualification(frame, form, code=code)
    return redirect(_step("identification" if pressed("precedent") else "recapitulatif", opened, genre), 303)


@bp.route(f"{BROUILLON}/recapitulatif", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def brouillon_recapitulatif(genre: str, sujet: UUID) -> ResponseReturnValue:
    """« Étape 3 Récapitulatif »; « Valider » gives the reference."""
    opened = open_initialisation(genre, sujet)
    if opened.etat == "valide":
        return redirect(page_of(opened), 303)
    if pressed("precedent") or not _qualified(opened):
        return redirect(_step("qualification", opened, genre), 303)
    if request.method == "GET" or pressed("annuler"):
        return _draw_recapitulatif(opened, genre, asked=pressed("annuler"))
    try:
        perform(ValiderSujet(acteur(), opened.id))
    except ValidationRefused as refusal:
        return _draw_recapitulatif(opened, genre, refusal=refusal)
    return redirect(_after(open_initialisation(genre, sujet)), 303)


@bp.post(f"{BROUILLON}/abandonner")
@acces(*INDUSTRIEL)
def abandonner(genre: str, sujet: UUID) -> ResponseReturnValue:
    """Give an initialisation up, once « Annuler » was confirmed."""
    opened = open_initialisation(genre, sujet)
    perform(AbandonnerSujet(acteur(), opened.id))
    flash(_("Le brouillon « %(nom)s » est abandonné.", nom=opened.nom or _("Sans nom")), "succes")
    return redirect(_frame(opened, genre).back, 303)


def _frame(sujet: SujetSnapshot, genre: str) -> Frame:
    kind = Genre(genre)
    return frame_of(kind, sujet, wanted_demarche(sujet.demarche_visee, kind.type))


def _step(step: str, sujet: SujetSnapshot, genre: str) -> str:
    return url_for(f"industriel.brouillon_{step}", genre=genre, sujet=sujet.id)


def _keep_qualification(sujet: SujetSnapshot, form: QualificationForm) -> int | None:
    entered, partly = form.entered(), pressed(KEEP) or pressed("precedent")
    if entered == sujet.qualification and (partly or _qualified(sujet)):
        return None
    return keep_step(ModifierQualification(acteur(), sujet.id, entered, form.revision_seen, partly), form)


def _qualified(sujet: SujetSnapshot) -> bool:
    """Whether each question has its answer."""
    questions = qualification_of(TypeSujet(sujet.type)).questions
    return all(question.choix_de(sujet.qualification.get(question.code, "")) for question in questions)


def _draw_recapitulatif(
    sujet: SujetSnapshot, genre: str, *, asked: bool = False, refusal: ValidationRefused | None = None
) -> ResponseReturnValue:
    """Both blocks; each sentence of a refusal leads to the step where it is mended."""
    pages = {question.code: "qualification" for question in qualification_of(Genre(genre).type).questions}
    named = refusal.fields if refusal is not None else ()
    faults = [(sentence, _step(pages.get(name, "identification"), sujet, genre)) for name, sentence in named]
    page = render_template(
        "industriel/initialisation/recapitulatif.html",
        frame=_frame(sujet, genre),
        recapitulatif=recapitulatif(db.session(), edition().catalogue, sujet),
        identification_url=_step("identification", sujet, genre),
        qualification_url=_step("qualification", sujet, genre),
        faults=faults,
        sentences=refusal.sentences if refusal is not None and not named else (),
        asked=asked,
    )
    return page, 200 if refusal is None else REFUSED


def _after(sujet: SujetSnapshot) -> str:
    """Where « Valider » leads: to the list of the démarche it was begun for, else to « Produit ajouté »."""
    if sujet.type == TypeSujet.PRODUIT and sujet.demarche_visee not in sujet.dossiers:
        return url_for("industriel.produit_ajoute", reference=sujet.reference)
    if sujet.type == TypeSujet.PRODUIT:
        nom = f"{sujet.nom} - {sujet.version}"
        flash(_("Votre produit « %(nom)s » a bien été ajouté.", nom=nom), "succes")
        return url_for("industriel.dossier", reference=sujet.reference, demarche=sujet.demarche_visee)
    flash(_("Votre stratégie globale est initialisée : vous pouvez en remplir les questionnaires."), "succes")
    return page_of(sujet)
