"""Identification and qualification of a validated subject; what they change in questionnaires is shown first."""

from dataclasses import replace
from hashlib import sha256

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.database import db
from models.snapshot import SujetSnapshot
from referentiels.catalogue import TypeSujet
from reports.impact import Changement, impact
from reports.sujets import TYPES_DE_PRODUIT, comptes_actifs
from webapp.industriel.blueprint import bp
from webapp.industriel.etapes import (
    CONFLICT,
    attempt,
    identification_of,
    products_trail,
    qualification_of,
    show_current,
)
from webapp.industriel.forms import (
    IdentificationForm,
    SujetForm,
    identification_form,
    identification_values,
    qualification_form,
)
from webapp.industriel.opening import decideur_of
from webapp.industriel.sujets import REFERENCE, open_produit, open_strategie, page_of
from webapp.industriel.trails import Trail
from webapp.runtime import edition
from webapp.security import INDUSTRIEL, acces, acteur
from workflows.commands.base import Command
from workflows.commands.sujets import Identification, ModifierIdentification, ModifierQualification
from workflows.errors import ValidationRefused
from workflows.handlers.sujets import check_qualification

Changes = tuple[Changement, ...]
REFUSED = 422


@bp.route(f"/produits/{REFERENCE}/identification", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def produit_identification(reference: int) -> ResponseReturnValue:
    """Edit the identification of a product; a change that moves critères is shown before it is kept."""
    return _identification(open_produit(reference, whole=request.method == "POST"))


@bp.route(f"/produits/{REFERENCE}/qualification", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def produit_qualification(reference: int) -> ResponseReturnValue:
    """Edit the qualification of a product; what it adds and removes is shown before it is kept."""
    return _qualification(open_produit(reference, whole=request.method == "POST"))


@bp.route("/strategie-globale/identification", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def strategie_identification() -> ResponseReturnValue:
    """The same of the company's stratégie globale."""
    return _identification(open_strategie(whole=request.method == "POST"))


@bp.route("/strategie-globale/qualification", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def strategie_qualification() -> ResponseReturnValue:
    """The same of the company's stratégie globale."""
    return _qualification(open_strategie(whole=request.method == "POST"))


def _identification(sujet: SujetSnapshot) -> ResponseReturnValue:
    form = identification_form(TypeSujet(sujet.type), **identification_values(sujet))
    if request.method == "GET":
        return _draw("identification", sujet, form)
    typed = form.entered()
    if typed == identification_of(sujet):
        return _unchanged(sujet)
    changes = _impact_of(sujet, typed)
    if changes and not _was_shown(form, typed):
        return _draw("identification", sujet, form, changes)
    command = ModifierIdentification(acteur(), sujet.id, typed, form.revision_seen)
    return _keep("identification", sujet, form, command)


def _qualification(sujet: SujetSnapshot) -> ResponseReturnValue:
    kept = {**sujet.qualification, "revision": str(sujet.revision)}
    form = qualification_form(qualification_of(TypeSujet(sujet.type)), **kept)
    if request.method == "GET":
        return _draw("qualification", sujet, form)
    chosen = form.entered()
    try:
        check_qualification(edition().catalogue, sujet.type, chosen)
    except ValidationRefused as refusal:
        form.show(refusal)
        return _draw("qualification", sujet, form, code=REFUSED)
    if chosen == sujet.qualification:
        return _unchanged(sujet)
    if not _was_shown(form, chosen):
        return _draw("qualification", sujet, form, _impact(sujet, replace(sujet, qualification=chosen)))
    return _keep("qualification", sujet, form, ModifierQualification(acteur(), sujet.id, chosen, form.revision_seen))


def _impact_of(sujet: SujetSnapshot, typed: Identification) -> Changes:
    """What another identification changes; nothing for one that the command is going to refuse."""
    if sujet.type == TypeSujet.PRODUIT and typed.type_produit not in TYPES_DE_PRODUIT:
        return ()
    changed = replace(
        sujet,
        type_produit=typed.type_produit or None,
        nil=typed.nil,
        certifications=typed.certifications,
    )
    return _impact(sujet, changed)


def _impact(before: SujetSnapshot, after: SujetSnapshot) -> Changes:
    return impact(decideur_of(edition()), before, after)


def _was_shown(form: SujetForm, entered: object) -> bool:
    """Whether the person confirms the very change that the page announced; if not, the next page announces it."""
    named = repr((edition().digest, form.revision_seen, entered))
    announced = sha256(named.encode("utf-8", "replace")).hexdigest()
    shown, form.vu.data = form.vu.data == announced, announced
    return shown


def _keep(step: str, sujet: SujetSnapshot, form: SujetForm, command: Command) -> ResponseReturnValue:
    code = attempt(command, form)
    if code is not None:
        form.vu.data = ""
        return _draw(step, sujet, form, code=code)
    flash(_("Vos modifications sont enregistrées ; toutes les réponses sont conservées."), "succes")
    return redirect(page_of(sujet), 303)


def _unchanged(sujet: SujetSnapshot) -> ResponseReturnValue:
    flash(_("Rien n’avait changé : il n’y a rien à enregistrer."))
    return redirect(page_of(sujet), 303)


def _draw(
    step: str, sujet: SujetSnapshot, form: SujetForm, changes: Changes | None = None, code: int = 200
) -> ResponseReturnValue:
    if isinstance(form, IdentificationForm):
        form.offer(comptes_actifs(db.session(), str(acteur().entreprise_id)))
    current = show_current(sujet, form) if code == CONFLICT else None
    title = _("Modifier l’identification") if step == "identification" else _("Modifier la qualification")
    page = render_template(
        f"industriel/modification/{step}.html",
        sujet=sujet,
        form=form,
        changes=changes,
        current=current,
        title=title,
        trail=_trail(sujet, title),
        back=page_of(sujet),
    )
    return page, code


def _trail(sujet: SujetSnapshot, title: str) -> Trail:
    if sujet.type == TypeSujet.STRATEGIE:
        return [(sujet.libelle, page_of(sujet)), (title, None)]
    sheet = url_for("industriel.produit", reference=sujet.reference)
    return [*products_trail(), (sujet.libelle, sheet), (title, None)]
