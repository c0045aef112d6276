"""Two validated answers of one questionnaire, chosen and compared."""

from flask import render_template, request
from flask_babel import gettext as _

from models.database import db
from reports.comparaison import comparer
from reports.dossiers import parcours_de
from reports.results import AucuneValidation
from reports.wording import niveau_atteint
from webapp.industriel.blueprint import bp
from webapp.industriel.evaluations import ADDRESS
from webapp.industriel.opening import open_questionnaire
from webapp.industriel.trails import dossier_trail
from webapp.security import INDUSTRIEL, acces
from workflows.errors import NotFound


@bp.get(ADDRESS + "/comparaison")
@acces(*INDUSTRIEL)
def comparaison(reference: int, demarche: str, questionnaire: str) -> str:
    """What changed from validation `?avant=` to validation `?apres=`; from the last but one to the last by default."""
    opened = open_questionnaire(reference, demarche, questionnaire)
    catalogue = opened.decideur.edition.catalogue
    numeros = (request.args.get("avant", type=int), request.args.get("apres", type=int))
    try:
        comparee = comparer(
            db.session(),
            opened.sujet,
            opened.demarche,
            opened.volet,
            catalogue.questionnaires[questionnaire],
            numeros,
        )
    except AucuneValidation as absent:
        raise NotFound(_("Cette validation n’existe pas.")) from absent
    parcours = parcours_de(catalogue, opened.demarche)
    titre = _("Comparaison des réponses validées : %(titre)s", titre=comparee.questionnaire.titre)
    return render_template(
        "industriel/comparaison.html",
        comparee=comparee,
        opened=opened,
        titre=titre,
        niveau=lambda resultat: niveau_atteint(resultat, parcours, opened.demarche),
        trail=dossier_trail(parcours, opened.demarche, opened.sujet, titre),
    )
