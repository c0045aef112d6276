"""« Comptes de l'entreprise »: who has an account, who is invited, and what a responsable does about it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from reports.equipe import LigneCompte, comptes, invitations
from reports.equipe import compte as read_compte
from webapp.comptes.forms import InvitationForm, RoleForm
from webapp.comptes.remise import lien_a_remettre, remettre
from webapp.door import perform
from webapp.industriel.blueprint import bp
from webapp.industriel.listes import asked_list, sql_table
from webapp.runtime import runtime
from webapp.security import acces, acteur
from workflows.commands.equipe import (
    AnnulerInvitation,
    ChangerRole,
    InviterPersonne,
    ReactiverCompte,
    SuspendreCompte,
)
from workflows.errors import NotFound, ValidationRefused

COLONNES = (
    ("nom", "Nom"),
    ("email", "Adresse électronique"),
    ("role", "Rôle"),
    ("etat", "État"),
    ("", "Dernière connexion"),
)
COMPTE = "/entreprise/comptes/<uuid:compte>"


@bp.get("/entreprise/comptes")
@acces(Role.RESPONSABLE)
def equipe() -> ResponseReturnValue:
    """The accounts of the company, and its open invitations."""
    return _draw(InvitationForm())


@bp.post("/entreprise/invitations")
@acces(Role.RESPONSABLE)
def inviter() -> ResponseReturnValue:
    """Invite somebody."""
    form = InvitationForm()
    if form.validate_on_submit():
        try:
            outcome = perform(InviterPersonne(acteur(), str(form.email.data), str(form.role.data)))
        except ValidationRefused as refusal:
            form.show(refusal)
        else:
            remettre(str(outcome.identifiant))
            return redirect(url_for("industriel.equipe"), 303)
    return _draw(form)


@bp.post("/entreprise/invitations/<uuid:invitation>/annuler")
@acces(Role.RESPONSABLE)
def annuler_invitation(invitation: object) -> ResponseReturnValue:
    """Take an invitation back."""
    perform(AnnulerInvitation(acteur(), str(invitation)))
    flash(_("L’invitation est annulée : son lien ne mène plus à rien."), "succes")
    return redirect(url_for("industriel.equipe"), 303)


@bp.get(COMPTE)
@acces(Role.RESPONSABLE)
def compte(compte: object) -> ResponseReturnValue:
    """One account, and what can be done about it."""
    found = _compte(compte)
    return render_template("industriel/compte.html", compte=found, form=RoleForm(role=found.role))


@bp.post(COMPTE + "/role")
@acces(Role.RESPONSABLE)
def changer_role(compte: object) -> ResponseReturnValue:
    """Appoint the person."""
    found, form = _compte(compte), RoleForm()
    if form.validate_on_submit():
        try:
            perform(ChangerRole(acteur(), found.id, str(form.role.data)))
        except ValidationRefused as refusal:
            form.role.errors = list(refusal.sentences)
        else:
            flash(_("Le rôle est enregistré."), "succes")
            # who has just made themselves a contributeur has no business here any more
            here = found.id != acteur().compte_id or form.role.data == Role.RESPONSABLE
            return redirect(url_for("industriel.compte", compte=compte) if here else url_for("comptes.accueil"), 303)
    return render_template("industriel/compte.html", compte=found, form=form), 422


@bp.post(COMPTE + "/suspendre")
@acces(Role.RESPONSABLE)
def suspendre(compte: object) -> ResponseReturnValue:
    """Close the account for a while."""
    found = _compte(compte)
    try:
        perform(SuspendreCompte(acteur(), found.id))
    except ValidationRefused as refusal:
        form = RoleForm(formdata=None, role=found.role)
        page = render_template("industriel/compte.html", compte=found, form=form, refus=refusal.sentences)
        return page, 422
    flash(_("Le compte est suspendu : ses sessions ont pris fin."), "succes")
    return redirect(url_for("industriel.compte", compte=compte), 303)


@bp.post(COMPTE + "/reactiver")
@acces(Role.RESPONSABLE)
def reactiver(compte: object) -> ResponseReturnValue:
    """Open it again."""
    found = _compte(compte)
    perform(ReactiverCompte(acteur(), found.id))
    flash(_("Le compte est réactivé."), "succes")
    return redirect(url_for("industriel.compte", compte=compte), 303)


def _draw(form: InvitationForm) -> ResponseReturnValue:
    who, asked = acteur(), asked_list("comptes")
    entreprise, reference = str(who.entreprise_id), str(who.entreprise_reference)
    found = comptes(db.session(), entreprise, reference, asked)
    page = render_template(
        "industriel/equipe.html",
        form=form,
        comptes=sql_table("comptes", "Comptes de l’entreprise", COLONNES, asked, found),
        invitations=invitations(db.session(), entreprise, runtime().clock.now()),
        lien=lien_a_remettre(),
        sends=runtime().settings.smtp is not None,
    )
    return page, 422 if form.errors else 200


def _compte(identifiant: object) -> LigneCompte:
    """Raises: NotFound for another company's."""
    who = acteur()
    found = read_compte(db.session(), str(who.entreprise_id), str(who.entreprise_reference), str(identifiant))
    if found is None:
        raise NotFound(_("Ce compte n’existe pas."))
    return found
