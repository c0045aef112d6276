"""What is asked of an evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.commands.questionnaires import EvaluationCommand


@dataclass(frozen=True, slots=True)
class Saisie:
    """One answer as entered; `revision` is the one the person saw (0: none), so a colleague's is never overwritten."""

    critere: str
    valeur: str | None
    commentaire: str = ""
    depend_de: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class EnregistrerEvaluation(EvaluationCommand):
    """Keep answers as a draft; unchanged ones write nothing."""

    saisies: tuple[Saisie, ...] = ()


@dataclass(frozen=True, slots=True)
class DemanderValidation(EvaluationCommand):
    """Ask a responsable to validate; the draft is frozen meanwhile.

    `vues` is the revision of each answer that the person saw (0: none): refused where one is another by now. None asks
    for what stands, whatever it is.
    """

    vues: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class ReprendreDemande(EvaluationCommand):
    """Take a request for validation back."""


@dataclass(frozen=True, slots=True)
class RenvoyerEvaluation(EvaluationCommand):
    """Send a request for validation back, with a reason."""

    motif: str = ""


@dataclass(frozen=True, slots=True)
class ValiderEvaluation(EvaluationCommand):
    """Validate: the answers are frozen and judged for every démarche that shares the questionnaire.

    `vues` as in a request for validation.
    """

    vues: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class ModifierEvaluation(EvaluationCommand):
    """Open a new draft over the last validated answers."""
