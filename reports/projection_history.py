"""The validations of a projection: every one that was made, the plans of any of them, the evaluation it starts from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.lecture import par, reponse_snapshot, validation_projection_snapshot, validation_snapshot
from models.reponse import (
    Reponse,
    ReponseProjetee,
    ReponseProjeteeValidee,
    ReponseValidee,
    Validation,
    ValidationProjection,
    VerdictProjection,
)
from models.snapshot import (
    EvaluationSnapshot,
    ValidationProjectionSnapshot,
    ValidationSnapshot,
    VerdictProjectionSnapshot,
)


@dataclass(frozen=True, slots=True)
class LigneDeProjection:
    """One validation of a projection in its history."""

    numero: int
    valide_le: datetime
    valide_par: str
    demande_par: str | None
    edition: str
    verdict: VerdictProjectionSnapshot | None


def validations_projetees(session: Session, projection_id: str) -> tuple[ValidationProjectionSnapshot, ...]:
    """Every validation, the last one first, with its verdict and without its plans: two statements."""
    siennes = ValidationProjection.projection_id == projection_id
    validations = session.scalars(
        select(ValidationProjection).where(siennes).order_by(ValidationProjection.numero.desc())
    ).all()
    verdicts = select(VerdictProjection).join(
        ValidationProjection, ValidationProjection.id == VerdictProjection.validation_id
    )
    rendus = par(session.scalars(verdicts.where(siennes)), "validation_id")
    return tuple(validation_projection_snapshot(row, (), rendus.get(row.id, ())) for row in validations)


def avec_ses_plans(session: Session, validation: ValidationProjectionSnapshot) -> ValidationProjectionSnapshot:
    """The same validation with the plans that were frozen in it: one statement."""
    plans = session.scalars(
        select(ReponseProjetee)
        .join(ReponseProjeteeValidee, ReponseProjeteeValidee.reponse_id == ReponseProjetee.id)
        .where(ReponseProjeteeValidee.validation_id == validation.id)
    )
    rendus: Iterable[VerdictProjectionSnapshot] = (validation.verdict,) if validation.verdict is not None else ()
    return validation_projection_snapshot(validation, plans, rendus)


def depart_de(
    session: Session, validation: ValidationProjectionSnapshot, evaluation: EvaluationSnapshot | None
) -> ValidationSnapshot:
    """The validation of the evaluation that a projection starts from, with its answers: two statements at most."""
    derniere = evaluation.validation if evaluation is not None else None
    if derniere is not None and derniere.id == validation.evaluation_validation_id:
        return derniere
    row = session.scalars(select(Validation).where(Validation.id == validation.evaluation_validation_id)).one()
    reponses = session.scalars(
        select(Reponse)
        .join(ReponseValidee, ReponseValidee.reponse_id == Reponse.id)
        .where(ReponseValidee.validation_id == row.id)
    )
    return validation_snapshot(row, map(reponse_snapshot, reponses), ())


def ligne_de_projection(validation: ValidationProjectionSnapshot, connus: Mapping[str, str]) -> LigneDeProjection:
    """A validation as a line of the history."""
    return LigneDeProjection(
        validation.numero,
        validation.valide_le,
        connus.get(validation.valide_par, ""),
        connus.get(validation.demande_par) if validation.demande_par else None,
        validation.edition,
        validation.verdict,
    )
