"""« Votre catalogue produits », and « Produit ajouté »."""

from flask import render_template, request

from models.database import db
from reports.fiches import parcours_de_la_fiche
from reports.produits import Filtre, vos_produits
from webapp.industriel.blueprint import bp
from webapp.industriel.listes import asked_list, sql_table
from webapp.industriel.sujets import REFERENCE, open_produit
from webapp.runtime import edition
from webapp.security import INDUSTRIEL, acces, acteur

COLONNES = (
    ("reference", "Référence"),
    ("produit", "Produit"),
    ("version", "Version"),
    ("type", "Type de produit"),
    ("responsable", "Responsable"),
    ("demarches", "Démarches"),
)


@bp.get("/produits")
@acces(*INDUSTRIEL)
def produits() -> str:
    """Every product and draft of the company; `?etat=archives` shows those that were put away."""
    filtre = Filtre.ARCHIVES if request.args.get("etat") == Filtre.ARCHIVES else Filtre.ACTIFS
    asked = asked_list("produits")
    found = vos_produits(db.session(), str(acteur().entreprise_id), asked, filtre)
    return render_template(
        "industriel/produits.html",
        filtre=filtre,
        produits=sql_table("produits", "Votre catalogue produits", COLONNES, asked, found),
        vide=not found.total and not asked.recherche,
    )


@bp.get(f"/produits/{REFERENCE}/ajoute")
@acces(*INDUSTRIEL)
def produit_ajoute(reference: int) -> str:
    """« Produit ajouté »: what to do next."""
    sujet = open_produit(reference)
    parcours = parcours_de_la_fiche(edition().catalogue, sujet)
    # a product that is the next version of another is in démarches already
    suivies = [suivie for each in parcours for suivie in each.suivies] if sujet.version_de else []
    return render_template("industriel/produit_ajoute.html", sujet=sujet, parcours=parcours, suivies=suivies)
