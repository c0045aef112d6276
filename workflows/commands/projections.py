"""What is asked of a projection."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.commands.questionnaires import ProjectionCommand


@dataclass(frozen=True, slots=True)
class SaisieProjection:
    """One answer of a projection as entered: months « AAAA-MM » by niveau, empty ones left out."""

    critere: str
    echeances: Mapping[str, str] = field(default_factory=dict)
    non_applicable: bool = False
    commentaire: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class EnregistrerProjection(ProjectionCommand):
    """Keep dates as a draft; unchanged ones write nothing."""

    saisies: tuple[SaisieProjection, ...] = ()


@dataclass(frozen=True, slots=True)
class DemanderValidationProjection(ProjectionCommand):
    """Ask a responsable to validate; the draft is frozen meanwhile.

    `vues` is the revision of each answer that the person saw (0: none), `base` the validation of the evaluation that
    was shown with them: refused where one is another by now. None asks for what stands, whatever it is.
    """

    vues: Mapping[str, int] | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True)
class ReprendreDemandeProjection(ProjectionCommand):
    """Take a request for validation back."""


@dataclass(frozen=True, slots=True)
class RenvoyerProjection(ProjectionCommand):
    """Send a request for validation back, with a reason."""

    motif: str = ""


@dataclass(frozen=True, slots=True)
class ValiderProjection(ProjectionCommand):
    """Validate: the dates are frozen and judged against the last validated evaluation.

    `vues` and `base` as in a request for validation.
    """

    vues: Mapping[str, int] | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True)
class ModifierProjection(ProjectionCommand):
    """Open a new draft over the last validated dates."""
