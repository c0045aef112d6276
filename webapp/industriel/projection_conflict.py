"""Two people planned the same critère: both plans side by side, for the person to choose."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Response, make_response, render_template
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from models.database import db
from referentiels.catalogue import Critere
from reports.dossiers import parcours_de
from reports.personnes import noms
from webapp.industriel.evaluation_conflict import BOTH, CHOICE, CONFLICT, MINE, NOBODY, THEIRS
from webapp.industriel.opening import OpenQuestionnaire
from webapp.industriel.projection_form import ChampsProjection, both_plan_comments, sent_plans
from webapp.industriel.trails import dossier_trail
from webapp.security import acteur
from workflows.outcome import ConflitProjection


@dataclass(frozen=True, slots=True)
class ConflitDePlan:
    """A conflict to show; `ensemble` and `soi` as in ConflitVu."""

    critere: Critere
    conflit: ConflitProjection
    auteur: str
    ensemble: str | None
    soi: bool

    def ordered(self, echeances: Mapping[str, str]) -> list[tuple[str, str]]:
        """The months of a plan, least mature level first."""
        return [(n.code, echeances[n.code]) for n in self.critere.ordonnes if n.code in echeances]


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
                both_plan_comments(conflit),
                soi=conflit.modifie_par == acteur().compte_id,
            )
            for conflit in conflits
        ],
        evenement=evenement,
        compte=acteur().pseudonyme,
        trail=dossier_trail(parcours_de(catalogue, opened.demarche), opened.demarche, opened.sujet, titre),
    )
    return make_response(page, 409)


def resolved_plans(form: "MultiDict[str, str]") -> dict[str, ChampsProjection] | None:
    """The plans that a person chose on that page; None where the form is not that page's.

    One for which nothing was chosen goes back with a revision that nobody has: it stays a conflict.
    """
    if CONFLICT not in form:
        return None
    sent = sent_plans(form)
    choices = {code: form.get(CHOICE + code) for code in sent}
    return {code: _chosen(form, un, choices[code]) for code, un in sent.items() if choices[code] != THEIRS}


def _chosen(form: "MultiDict[str, str]", champs: ChampsProjection, choice: str | None) -> ChampsProjection:
    mine = champs.saisie
    if choice == BOTH:
        return ChampsProjection(replace(mine, commentaire=form.get(f"ensemble-{mine.critere}", mine.commentaire)))
    return ChampsProjection(mine if choice == MINE else replace(mine, revision=NOBODY))
