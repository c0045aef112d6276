"""What is asked of a questionnaire, in the scope of the démarche it is asked from."""

from dataclasses import dataclass

from workflows.commands.dossiers import DossierCommand


@dataclass(frozen=True, slots=True)
class QuestionnaireCommand(DossierCommand):
    """Anything asked of one questionnaire, in the scope of the démarche it is asked from."""

    questionnaire: str


@dataclass(frozen=True, slots=True)
class EvaluationCommand(QuestionnaireCommand):
    """Anything asked of an evaluation."""


@dataclass(frozen=True, slots=True)
class ProjectionCommand(QuestionnaireCommand):
    """Anything asked of a projection."""
