"""Requests for validation: « À valider » for responsables, « Vos demandes » for whoever asks."""

from flask import render_template

from models.compte import Role
from models.database import db
from reports.demandes import a_valider as requests_awaiting
from reports.demandes import vos_demandes as own_requests
from webapp.industriel.blueprint import bp
from webapp.industriel.listes import asked_list, sql_table
from webapp.runtime import edition
from webapp.security import INDUSTRIEL, acces, acteur

A_VALIDER = (
    ("sujet", "Produit"),
    ("questionnaire", "Questionnaire"),
    ("", "Demandé par"),
    ("quand", "Demandé le"),
)
DEMANDES = (("sujet", "Produit"), ("questionnaire", "Questionnaire"), ("quand", "Date"), ("", "Où en est la demande"))


@bp.get("/a-valider")
@acces(Role.RESPONSABLE)
def a_valider() -> str:
    """What awaits a responsable of the company, the oldest first."""
    asked = asked_list("demandes")
    found = requests_awaiting(db.session(), edition().catalogue, str(acteur().entreprise_id), asked)
    table = sql_table("demandes", "Demandes à valider", A_VALIDER, asked, found)
    return render_template("industriel/a_valider.html", demandes=table)


@bp.get("/vos-demandes")
@acces(*INDUSTRIEL)
def vos_demandes() -> str:
    """What the person asked, and where it stands."""
    asked, who = asked_list("demandes"), acteur()
    found = own_requests(db.session(), edition().catalogue, str(who.entreprise_id), str(who.compte_id), asked)
    table = sql_table("demandes", "Vos demandes de validation", DEMANDES, asked, found)
    return render_template("industriel/vos_demandes.html", demandes=table)
