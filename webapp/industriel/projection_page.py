"""The page of a projection: its critères, the person's months, and what the person may do now."""

from collections.abc import Mapping

from flask import Response, make_response, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models.database import db
from reports.personnes import noms
from reports.projections import BLOQUEE, ProjectionVue, projection_vue
from reports.roadmap import mois_de
from rules.echeances import mois, texte_mois
from rules.facts import Demande
from webapp.industriel.asking import Trouble
from webapp.industriel.evaluation_page import DRAFT, MOVED, refusals
from webapp.industriel.nouveautes import nouveautes_de
from webapp.industriel.opening import OpenQuestionnaire
from webapp.industriel.projection_form import ChampsProjection, kept_plans
from webapp.industriel.trails import dossier_trail
from webapp.runtime import runtime
from webapp.security import acteur
from workflows.clock import jour
from workflows.errors import NotFound
from workflows.machines.gate import Action, available, events_from
from workflows.machines.projection import ProjectionMachine

ASKED = ("enregistrer", "demander", "reprendre", "renvoyer", "valider", "modifier")
"""The events that a person asks for; the others follow from the evaluation."""

MISSING = {"date": _l("il manque une date, ou l’indication que la cible n’est pas applicable"), "relecture": MOVED}


def read_projection(opened: OpenQuestionnaire) -> ProjectionVue:
    """The projection as it now stands.

    Raises: NotFound where this démarche has none for this questionnaire.
    """
    if not opened.volet.projection:
        raise NotFound(_("Ce questionnaire n’a pas de projection dans cette démarche."))
    return projection_vue(opened.decideur, opened.sujet, opened.demarche, opened.volet)


def plan_actions(vu: ProjectionVue, opened: OpenQuestionnaire) -> dict[str, Action]:
    """What the state of the projection takes, each with the reasons that forbid it to this person."""
    events = [event for event in events_from(ProjectionMachine, vu.machine) if event in ASKED]
    forbidden = opened.decideur.interdits(opened.demarche, opened.sujet, vu.dossier, _demande(vu), events)
    gated = available(ProjectionMachine, vu.machine, lambda event: forbidden.get(event, ()))
    return {action.event: action for action in gated if action.event in ASKED}


def _demande(vu: ProjectionVue) -> Demande:
    """What the gates are asked; completeness and the reason of a « Renvoyer » are judged when they are given."""
    who, projection, theme = acteur(), vu.projection, vu.evaluation
    asker = projection is not None and projection.demandeur_id == who.compte_id
    return Demande(
        "projection",
        vu.machine,
        who.role,
        demandeur=asker,
        manques=0,
        motif=True,
        theme=theme.evaluation,
        theme_complet=theme.complete,
    )


def locks(vu: ProjectionVue, opened: OpenQuestionnaire) -> tuple[str, ...]:
    """The rules' own sentences while the projection is locked."""
    if vu.machine != BLOQUEE:
        return ()
    asked = ("debloquer",)
    return opened.decideur.interdits(opened.demarche, opened.sujet, vu.dossier, _demande(vu), asked)["debloquer"]


def draw_projection(opened: OpenQuestionnaire, trouble: Trouble[ChampsProjection] | None = None) -> Response:
    """The page, with what went wrong where something did."""
    told = trouble or Trouble(status=200)
    vu = read_projection(opened)
    possible = plan_actions(vu, opened)
    titre = _("Questionnaire de projection : %(titre)s", titre=vu.questionnaire.titre)
    page = render_template(
        "industriel/projection.html",
        vu=vu,
        titre=titre,
        locks=locks(vu, opened),
        champs=_fields(vu, told.champs or {}),
        actions=possible,
        refusals=refusals(possible),
        MISSING=MISSING,
        missing={manque.critere: manque.quoi for manque in told.manques},
        editable=DRAFT in possible and possible[DRAFT].allowed,
        nouveautes=nouveautes_de(opened, vu.projection),
        noms=noms(db.session(), _comptes(vu)),
        trouble=told,
        compte=acteur().pseudonyme,
        mois_courant=texte_mois(mois_de(jour(runtime().clock.now()))),
        is_month=lambda text: mois(text) is not None,
        trail=dossier_trail(vu.parcours, vu.demarche, vu.sujet, titre),
    )
    return make_response(page, told.status)


def _fields(vu: ProjectionVue, sent: Mapping[str, ChampsProjection]) -> Mapping[str, ChampsProjection]:
    """The fields of the page: what was just typed where it could not be kept, else what is kept."""
    kept = kept_plans(vu.criteres())
    return kept | {code: champs for code, champs in sent.items() if code in kept}


def _comptes(vu: ProjectionVue) -> list[str | None]:
    """The people that the page names: who validated the evaluation, who asked, who validated the projection."""
    projection = vu.projection
    validation = projection.validation if projection is not None else None
    return [
        vu.base.valide_par if vu.base is not None else None,
        projection.demandeur_id if projection is not None else None,
        validation.valide_par if validation is not None else None,
    ]
