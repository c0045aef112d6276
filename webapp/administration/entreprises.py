"""« Entreprises »: who is registered, and what the agency does about a company; never its answers."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from reports.entreprises import LigneEntreprise, entreprises, une_entreprise
from reports.equipe import comptes, invitations
from webapp.administration.blueprint import bp
from webapp.administration.forms import EntrepriseForm, NomForm
from webapp.comptes.forms import InvitationForm, RefusableForm
from webapp.comptes.remise import lien_a_remettre, remettre
from webapp.door import perform
from webapp.industriel.listes import asked_list, sql_table
from webapp.runtime import runtime
from webapp.security import acces, acteur
from workflows.commands.agence import InviterEnEntreprise, RenommerEntreprise, RouvrirEntreprise, SuspendreEntreprise
from workflows.commands.plateforme import CreerEntreprise
from workflows.errors import NotFound, ValidationRefused

ENTREPRISE = "/entreprises/<uuid:entreprise>"
COLONNES = (
    ("nom", "Nom"),
    ("reference", "Référence"),
    ("etat", "État"),
    ("", "Comptes actifs"),
    ("", "Produits"),
    ("cree_le", "Inscrite le"),
)
COMPTES = (("nom", "Nom"), ("email", "Adresse électronique"), ("role", "Rôle"), ("etat", "État"), ("", "Connexion"))


@bp.get("/entreprises")
@acces(Role.ADMINISTRATEUR)
def entreprises_inscrites() -> ResponseReturnValue:
    """The companies, and the form of a new one."""
    return _draw_list(EntrepriseForm())


@bp.post("/entreprises")
@acces(Role.ADMINISTRATEUR)
def inscrire_entreprise() -> ResponseReturnValue:
    """Register a company, and invite its first responsable."""
    form = EntrepriseForm()
    if form.validate_on_submit():
        nom, email = str(form.nom.data), str(form.email.data)
        try:
            creee = perform(CreerEntreprise(acteur(), nom, premier_responsable=email)).identifiant
        except ValidationRefused as refusal:
            form.show(refusal)
        else:
            invitee = perform(InviterEnEntreprise(acteur(), str(creee), email, Role.RESPONSABLE.value))
            remettre(invitee.identifiant)
            flash(_("L’entreprise est inscrite."), "succes")
            return redirect(url_for("administration.entreprise", entreprise=creee), 303)
    return _draw_list(form)


@bp.get(ENTREPRISE)
@acces(Role.ADMINISTRATEUR)
def entreprise(entreprise: object) -> ResponseReturnValue:
    """One company: its name, its accounts, its invitations."""
    found = _entreprise(entreprise)
    return _draw(found, NomForm(formdata=None, nom=found.nom), InvitationForm(formdata=None))


@bp.post(ENTREPRISE + "/nom")
@acces(Role.ADMINISTRATEUR)
def renommer_entreprise(entreprise: object) -> ResponseReturnValue:
    """Give it another name."""
    found, form = _entreprise(entreprise), NomForm()
    if _accepted(form, lambda: perform(RenommerEntreprise(acteur(), found.id, str(form.nom.data)))):
        return _back(found, _("Le nom est enregistré."))
    return _draw(found, form, InvitationForm(formdata=None))


@bp.post(ENTREPRISE + "/suspendre")
@acces(Role.ADMINISTRATEUR)
def suspendre_entreprise(entreprise: object) -> ResponseReturnValue:
    """Close it to its people for a while."""
    found = _entreprise(entreprise)
    perform(SuspendreEntreprise(acteur(), found.id))
    return _back(found, _("L’entreprise est suspendue : ses sessions ont pris fin."))


@bp.post(ENTREPRISE + "/rouvrir")
@acces(Role.ADMINISTRATEUR)
def rouvrir_entreprise(entreprise: object) -> ResponseReturnValue:
    """Open it again."""
    found = _entreprise(entreprise)
    perform(RouvrirEntreprise(acteur(), found.id))
    return _back(found, _("L’entreprise est rouverte."))


@bp.post(ENTREPRISE + "/invitations")
@acces(Role.ADMINISTRATEUR)
def inviter_en_entreprise(entreprise: object) -> ResponseReturnValue:
    """Invite somebody into it."""
    found, form = _entreprise(entreprise), InvitationForm()
    email, role = str(form.email.data), str(form.role.data)
    if _accepted(form, lambda: remettre(perform(InviterEnEntreprise(acteur(), found.id, email, role)).identifiant)):
        return redirect(url_for("administration.entreprise", entreprise=found.id), 303)
    return _draw(found, NomForm(formdata=None, nom=found.nom), form)


def _accepted(form: RefusableForm, act: Callable[[], object]) -> bool:
    """Whether the form is whole and the door accepts what it asks; else it shows why not."""
    if not form.validate_on_submit():
        return False
    try:
        act()
    except ValidationRefused as refusal:
        form.show(refusal)
        return False
    return True


def _back(found: LigneEntreprise, message: str) -> ResponseReturnValue:
    flash(message, "succes")
    return redirect(url_for("administration.entreprise", entreprise=found.id), 303)


def _draw_list(form: EntrepriseForm) -> ResponseReturnValue:
    asked = asked_list("entreprises")
    table = sql_table("entreprises", _("Entreprises"), COLONNES, asked, entreprises(db.session(), asked))
    sends = runtime().settings.smtp is not None
    page = render_template("administration/entreprises.html", entreprises=table, form=form, sends=sends)
    return page, 422 if form.errors else 200


def _draw(found: LigneEntreprise, nom: NomForm, invitation: InvitationForm) -> ResponseReturnValue:
    asked = asked_list("comptes")
    siens = comptes(db.session(), found.id, found.reference, asked)
    page = render_template(
        "administration/entreprise.html",
        entreprise=found,
        nom=nom,
        form=invitation,
        comptes=sql_table("comptes", _("Comptes de l’entreprise"), COMPTES, asked, siens),
        invitations=invitations(db.session(), found.id, runtime().clock.now()),
        lien=lien_a_remettre(),
        sends=runtime().settings.smtp is not None,
    )
    return page, 422 if nom.errors or invitation.errors else 200


def _entreprise(identifiant: object) -> LigneEntreprise:
    """Raises: NotFound."""
    found = une_entreprise(db.session(), str(identifiant))
    if found is None:
        raise NotFound(_("Cette entreprise n’existe pas."))
    return found
