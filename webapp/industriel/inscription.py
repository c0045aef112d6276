"""Joining a démarche with a product or the stratégie globale, leaving it, coming back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.database import db
from models.snapshot import DossierSnapshot, SujetSnapshot
from models.sujet import Sujet
from referentiels.catalogue import Demarche, TypeSujet
from reports.demarches import carte_strategie
from reports.produits import produits_a_inscrire
from reports.sujets import lire_sujet
from webapp.door import perform
from webapp.industriel.blueprint import bp
from webapp.industriel.listes import asked_list, sql_table
from webapp.industriel.parcours import demarche_trail, find_demarche, find_parcours
from webapp.industriel.sujets import REFERENCE, Genre, next_step, open_produit, open_strategie, page_of
from webapp.runtime import edition
from webapp.security import INDUSTRIEL, acces, acteur
from workflows.commands.dossiers import QuitterDemarche, RejoindreDemarche
from workflows.errors import NotFound

COLONNES = (("reference", "Ref. produit"), ("produit", "Produit"), ("version", "Version"), ("", "Action"))
DOSSIER = f"/dossiers/{REFERENCE}/<demarche>"


@bp.route("/parcours/<code>/<demarche>/ajouter-un-produit", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def ajouter_a_la_demarche(code: str, demarche: str) -> ResponseReturnValue:
    """« Ajouter un produit à la démarche »: an existing one goes straight to its list, a new one is initialised."""
    parent, found = find_demarche(code, demarche, ouverte=True)
    if request.method == "POST":
        return _join(open_produit(request.form.get("reference", 0, type=int)), found)
    asked = asked_list("produits", "reference", descending=True)
    produits = produits_a_inscrire(db.session(), str(acteur().entreprise_id), found.code, asked)
    titre = _("Ajouter un produit à la démarche")
    return render_template(
        "industriel/ajouter_a_la_demarche.html",
        titre=titre,
        demarche=found,
        trail=demarche_trail(parent, found, titre),
        produits=sql_table("produits", _("Vos produits"), COLONNES, asked, produits),
    )


@bp.post("/parcours/<code>/<demarche>/strategie-globale")
@acces(*INDUSTRIEL)
def demarrer_strategie(code: str, demarche: str) -> ResponseReturnValue:
    """« Démarrer » of the card: the initialisation the first time, the list afterwards."""
    _parent, found = find_demarche(code, demarche, ouverte=True)
    carte = carte_strategie(db.session(), edition().catalogue, str(acteur().entreprise_id), found)
    if carte is None:
        raise NotFound(_("Cette démarche ne porte pas sur la stratégie globale."))
    if carte.id is None:
        return redirect(url_for("industriel.nouvelle_strategie", demarche=found.code), 303)
    if carte.reference is None:
        return redirect(next_step(carte.id, Genre.STRATEGIE, qualified=carte.qualifie), 303)
    if carte.quittee:
        return redirect(url_for("industriel.revenir", reference=carte.reference, demarche=found.code), 303)
    return _join(open_strategie(), found)


@bp.route(f"/produits/{REFERENCE}/nouvelle-demarche/<code>", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def nouvelle_demarche(reference: int, code: str) -> ResponseReturnValue:
    """« Nouvelle démarche « … » »: the démarches of a parcours that the product has not joined yet."""
    sujet, parent = open_produit(reference), find_parcours(code)
    if request.method == "POST":
        return _join(sujet, find_demarche(code, request.form.get("demarche", ""), ouverte=True)[1])
    joined = {each.demarche for each in sujet.dossiers.values() if not each.quitte}
    others = [
        (each, each.code in sujet.dossiers)
        for each in parent.demarches
        if each.code not in joined and (not each.ouverte or each.volets_de(TypeSujet.PRODUIT))
    ]
    return render_template(
        "industriel/nouvelle_demarche.html",
        sujet=sujet,
        parcours=parent,
        demarches=others,
        possible=any(each.ouverte for each, _left in others),
    )


@bp.route(f"{DOSSIER}/quitter", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def quitter(reference: int, demarche: str) -> ResponseReturnValue:
    """Leave a démarche, after a confirmation; everything is kept."""
    sujet, dossier, found = _open(reference, demarche)
    if dossier.quitte:
        return redirect(_page(sujet, found), 303)
    if request.method == "POST":
        perform(QuitterDemarche(acteur(), sujet.id, found.code))
        flash(_("La démarche « %(titre)s » est quittée ; vous pouvez y revenir à tout moment.", titre=found.titre))
        return redirect(_page(sujet, found), 303)
    return render_template("industriel/quitter.html", sujet=sujet, demarche=found)


@bp.route(f"{DOSSIER}/revenir", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def revenir(reference: int, demarche: str) -> ResponseReturnValue:
    """Come back to a démarche that was left, after a confirmation."""
    sujet, dossier, found = _open(reference, demarche)
    if not dossier.quitte:
        return redirect(url_for("industriel.dossier", reference=reference, demarche=demarche), 303)
    if request.method == "POST":
        return _join(sujet, found)
    return render_template("industriel/revenir.html", sujet=sujet, demarche=found, back=_page(sujet, found))


def _open(reference: int, code: str) -> tuple[SujetSnapshot, DossierSnapshot, Demarche]:
    """The dossier at that address, left or not.

    Raises: NotFound.
    """
    sujet = lire_sujet(db.session(), (Sujet.reference == reference) & (Sujet.entreprise_id == acteur().entreprise_id))
    demarche = edition().catalogue.demarches.get(code)
    dossier = sujet.dossiers.get(code) if sujet is not None else None
    if sujet is None or demarche is None or dossier is None:
        raise NotFound(_("Cette démarche n’existe pas pour ce produit."))
    return sujet, dossier, demarche


def _join(sujet: SujetSnapshot, demarche: Demarche) -> ResponseReturnValue:
    perform(RejoindreDemarche(acteur(), sujet.id, demarche.code))
    return redirect(url_for("industriel.dossier", reference=sujet.reference, demarche=demarche.code), 303)


def _page(sujet: SujetSnapshot, demarche: Demarche) -> str:
    if sujet.type == TypeSujet.PRODUIT:
        return page_of(sujet)
    return url_for("industriel.demarche", code=demarche.parcours, demarche=demarche.code)
