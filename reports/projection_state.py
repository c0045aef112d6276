"""How far a projection is, and the validated evaluation it starts from."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.snapshot import ProjectionSnapshot, ValidationSnapshot
from rules.avancement import EtatEvaluation
from rules.families import Decideur


@dataclass(frozen=True, slots=True)
class EtatProjection:
    """A projection seen from its dossier: `renseignes`/`total` critères, and what each of the others misses."""

    renseignes: int
    total: int
    manques: Mapping[str, tuple[str, ...]]


def etat_projection(
    decideur: Decideur, evaluation: EtatEvaluation, projection: ProjectionSnapshot | None
) -> EtatProjection:
    """How far a projection is; nothing is counted while its own theme is not evaluated."""
    total = evaluation.total
    if base_de(evaluation) is None:
        return EtatProjection(0, total, {})
    reponses = projection.reponses if projection is not None else {}
    manques = decideur.manques_projection(evaluation.perimetre, valeurs_validees(evaluation), reponses)
    return EtatProjection(total - len(manques), total, manques)


def valeurs_validees(evaluation: EtatEvaluation) -> Mapping[str, str | None]:
    """The answers that a projection starts from: the last validated ones, none while there are none."""
    base = base_de(evaluation)
    return {code: reponse.valeur for code, reponse in base.reponses.items()} if base is not None else {}


def base_de(evaluation: EtatEvaluation) -> ValidationSnapshot | None:
    """The validation of the evaluation that a projection starts from, None while there is none."""
    return evaluation.evaluation.validation if evaluation.evaluation is not None else None
