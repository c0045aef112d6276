"""Two people wrote about the same critère: both texts side by side, for the person to choose."""

from dataclasses import dataclass

from flask import Response, make_response, render_template
from flask_babel import gettext as _

from models.database import db
from referentiels.catalogue import Critere, Questionnaire, Section, TypeSujet
from reports.dossiers import parcours_de
from reports.personnes import criteres_nommes, noms, produits_option
from webapp.industriel.opening import OpenQuestionnaire
from webapp.industriel.sent import both_comments
from webapp.industriel.trails import dossier_trail
from webapp.security import acteur
from workflows.outcome import Conflit


@dataclass(frozen=True, slots=True)
class ConflitVu:
    """A conflict to show; `ensemble` is the two comments together, None where that means nothing.

    `soi` says that the other answer is the person's own, given meanwhile in another tab or on another device.
    """

    objet: Critere | Section
    conflit: Conflit
    auteur: str
    ensemble: str | None
    soi: bool


def draw_conflict(opened: OpenQuestionnaire, conflits: tuple[Conflit, ...], evenement: str | None = None) -> Response:
    """The page that asks which text to keep; the event that was asked for has not happened."""
    catalogue = opened.decideur.edition.catalogue
    questionnaire = catalogue.questionnaires[opened.volet.questionnaire]
    choisis = (depend for conflit in conflits for depend in (conflit.depend_de, conflit.saisie.depend_de))
    options = {
        option.id: option.libelle
        for option in produits_option(db.session(), opened.sujet.entreprise_id, opened.sujet.id, choisis)
    }
    titre = _("Questionnaire d'évaluation : %(titre)s", titre=questionnaire.titre)
    page = render_template(
        "industriel/conflit.html",
        opened=opened,
        questionnaire=questionnaire,
        conflits=_shown(questionnaire, conflits),
        options=criteres_nommes(questionnaire) if opened.sujet.type == TypeSujet.STRATEGIE else options,
        evenement=evenement,
        compte=acteur().pseudonyme,
        trail=dossier_trail(parcours_de(catalogue, opened.demarche), opened.demarche, opened.sujet, titre),
    )
    return make_response(page, 409)


def _shown(questionnaire: Questionnaire, conflits: tuple[Conflit, ...]) -> list[ConflitVu]:
    auteurs = noms(db.session(), (conflit.modifie_par for conflit in conflits))
    return [
        ConflitVu(
            questionnaire.repondables[conflit.critere],
            conflit,
            auteurs.get(conflit.modifie_par, ""),
            both_comments(conflit),
            soi=conflit.modifie_par == acteur().compte_id,
        )
        for conflit in conflits
    ]
