"""Signing in and out, and « Mon compte »."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.comptes import invites
from webapp.comptes.blueprint import bp
from webapp.comptes.forms import ConnexionForm, CourrielsForm, MotDePasseForm
from webapp.comptes.signing_in import close_session, open_session, recognise, renew_session
from webapp.door import perform
from webapp.navigation import home
from webapp.passwords import hash_password
from webapp.runtime import runtime
from webapp.security import PREVENUS, TOUS, acces, acteur, local_path, public, signed_in
from workflows.commands.comptes import ChangerMotDePasse
from workflows.commands.notifications import ChoisirCourriels

__all__ = ["VIEWS", "bp"]

VIEWS = (invites,)
"""Attach their views to the blueprint by being imported."""


@bp.get("/")
@acces(*TOUS)
def accueil() -> ResponseReturnValue:
    """The page where each role begins."""
    return redirect(home())


@bp.route("/connexion", methods=["GET", "POST"])
@public
def connexion() -> ResponseReturnValue:
    """Sign in."""
    if signed_in():
        return redirect(local_path(request.args.get("suite")) or home())
    form = ConnexionForm(suite=request.args.get("suite"))
    if form.validate_on_submit():
        compte = recognise(str(form.email.data), str(form.mot_de_passe.data))
        if compte is not None:
            open_session(compte, str(form.mot_de_passe.data))
            return redirect(local_path(form.suite.data) or url_for("comptes.accueil"), 303)
        form.form_errors.append(_("Adresse ou mot de passe incorrect. Vérifiez les deux et réessayez."))
    sends = runtime().settings.smtp is not None
    return render_template("comptes/connexion.html", form=form, sends=sends), 422 if form.errors else 200


@bp.post("/deconnexion")
@acces(*TOUS)
def deconnexion() -> ResponseReturnValue:
    """Sign out."""
    close_session(acteur())
    flash(_("Vous êtes déconnecté."), "succes")
    return redirect(url_for("comptes.connexion"), 303)


@bp.route("/mon-compte", methods=["GET", "POST"])
@acces(*TOUS)
def mon_compte() -> ResponseReturnValue:
    """One's own account, and the change of its password."""
    form, email = MotDePasseForm(current_user.password), current_user.email
    if form.validate_on_submit():
        perform(ChangerMotDePasse(acteur(), hash_password(str(form.nouveau_mot_de_passe.data))))
        renew_session(email)
        flash(_("Votre mot de passe est changé."), "succes")
        return redirect(url_for("comptes.mon_compte"), 303)
    wants = CourrielsForm(formdata=None, courriels=current_user.courriels is not False)
    sends = runtime().settings.smtp is not None
    page = render_template("comptes/mon_compte.html", form=form, courriels=wants, sends=sends)
    return page, 422 if form.errors else 200


@bp.post("/mon-compte/courriels")
@acces(*PREVENUS)
def choisir_courriels() -> ResponseReturnValue:
    """Whether one's notifications also come by mail."""
    form = CourrielsForm()
    if form.validate_on_submit():
        perform(ChoisirCourriels(acteur(), bool(form.courriels.data)))
        flash(_("Votre choix est enregistré."), "succes")
    return redirect(url_for("comptes.mon_compte"), 303)
