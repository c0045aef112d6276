"""Two people planned the same critère: both plans side by side, for the person to choose."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, make_response, render_template
from flask_babel import gettext as _

from models.database import db
from referentiels.catalogue import Critere
from reports.dossiers import parcours_de
from reports.personnes import noms
from webapp.industriel.opening import OpenQuestionnaire
from webapp.industriel.sent import both_comments
from webapp.industriel.trails import dossier_trail
from webapp.security import acteur
from workflows.outcome import ConflitProjection


@dataclass(frozen=True, slots=True)
class ConflitDePlan:
    """A conflict to show; `ensemble` and `soi` as in ConflitVu."""

    objet: Critere
    conflit: ConflitProjection
    auteur: str
    ensemble: str | None
    soi: bool

    def ordered(self, echeances: Mapping[str, str]) -> list[tuple[str, str]]:
        """The months of a plan, least mature level first."""
        return [(n.code, echeances[n.code]) for n in self.objet.ordonnes if n.code in echeances]


def draw_plan_conflict(
    opened: OpenQuestionnaire, conflits: tuple[ConflitProjection, ...], evenement: str | None = None
) -> Response:
    """The page that asks which plan to keep; the event that was asked for has not happened."""
    catalogue = opened.decideur.edition.catalogue
    questionnaire = catalogue.questionnaires[opened.volet.questionnaire]
    auteurs = noms(db.session(), (conflit.modifie_par for conflit in conflits))
    titre = _("Questionnaire de projection : %(titre)s", titre=questionnaire.titre)
    page = render_template(
        "industriel/projection_conflit.html",
        opened=opened,
        questionnaire=questionnaire,
        conflits=[
            ConflitDePlan(
                questionnaire.criteres[conflit.critere],
                conflit,
                auteurs.get(conflit.modifie_par, ""),
                both_comments(conflit),
                soi=conflit.modifie_par == acteur().compte_id,
            )
            for conflit in conflits
        ],
        evenement=evenement,
        compte=acteur().pseudonyme,
        trail=dossier_trail(parcours_de(catalogue, opened.demarche), opened.demarche, opened.sujet, titre),
    )
    return make_response(page, 409)
