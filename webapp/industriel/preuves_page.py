"""The page « Scénario et preuves » of a critère: what is expected, what was given, and what the person may do now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from models.database import db
from referentiels.catalogue import Parcours
from reports.dossiers import parcours_de
from reports.personnes import noms
from reports.preuves import DepotVu, Documents, depot_vu, documents_de
from rules.facts import Demande
from webapp.industriel.opening import OpenQuestionnaire, open_questionnaire
from webapp.industriel.trails import dossier_trail
from webapp.security import acteur
from workflows.errors import NotFound, Refused
from workflows.machines.evaluation import EvaluationMachine
from workflows.machines.gate import events_from
from workflows.passage import IMPOSSIBLE
from workflows.reception.formats import AUTORISES


@dataclass(frozen=True, slots=True)
class Refus:
    """Why the page comes back: sentences, and those of each field."""

    sentences: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class OpenDepot(OpenQuestionnaire):
    """The proofs of one critère of it."""

    critere: str
    depot: DepotVu
    documents: Documents

    @property
    def where(self) -> dict[str, Any]:
        """What the addresses of its pages are made of."""
        return {
            "reference": self.sujet.reference,
            "demarche": self.demarche.code,
            "questionnaire": self.volet.questionnaire,
            "critere": self.critere,
        }


def open_depot(reference: int, demarche: str, questionnaire: str, critere: str) -> OpenDepot:
    """The proofs at that address.

    Raises: NotFound where this critère does not count here, or asks for no proof.
    """
    opened = open_questionnaire(reference, demarche, questionnaire)
    cible = opened.decideur.perimetre(opened.sujet, opened.demarche, opened.volet).cibles.get(critere)
    evaluation = opened.sujet.evaluations.get(questionnaire)
    reponse = evaluation.reponses.get(critere) if evaluation is not None else None
    documents = documents_de(db.session(), opened.sujet.id)
    depot = depot_vu(cible.critere, reponse, documents) if cible is not None and cible.applicable else None
    if depot is None:
        raise NotFound(_("Aucune preuve n’est attendue pour ce critère."))
    return OpenDepot(opened.sujet, opened.demarche, opened.decideur, opened.volet, critere, depot, documents)


def editable(opened: OpenDepot, *, refuse: bool = False) -> tuple[str, ...]:
    """Why nothing can be changed now, nothing where it can.

    Raises: Refused with these reasons, where that is asked for.
    """
    evaluation = opened.sujet.evaluations.get(opened.volet.questionnaire)
    etat = evaluation.etat if evaluation is not None else "a_completer"
    demande = Demande("evaluation", etat, acteur().role)
    dossier = opened.sujet.dossiers[opened.demarche.code]
    reasons = opened.decideur.interdits(opened.demarche, opened.sujet, dossier, demande, ("enregistrer",))[
        "enregistrer"
    ]
    if not reasons and "enregistrer" not in events_from(EvaluationMachine, etat):
        reasons = (IMPOSSIBLE[etat],)
    if reasons and refuse:
        raise Refused(*reasons)
    return reasons


def draw_preuves(opened: OpenDepot, refus: Refus | None = None) -> Response:
    """The page, with what went wrong where something did."""
    told = refus or Refus()
    catalogue = opened.decideur.edition.catalogue
    questionnaire = catalogue.questionnaires[opened.volet.questionnaire]
    parcours = parcours_de(catalogue, opened.demarche)
    titre = _("Scénario et preuves %(code)s", code=opened.depot.scenario.code)
    given = {preuve.document.id for preuve in opened.depot.preuves}
    page = render_template(
        "industriel/preuves.html",
        titre=titre,
        opened=opened,
        depot=opened.depot,
        questionnaire=questionnaire,
        refus=told,
        reasons=editable(opened),
        others=tuple(d for d in opened.documents.values() if d.id not in given and d.antivirus != "infectee"),
        waiting=any(document.antivirus == "en_attente" for document in opened.documents.values()),
        typed=request.form if told.status >= 400 else {},
        formats=AUTORISES,
        noms=noms(db.session(), (preuve.document.deposee_par for preuve in opened.depot.preuves)),
        compte=acteur().compte_id,
        back=_back(opened),
        trail=_trail(opened, parcours, questionnaire.titre, titre),
    )
    return make_response(page, told.status)


def _back(opened: OpenDepot) -> str:
    where = {name: value for name, value in opened.where.items() if name != "critere"}
    anchor = f"critere-{opened.critere.replace('.', '-')}"
    return url_for("industriel.evaluation", **where, _anchor=anchor)


def _trail(opened: OpenDepot, parcours: Parcours, questionnaire: str, titre: str) -> list[tuple[str, str | None]]:
    trail = dossier_trail(parcours, opened.demarche, opened.sujet, titre)
    label = _("Questionnaire d'évaluation : %(titre)s", titre=questionnaire)
    return [*trail[:-1], (label, _back(opened)), trail[-1]]
