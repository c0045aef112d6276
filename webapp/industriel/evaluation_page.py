"""The page of an evaluation: its critères, the person's fields, and what the person may do now."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Response, make_response, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models.database import db
from referentiels.catalogue import Niveau, TypeSujet
from referentiels.palette import LIBELLES
from reports.evaluations import CritereVu, QuestionnaireVu, questionnaire_vu
from reports.personnes import criteres_nommes, noms, produits_option
from rules.facts import Demande
from webapp.industriel.asking import Trouble
from webapp.industriel.evaluation_form import Champs, kept_fields
from webapp.industriel.nouveautes import nouveautes_de
from webapp.industriel.opening import OpenQuestionnaire
from webapp.industriel.trails import dossier_trail
from webapp.security import acteur
from workflows.machines.evaluation import EvaluationMachine
from workflows.machines.gate import Action, available, events_from

DRAFT = "enregistrer"
"""The event that keeps a draft; the others have an address of their own."""

MOVED = _l("modifié depuis que vous avez ouvert cette page")
NOT_OVER = _l("le dépôt des preuves n’est pas finalisé")
MISSING = {
    "reponse": _l("il manque une réponse"),
    "commentaire": _l("il manque un commentaire"),
    "preuve": _l("il manque une preuve"),
    "relecture": MOVED,
}


def actions(vu: QuestionnaireVu, opened: OpenQuestionnaire) -> dict[str, Action]:
    """What the state of the evaluation takes, each with the reasons that forbid it to this person.

    Completeness and the reason of a « Renvoyer » are what the person is about to give: they are judged when asked.
    """
    who, evaluation = acteur(), vu.evaluation
    asker = evaluation is not None and evaluation.demandeur_id is not None and evaluation.demandeur_id == who.compte_id
    demande = Demande("evaluation", vu.machine, who.role, demandeur=asker, manques=0, motif=True)
    events = events_from(EvaluationMachine, vu.machine)
    forbidden = opened.decideur.interdits(opened.demarche, opened.sujet, vu.dossier, demande, events)
    return {
        action.event: action
        for action in available(EvaluationMachine, vu.machine, lambda event: forbidden.get(event, ()))
    }


def levels_to_draw(vu: CritereVu) -> tuple[Niveau, ...]:
    """The answers to choose from; those whose text is their own word are drawn without it."""
    return tuple(replace(n, texte="") if n.texte == LIBELLES.get(n.code) else n for n in vu.critere.niveaux)


def refusals(possible: Mapping[str, Action]) -> list[tuple[str | None, str]]:
    """Each reason that forbids something with the event it forbids, None where it forbids them all."""
    everywhere = set.intersection(*(set(action.reasons) for action in possible.values())) if possible else set()
    first = next(iter(possible.values()), None)
    common = [(None, reason) for reason in (first.reasons if first is not None else ()) if reason in everywhere]
    own = [(event, r) for event, action in possible.items() for r in action.reasons if r not in everywhere]
    return [*common, *own]


def draw_evaluation(opened: OpenQuestionnaire, trouble: Trouble[Champs] | None = None) -> Response:
    """The page, with what went wrong where something did."""
    told = trouble or Trouble(status=200)
    vu = questionnaire_vu(opened.decideur, opened.sujet, opened.demarche, opened.volet)
    possible = actions(vu, opened)
    said = _said(told, vu)
    titre = _("Questionnaire d'évaluation : %(titre)s", titre=vu.questionnaire.titre)
    page = render_template(
        "industriel/evaluation.html",
        vu=vu,
        titre=titre,
        champs=_fields(vu, told.champs or {}),
        actions=possible,
        refusals=refusals(possible),
        MISSING=MISSING,
        said=said,
        missing=_missing(told, said),
        levels=levels_to_draw,
        nouveautes=nouveautes_de(opened, vu.evaluation),
        editable=DRAFT in possible and possible[DRAFT].allowed,
        options=_options(opened, vu),
        explain_options=opened.sujet.type == TypeSujet.PRODUIT and not vu.conformite,
        noms=_people(vu),
        trouble=told,
        compte=acteur().pseudonyme,
        trail=dossier_trail(vu.parcours, vu.demarche, vu.sujet, titre),
    )
    return make_response(page, told.status)


def _said(trouble: Trouble[Champs], vu: QuestionnaireVu) -> Mapping[tuple[str, str], str]:
    """What is missing of each critère, in words: of proofs, which types, or that nobody said the deposit is over."""
    shown = {each.critere.code: each for each in vu.criteres()}
    words = {}
    for manque in trouble.manques:
        each = shown.get(manque.critere)
        what = str(MISSING.get(manque.quoi, manque.quoi))
        if manque.quoi == "preuve" and each is not None:
            lacking = each.preuves_manquantes
            what = f"{what} ({', '.join(lacking)})" if lacking else str(NOT_OVER)
        words[manque.critere, manque.quoi] = what
    return words


def _missing(trouble: Trouble[Champs], said: Mapping[tuple[str, str], str]) -> Mapping[str, list[str]]:
    """What was found missing, as capitalised sentences by critère."""
    sentences: dict[str, list[str]] = {}
    for manque in trouble.manques:
        what = said[manque.critere, manque.quoi]
        sentences.setdefault(manque.critere, []).append(f"{what[:1].upper()}{what[1:]}.")
    return sentences


def _fields(vu: QuestionnaireVu, sent: Mapping[str, Champs]) -> Mapping[str, Champs]:
    """The fields of the page: what was just typed where it could not be kept, else what is kept."""
    kept = kept_fields(vu.reponses())
    return kept | {code: champs for code, champs in sent.items() if code in kept}


def _people(vu: QuestionnaireVu) -> Mapping[str, str]:
    """The names of who asked for a validation and of who gave the last one."""
    evaluation = vu.evaluation
    if evaluation is None:
        return {}
    validation = evaluation.validation
    return noms(db.session(), (evaluation.demandeur_id, validation.valide_par if validation is not None else None))


def _options(opened: OpenQuestionnaire, vu: QuestionnaireVu) -> Mapping[str, str]:
    """What an answer may say it depends on: products by identifier, or critères of a stratégie globale by code."""
    if vu.conformite:
        return {}
    if opened.sujet.type == TypeSujet.STRATEGIE:
        named = criteres_nommes(vu.questionnaire)
        return {each.critere.code: named[each.critere.code] for each in vu.criteres()}
    chosen = (each.reponse.depend_de for each in vu.criteres() if each.reponse is not None)
    options = produits_option(db.session(), opened.sujet.entreprise_id, opened.sujet.id, chosen)
    return {option.id: option.libelle for option in options}
