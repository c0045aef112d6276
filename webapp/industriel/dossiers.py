"""The list of questionnaires of a dossier."""

from flask import render_template

from models.database import db
from reports.dossiers import liste_des_questionnaires
from webapp.industriel.blueprint import bp
from webapp.industriel.opening import open_dossier
from webapp.industriel.trails import dossier_trail
from webapp.security import INDUSTRIEL, acces, acteur


@bp.get("/dossiers/<int:reference>/<demarche>")
@acces(*INDUSTRIEL)
def dossier(reference: int, demarche: str) -> str:
    """A card for each questionnaire."""
    opened = open_dossier(reference, demarche)
    liste = liste_des_questionnaires(db.session(), opened.decideur, opened.sujet, opened.demarche, acteur().role)
    trail = dossier_trail(liste.parcours, liste.demarche, liste.sujet)
    return render_template("industriel/dossier.html", liste=liste, trail=trail)
