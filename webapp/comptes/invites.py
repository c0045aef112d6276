"""Pages for people who hold a link: accept an invitation, renew a forgotten password."""

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.compte import Entreprise
from models.database import db
from webapp.comptes.blueprint import bp
from webapp.comptes.forms import CompteForm, NouveauMotDePasseForm, OublieForm
from webapp.comptes.liens import compte_de, invitation_de
from webapp.comptes.pace import paced
from webapp.comptes.signing_in import acteur_du
from webapp.door import perform
from webapp.passwords import hash_password
from webapp.runtime import runtime
from webapp.security import public
from workflows.commands.base import SYSTEME
from workflows.commands.equipe import AccepterInvitation, DemanderMotDePasse, ReinitialiserMotDePasse
from workflows.errors import ValidationRefused


@bp.route("/invitation/<jeton>", methods=["GET", "POST"])
@public
def invitation(jeton: str) -> ResponseReturnValue:
    """Open the account that an invitation offers."""
    found, envoi = invitation_de(jeton)
    entreprise = db.session.get(Entreprise, found.entreprise_id) if found.entreprise_id else None
    qui = entreprise.nom if entreprise else _("L’agence")
    form, shown = CompteForm(found.email), {"email": found.email, "role": found.role, "entreprise": qui}
    if form.validate_on_submit():
        try:
            secret = hash_password(str(form.nouveau_mot_de_passe.data))
            perform(AccepterInvitation(SYSTEME, found.id, envoi, str(form.nom.data), secret))
        except ValidationRefused as refusal:
            form.nom.errors = list(refusal.sentences)
        else:
            session.clear()
            flash(_("Votre compte est ouvert. Connectez-vous avec votre adresse et votre mot de passe."), "succes")
            return redirect(url_for("comptes.connexion"), 303)
    return render_template("comptes/invitation.html", form=form, **shown), 422 if form.errors else 200


@bp.route("/mot-de-passe-oublie", methods=["GET", "POST"])
@public
def mot_de_passe_oublie() -> ResponseReturnValue:
    """Have a link sent; the answer is the same whether or not somebody has that address."""
    form, sends = OublieForm(), runtime().settings.smtp is not None
    if sends and form.validate_on_submit():
        email = str(form.email.data)
        runtime().limits.count_sign_in(email)
        # an address that somebody has takes a mail and an entry more: nobody must see that in the time it takes
        with paced():
            perform(DemanderMotDePasse(SYSTEME, email))
        return render_template("comptes/mot_de_passe_demande.html", email=email)
    return render_template("comptes/mot_de_passe_oublie.html", form=form, sends=sends), 422 if form.errors else 200


@bp.route("/mot-de-passe/<jeton>", methods=["GET", "POST"])
@public
def nouveau_mot_de_passe(jeton: str) -> ResponseReturnValue:
    """Choose another password with a link that was sent."""
    compte, marque = compte_de(jeton)
    form, email, who = NouveauMotDePasseForm(compte.email), compte.email, acteur_du(compte)
    if form.validate_on_submit():
        perform(ReinitialiserMotDePasse(who, marque, hash_password(str(form.nouveau_mot_de_passe.data))))
        session.clear()
        flash(_("Votre mot de passe est changé. Connectez-vous."), "succes")
        return redirect(url_for("comptes.connexion"), 303)
    return render_template("comptes/nouveau_mot_de_passe.html", form=form, email=email), 422 if form.errors else 200
