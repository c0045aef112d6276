"""What the questionnaires of a dossier add up to: counts, completeness and the statuses that pages show."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.snapshot import DossierSnapshot, EvaluationSnapshot, ReponseSnapshot, SujetSnapshot
from referentiels.catalogue import Demarche, TypeSujet, Volet
from rules.facts import Avancement
from rules.families import Decideur
from rules.perimetre import Perimetre, valeurs_de


class Statut(StrEnum):
    """The status of a card or of a dossier, in the guide's words."""

    A_COMPLETER = "À compléter"
    EN_COURS = "En cours"
    TERMINE = "Terminé"


@dataclass(frozen=True, slots=True)
class EtatEvaluation:
    """An evaluation seen from one démarche: `renseignes`/`total` critères, and whether what was validated suffices."""

    perimetre: Perimetre
    evaluation: EvaluationSnapshot | None
    renseignes: int
    manques: Mapping[str, tuple[str, ...]]
    complete: bool
    statut: Statut

    @property
    def brouillon_en_cours(self) -> bool:
        """Whether a newer draft stands beside the validated answers."""
        evaluation = self.evaluation
        return evaluation is not None and evaluation.validation is not None and evaluation.etat != "valide"

    @property
    def total(self) -> int:
        """N, the critères that count."""
        return len(self.perimetre.comptees)


def etat_evaluation(decideur: Decideur, sujet: SujetSnapshot, demarche: Demarche, volet: Volet) -> EtatEvaluation:
    """One evaluation as the démarche sees it."""
    evaluation = sujet.evaluations.get(volet.questionnaire)
    courantes: Mapping[str, ReponseSnapshot] = evaluation.reponses if evaluation is not None else {}
    cible = decideur.perimetre(sujet, demarche, volet).selon(valeurs_de(courantes))
    manques = decideur.manques(cible, courantes)
    complete = _complete(decideur, cible, evaluation, manques)
    sans_reponse = sum(1 for code, quoi in manques.items() if "reponse" in quoi and code in cible.cibles)
    return EtatEvaluation(
        cible,
        evaluation,
        len(cible.comptees) - sans_reponse,
        manques,
        complete,
        _statut(evaluation, complete),
    )


def _complete(
    decideur: Decideur, cible: Perimetre, evaluation: EvaluationSnapshot | None, manques: Mapping[str, tuple[str, ...]]
) -> bool:
    if evaluation is None or evaluation.validation is None:
        return False
    if evaluation.etat == "valide":
        return not manques
    return not decideur.manques(cible, evaluation.validation.reponses)


def _statut(evaluation: EvaluationSnapshot | None, complete: bool) -> Statut:
    if evaluation is None or not evaluation.touchee:
        return Statut.A_COMPLETER
    return Statut.TERMINE if complete else Statut.EN_COURS


def etats_du_dossier(decideur: Decideur, sujet: SujetSnapshot, demarche: Demarche) -> dict[str, EtatEvaluation]:
    """Every evaluation of a dossier, by questionnaire, in the démarche's order."""
    volets = demarche.volets_de(TypeSujet(sujet.type))
    return {volet.questionnaire: etat_evaluation(decideur, sujet, demarche, volet) for volet in volets}


def avancement(dossier: DossierSnapshot, etats: Mapping[str, EtatEvaluation]) -> Avancement:
    """How many questionnaires of the dossier remain; a newer draft counts, since editing anything reopens."""
    evaluations = sum(1 for etat in etats.values() if not etat.complete or etat.brouillon_en_cours)
    projetes = [etat.perimetre.volet.questionnaire for etat in etats.values() if etat.perimetre.volet.projection]
    projections = [dossier.projections.get(questionnaire) for questionnaire in projetes]
    finies = sum(1 for projection in projections if projection is not None and projection.etat == "valide")
    commencees = sum(1 for p in projections if p is not None and p.etat not in ("bloquee", "a_completer"))
    return Avancement(evaluations, len(projetes) - finies, commencees)


def statut_dossier(demarche: Demarche, dossier: DossierSnapshot, etats: Mapping[str, EtatEvaluation]) -> Statut:
    """À compléter if all its questionnaires are, Terminé if all are, else En cours."""
    statuts = [etat.statut for etat in etats.values()]
    for etat in etats.values():
        if etat.perimetre.volet.projection:
            projection = dossier.projections.get(etat.perimetre.volet.questionnaire)
            statuts.append(statut_projection(projection.etat if projection is not None else "bloquee"))
    distincts = set(statuts)
    return distincts.pop() if len(distincts) == 1 else Statut.EN_COURS


def statut_projection(etat: str) -> Statut:
    """The status of a projection card from its state."""
    if etat in ("bloquee", "a_completer"):
        return Statut.A_COMPLETER
    return Statut.TERMINE if etat == "valide" else Statut.EN_COURS
