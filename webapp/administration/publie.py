"""What is published, to be read: référentiels, and rule packs in plain French; the mails that leave."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from models.editions import en_vigueur
from reports.courriels import courriels as read_mails
from reports.publications import GENRES, PaquetInconnu, paquet, publications
from webapp.administration.blueprint import bp
from webapp.door import perform
from webapp.runtime import edition, runtime
from webapp.security import acces, acteur
from workflows.commands.courriels import RelancerCourriels
from workflows.errors import NotFound


@bp.get("")
@acces(Role.ADMINISTRATEUR)
def accueil() -> str:
    """Every published document, with what is in effect."""
    current = frozenset(designation[:3] for designation in en_vigueur(db.session(), runtime().clock.now()))
    published = publications(db.session(), edition(), current)
    return render_template("administration/accueil.html", publications=published, GENRES=GENRES)


@bp.get("/courriels")
@acces(Role.ADMINISTRATEUR)
def courriels() -> str:
    """The mails that left, and those that do not."""
    sends = runtime().settings.smtp is not None
    return render_template("administration/courriels.html", courriels=read_mails(db.session()), sends=sends)


@bp.post("/courriels/relancer")
@acces(Role.ADMINISTRATEUR)
def relancer_courriels() -> ResponseReturnValue:
    """Try the mails again that were given up."""
    perform(RelancerCourriels(acteur()))
    flash(_("Les courriels abandonnés sont relancés : ils partent dans les minutes qui viennent."), "succes")
    return redirect(url_for("administration.courriels"), 303)


@bp.get("/regles/<famille>/<nom>")
@acces(Role.ADMINISTRATEUR)
def regles(famille: str, nom: str) -> str:
    """A rule pack, rule by rule."""
    try:
        lu = paquet(edition(), famille, nom)
    except PaquetInconnu as absent:
        raise NotFound(_("Aucun jeu de règles de ce nom n’est en vigueur.")) from absent
    return render_template("administration/regles.html", paquet=lu)
