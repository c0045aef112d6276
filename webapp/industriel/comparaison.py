"""Two validated answers of one questionnaire, or two validated projections of it, chosen and compared."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from models.database import db
from reports.comparaison import comparer
from reports.comparaison_projetee import comparer_projections
from reports.dossiers import parcours_de
from reports.results import AucuneValidation
from reports.wording import niveau_atteint
from webapp.industriel import projections
from webapp.industriel.blueprint import bp
from webapp.industriel.evaluations import ADDRESS
from webapp.industriel.opening import OpenQuestionnaire, open_questionnaire
from webapp.industriel.projection_page import read_projection
from webapp.industriel.trails import dossier_trail
from webapp.security import INDUSTRIEL, acces
from workflows.errors import NotFound


@bp.get(ADDRESS + "/comparaison")
@acces(*INDUSTRIEL)
def comparaison(reference: int, demarche: str, questionnaire: str) -> str:
    """What changed from validation `?avant=` to validation `?apres=`; from the last but one to the last by default."""
    opened = open_questionnaire(reference, demarche, questionnaire)
    comparee = _compared(comparer, opened)
    titre = _("Comparaison des réponses validées : %(titre)s", titre=comparee.questionnaire.titre)
    return _drawn(opened, comparee, titre, projection=False)


@bp.get(projections.ADDRESS + "/comparaison")
@acces(*INDUSTRIEL)
def comparaison_projection(reference: int, demarche: str, questionnaire: str) -> str:
    """The same of two validations of the projection."""
    opened = open_questionnaire(reference, demarche, questionnaire)
    read_projection(opened)
    comparee = _compared(comparer_projections, opened)
    titre = _("Comparaison des projections validées : %(titre)s", titre=comparee.questionnaire.titre)
    return _drawn(opened, comparee, titre, projection=True)


def _compared(compare: Callable[..., Any], opened: OpenQuestionnaire) -> Any:
    """The comparison that the address asks for.

    Raises: NotFound where there is no validation of a number.
    """
    questionnaire = opened.decideur.edition.catalogue.questionnaires[opened.volet.questionnaire]
    numeros = (request.args.get("avant", type=int), request.args.get("apres", type=int))
    try:
        return compare(db.session(), opened.sujet, opened.demarche, opened.volet, questionnaire, numeros)
    except AucuneValidation as absent:
        raise NotFound(_("Cette validation n’existe pas.")) from absent


def _drawn(opened: OpenQuestionnaire, comparee: Any, titre: str, *, projection: bool) -> str:
    parcours = parcours_de(opened.decideur.edition.catalogue, opened.demarche)

    def niveau(verdict: Any) -> str:
        echeance = verdict.echeance if projection else None
        return niveau_atteint(verdict.resultat, parcours, opened.demarche, echeance)

    return render_template(
        "industriel/comparaison.html",
        comparee=comparee,
        opened=opened,
        titre=titre,
        projection=projection,
        niveau=niveau,
        trail=dossier_trail(parcours, opened.demarche, opened.sujet, titre),
    )
