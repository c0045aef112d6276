"""The sheet of a product: what was said of it, its démarches by parcours; putting it away and taking it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.database import db
from reports.fiches import parcours_de_la_fiche
from reports.sujets import recapitulatif, versions_de
from webapp.door import perform
from webapp.industriel.blueprint import bp
from webapp.industriel.etapes import products_trail
from webapp.industriel.sujets import REFERENCE, open_produit
from webapp.runtime import edition
from webapp.security import INDUSTRIEL, acces, acteur
from workflows.commands.sujets import ArchiverSujet, DesarchiverSujet


@bp.get(f"/produits/{REFERENCE}")
@acces(*INDUSTRIEL)
def produit(reference: int) -> str:
    """The sheet."""
    sujet, catalogue = open_produit(reference), edition().catalogue
    avant, apres = versions_de(db.session(), sujet)
    return render_template(
        "industriel/produit.html",
        sujet=sujet,
        avant=avant,
        apres=apres,
        trail=products_trail(sujet.libelle),
        recapitulatif=recapitulatif(db.session(), catalogue, sujet),
        parcours=parcours_de_la_fiche(catalogue, sujet),
    )


@bp.route(f"/produits/{REFERENCE}/archiver", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def archiver(reference: int) -> ResponseReturnValue:
    """Put a product away, after a confirmation."""
    return _put(reference, archive=True)


@bp.route(f"/produits/{REFERENCE}/desarchiver", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def desarchiver(reference: int) -> ResponseReturnValue:
    """Take it back, after a confirmation."""
    return _put(reference, archive=False)


def _put(reference: int, *, archive: bool) -> ResponseReturnValue:
    sujet = open_produit(reference)
    sheet = redirect(url_for("industriel.produit", reference=reference), 303)
    if sujet.archive == archive:
        return sheet
    if request.method == "GET":
        return render_template("industriel/archiver.html", sujet=sujet, archive=archive)
    perform(ArchiverSujet(acteur(), sujet.id) if archive else DesarchiverSujet(acteur(), sujet.id))
    done = (
        _("Le produit « %(nom)s » est archivé ; rien n’en est supprimé.", nom=sujet.libelle)
        if archive
        else _("Le produit « %(nom)s » est désarchivé : il a retrouvé sa place.", nom=sujet.libelle)
    )
    flash(done, "succes")
    return sheet
