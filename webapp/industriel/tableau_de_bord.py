"""The landing page: the parcours, the company's démarches and its products."""

from flask import render_template

from models.database import db
from reports.produits import vos_produits
from reports.tableau_de_bord import vos_demarches
from webapp.industriel.blueprint import bp
from webapp.industriel.listes import asked_list, sql_table
from webapp.runtime import edition
from webapp.security import INDUSTRIEL, acces, acteur

CARTES = 9
"""Product cards of one page."""

COLONNES = (
    ("reference", "Ref. produit"),
    ("produit", "Produit"),
    ("version", "Version"),
    ("parcours", "Parcours"),
    ("demarche", "Démarche"),
    ("questionnaires", "Questionnaires"),
    ("statut", "Statut"),
)


@bp.get("/tableau-de-bord")
@acces(*INDUSTRIEL)
def tableau_de_bord() -> str:
    """« Les parcours », « Vos démarches », « Vos produits »; somebody new is told what to do first."""
    catalogue, entreprise = edition().catalogue, str(acteur().entreprise_id)
    asked = asked_list("demarches", "reference", descending=True)
    demarches = vos_demarches(db.session(), catalogue, entreprise, asked)
    wanted = asked_list("produits", size=CARTES)
    produits = vos_produits(db.session(), entreprise, wanted)
    return render_template(
        "industriel/tableau_de_bord.html",
        parcours=[parcours for parcours in catalogue.parcours if parcours.carte],
        demarches=sql_table("demarches", "Vos démarches", COLONNES, asked, demarches),
        produits=sql_table("produits", "Vos produits", (), wanted, produits),
        nouveau=not (produits.total or demarches.total or wanted.recherche or asked.recherche),
    )
