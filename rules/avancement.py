"""What the questionnaires of a dossier add up to: counts, completeness and the statuses that pages show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

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


@dataclass(frozen=True)
class EtatEvaluation:
    """An evaluation seen from one démarche: `renseignes`/`total` critères, and whether what was validated suffices.

    The rules are asked when somebody looks: a transition does not look at what a draft misses.
    """

    decideur: Decideur = field(repr=False, compare=False)
    perimetre: Perimetre
    evaluation: EvaluationSnapshot | None

    @cached_property
    def manques(self) -> Mapping[str, tuple[str, ...]]:
        """What the current answers miss, by critère."""
        courantes: Mapping[str, ReponseSnapshot] = self.evaluation.reponses if self.evaluation is not None else {}
        return self.decideur.manques(self.perimetre, courantes)

    @cached_property
    def complete(self) -> bool:
        """Whether what was validated misses nothing."""
        if self.evaluation is None or self.evaluation.validation is None:
            return False
        if self.evaluation.etat == "valide":
            return not self.manques
        return not self.decideur.manques(self.perimetre, self.evaluation.validation.reponses)

    @property
    def statut(self) -> Statut:
        """The status of its card."""
        if self.evaluation is None or not self.evaluation.touchee:
            return Statut.A_COMPLETER
        return Statut.TERMINE if self.complete else Statut.EN_COURS

    @property
    def renseignes(self) -> int:
        """n, the critères that are answered among those that count."""
        cibles = self.perimetre.cibles
        return self.total - sum(1 for code, quoi in self.manques.items() if "reponse" in quoi and code in cibles)

    @property
    def total(self) -> int:
        """N, the critères that count."""
        return len(self.perimetre.comptees)

    @property
    def brouillon_en_cours(self) -> bool:
        """Whether a newer draft stands beside the validated answers."""
        evaluation = self.evaluation
        return evaluation is not None and evaluation.validation is not None and evaluation.etat != "valide"


def etat_evaluation(decideur: Decideur, sujet: SujetSnapshot, demarche: Demarche, volet: Volet) -> EtatEvaluation:
    """One evaluation as the démarche sees it."""
    evaluation = sujet.evaluations.get(volet.questionnaire)
    courantes: Mapping[str, ReponseSnapshot] = evaluation.reponses if evaluation is not None else {}
    cible = decideur.perimetre(sujet, demarche, volet).selon(valeurs_de(courantes))
    return EtatEvaluation(decideur, cible, evaluation)


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
