"""« Comptes »: every account, who is invited into the agency, and what an administrateur does about each."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.compte import ROLES_ENTREPRISE, Invitation, Role
from models.database import db
from reports.comptes import LigneCompteAgence, tous_les_comptes, un_compte
from reports.equipe import invitations
from webapp.administration.blueprint import bp
from webapp.administration.forms import InvitationAgentForm, RoleAgenceForm
from webapp.comptes.forms import RoleForm
from webapp.comptes.remise import lien_a_remettre, remettre
from webapp.door import perform
from webapp.industriel.listes import asked_list, sql_table
from webapp.runtime import runtime
from webapp.security import acces, acteur
from workflows.commands.agence import (
    FermerCompte,
    InviterAgent,
    NommerCompte,
    RenvoyerInvitation,
    RetirerInvitation,
    RouvrirCompte,
)
from workflows.errors import NotFound, ValidationRefused

COMPTE = "/comptes/<uuid:compte>"
COLONNES = (
    ("nom", "Nom"),
    ("email", "Adresse électronique"),
    ("role", "Rôle"),
    ("entreprise", "Entreprise"),
    ("etat", "État"),
    ("", "Dernière connexion"),
)


@bp.get("/comptes")
@acces(Role.ADMINISTRATEUR)
def comptes() -> ResponseReturnValue:
    """Every account, and the invitations into the agency."""
    return _draw(InvitationAgentForm())


@bp.post("/comptes/invitations")
@acces(Role.ADMINISTRATEUR)
def inviter_agent() -> ResponseReturnValue:
    """Invite somebody into the agency."""
    form = InvitationAgentForm()
    if form.validate_on_submit():
        try:
            invitee = perform(InviterAgent(acteur(), str(form.email.data), str(form.role.data)))
        except ValidationRefused as refusal:
            form.show(refusal)
        else:
            remettre(invitee.identifiant)
            return redirect(url_for("administration.comptes"), 303)
    return _draw(form)


@bp.post("/invitations/<uuid:invitation>/renvoyer")
@acces(Role.ADMINISTRATEUR)
def renvoyer_invitation(invitation: object) -> ResponseReturnValue:
    """Make another link of an invitation."""
    back = _page_of(invitation)
    perform(RenvoyerInvitation(acteur(), str(invitation)))
    remettre(str(invitation))
    return redirect(back, 303)


@bp.post("/invitations/<uuid:invitation>/annuler")
@acces(Role.ADMINISTRATEUR)
def retirer_invitation(invitation: object) -> ResponseReturnValue:
    """Take an invitation back."""
    back = _page_of(invitation)
    perform(RetirerInvitation(acteur(), str(invitation)))
    flash(_("L’invitation est annulée : son lien ne mène plus à rien."), "succes")
    return redirect(back, 303)


@bp.get(COMPTE)
@acces(Role.ADMINISTRATEUR)
def compte(compte: object) -> ResponseReturnValue:
    """One account, and what can be done about it."""
    found = _compte(compte)
    return render_template("administration/compte.html", compte=found, form=_role_form(found, fresh=True))


@bp.post(COMPTE + "/role")
@acces(Role.ADMINISTRATEUR)
def nommer(compte: object) -> ResponseReturnValue:
    """Appoint the person."""
    found = _compte(compte)
    form = _role_form(found)
    if not form.validate_on_submit():
        return render_template("administration/compte.html", compte=found, form=form), 422
    return _act(
        found, lambda: perform(NommerCompte(acteur(), found.id, str(form.role.data))), _("Le rôle est enregistré.")
    )


@bp.post(COMPTE + "/fermer")
@acces(Role.ADMINISTRATEUR)
def fermer_compte(compte: object) -> ResponseReturnValue:
    """Close the account."""
    found = _compte(compte)
    message = _("Le compte est fermé : ses sessions ont pris fin.")
    return _act(found, lambda: perform(FermerCompte(acteur(), found.id)), message)


@bp.post(COMPTE + "/rouvrir")
@acces(Role.ADMINISTRATEUR)
def rouvrir_compte(compte: object) -> ResponseReturnValue:
    """Open it again."""
    found = _compte(compte)
    return _act(found, lambda: perform(RouvrirCompte(acteur(), found.id)), _("Le compte est rouvert."))


def _act(found: LigneCompteAgence, act: Callable[[], object], message: str) -> ResponseReturnValue:
    try:
        act()
    except ValidationRefused as refusal:
        form = _role_form(found, fresh=True)
        page = render_template("administration/compte.html", compte=found, form=form, refus=refusal.sentences)
        return page, 422
    flash(message, "succes")
    return redirect(url_for("administration.compte", compte=found.id), 303)


def _role_form(found: LigneCompteAgence, *, fresh: bool = False) -> RoleForm:
    kind = RoleForm if found.role in ROLES_ENTREPRISE else RoleAgenceForm
    return kind(formdata=None, role=found.role) if fresh else kind()


def _draw(form: InvitationAgentForm) -> ResponseReturnValue:
    asked = asked_list("comptes")
    page = render_template(
        "administration/comptes.html",
        form=form,
        comptes=sql_table("comptes", _("Comptes"), COLONNES, asked, tous_les_comptes(db.session(), asked)),
        invitations=invitations(db.session(), None, runtime().clock.now()),
        lien=lien_a_remettre(),
        sends=runtime().settings.smtp is not None,
    )
    return page, 422 if form.errors else 200


def _page_of(invitation: object) -> str:
    """Where an invitation is shown: with its company, or with the agency's.

    Raises: NotFound.
    """
    found = db.session.get(Invitation, str(invitation))
    if found is None:
        raise NotFound(_("Cette invitation n’existe pas."))
    if found.entreprise_id is None:
        return url_for("administration.comptes")
    return url_for("administration.entreprise", entreprise=found.entreprise_id)


def _compte(identifiant: object) -> LigneCompteAgence:
    """Raises: NotFound."""
    found = un_compte(db.session(), str(identifiant))
    if found is None:
        raise NotFound(_("Ce compte n’existe pas."))
    return found
