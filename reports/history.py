"""The validations of an evaluation: every one that was made, and the answers of any of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.lecture import SANS_PREUVE, Antivirus, par, reponse_snapshot, validation_snapshot
from models.preuve import Preuve
from models.reponse import Reponse, ReponseValidee, Validation, Verdict
from models.snapshot import ValidationSnapshot, VerdictSnapshot


@dataclass(frozen=True, slots=True)
class LigneHistorique:
    """One validation in the history; `verdict` is the standing one for the démarche that looks."""

    numero: int
    valide_le: datetime
    valide_par: str
    demande_par: str | None
    edition: str
    verdict: VerdictSnapshot | None


def validations_de(session: Session, evaluation_id: str) -> tuple[ValidationSnapshot, ...]:
    """Every validation, the last one first, with its verdicts and without its answers: two statements."""
    validations = session.scalars(
        select(Validation).where(Validation.evaluation_id == evaluation_id).order_by(Validation.numero.desc())
    ).all()
    verdicts = par(
        session.scalars(
            select(Verdict)
            .join(Validation, Validation.id == Verdict.validation_id)
            .where(Validation.evaluation_id == evaluation_id)
        ),
        "validation_id",
    )
    return tuple(validation_snapshot(row, (), verdicts.get(row.id, ())) for row in validations)


def avec_ses_reponses(session: Session, validation: ValidationSnapshot) -> ValidationSnapshot:
    """The same validation with the answers that were frozen in it: one statement, another where they have proofs."""
    reponses = session.scalars(
        select(Reponse)
        .join(ReponseValidee, ReponseValidee.reponse_id == Reponse.id)
        .where(ReponseValidee.validation_id == validation.id)
    ).all()
    antivirus = _antivirus(session, reponses)
    figees = (reponse_snapshot(reponse, antivirus) for reponse in reponses)
    return validation_snapshot(validation, figees, validation.verdicts.values())


def _antivirus(session: Session, reponses: Iterable[Reponse]) -> Antivirus:
    identifiants = sorted({fournie["preuve"] for reponse in reponses for fournie in reponse.preuves or ()})
    if not identifiants:
        return SANS_PREUVE
    rows = session.execute(select(Preuve.id, Preuve.antivirus).where(Preuve.id.in_(identifiants)))
    return {row.id: row.antivirus for row in rows}


def ligne(validation: ValidationSnapshot, demarche: str, connus: Mapping[str, str]) -> LigneHistorique:
    """A validation as a line of the history of one démarche."""
    demandeur = connus.get(validation.demande_par) if validation.demande_par else None
    return LigneHistorique(
        validation.numero,
        validation.valide_le,
        connus.get(validation.valide_par, ""),
        demandeur,
        validation.edition,
        validation.verdicts.get(demarche),
    )
