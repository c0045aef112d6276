"""Answers, what was validated of them and when, and the verdicts that were given; of evaluations and projections."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Instant, references
from models.tracking import Tracked


class Saisi(Tracked):
    """An answer about one critère; a validated one is frozen, and the next edit opens a row of the next `rang`."""

    __abstract__ = True

    critere: Mapped[str] = mapped_column(String(40))
    rang: Mapped[int]
    commentaire: Mapped[str] = mapped_column(Text, default="")
    courante: Mapped[bool] = mapped_column(default=True)
    figee: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    modifie_le: Mapped[datetime] = mapped_column(Instant)
    modifie_par: Mapped[str] = mapped_column(references("compte.id"))


class Reponse(Saisi):
    """One answer of an evaluation; `valeur` is the code of a niveau.

    What it is said to depend on changes nothing of it: an Option product, or for a stratégie globale another critère.

    `preuves` lists `{preuve, jeu, type}`; it stands here so that a validation freezes it with the answer, and so does
    `jeu_de_preuves`, the set that was chosen among alternatives. Answers kept before proofs existed have none of these,
    which reads as no proof, nothing finalised, nothing chosen. `revision_saisie` is the revision at which the answer
    itself was last entered, where proofs changed since: None where nothing but the answer ever changed.
    """

    __tablename__ = "reponse"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "critere", "rang"),
        CheckConstraint("length(commentaire) <= 10000", name="commentaire"),
    )

    evaluation_id: Mapped[str] = mapped_column(references("evaluation.id"))
    valeur: Mapped[str | None] = mapped_column(String(20))
    depend_de: Mapped[str | None] = mapped_column(references("sujet.id"))
    depend_du_critere: Mapped[str | None] = mapped_column(String(40))
    a_reconfirmer: Mapped[bool] = mapped_column(default=False)
    preuves: Mapped[list[dict[str, str]] | None] = mapped_column(JSON(none_as_null=True))
    depot_finalise: Mapped[bool | None]
    jeu_de_preuves: Mapped[str | None] = mapped_column(String(60))
    revision_saisie: Mapped[int | None]


class ReponseProjetee(Saisi):
    """One answer of a projection; `echeances` gives a month « AAAA-MM » by code of niveau."""

    __tablename__ = "reponse_projetee"
    __table_args__ = (
        UniqueConstraint("projection_id", "critere", "rang"),
        CheckConstraint("length(commentaire) <= 10000", name="commentaire"),
    )

    projection_id: Mapped[str] = mapped_column(references("projection.id"))
    echeances: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    non_applicable: Mapped[bool] = mapped_column(default=False)


class ValidationDe(Tracked):
    """One validation of a questionnaire; `edition` names the référentiels it was judged under."""

    __abstract__ = True

    numero: Mapped[int]
    demarche: Mapped[str] = mapped_column(String(60))
    valide_le: Mapped[datetime] = mapped_column(Instant)
    valide_par: Mapped[str] = mapped_column(references("compte.id"))
    demande_par: Mapped[str | None] = mapped_column(references("compte.id"))
    edition: Mapped[str] = mapped_column(String(64))


class Validation(ValidationDe):
    """One validation of an evaluation."""

    __tablename__ = "validation"
    __table_args__ = (UniqueConstraint("evaluation_id", "numero"),)

    evaluation_id: Mapped[str] = mapped_column(references("evaluation.id"))


class ValidationProjection(ValidationDe):
    """One validation of a projection, against the validation of the evaluation that it starts from."""

    __tablename__ = "validation_projection"
    __table_args__ = (UniqueConstraint("projection_id", "numero"),)

    projection_id: Mapped[str] = mapped_column(references("projection.id"))
    evaluation_validation_id: Mapped[str] = mapped_column(references("validation.id"))


class ReponseValidee(Tracked):
    """That an answer was part of a validation of an evaluation."""

    __tablename__ = "reponse_validee"
    __table_args__ = (UniqueConstraint("validation_id", "reponse_id"),)

    validation_id: Mapped[str] = mapped_column(references("validation.id"))
    reponse_id: Mapped[str] = mapped_column(references("reponse.id"))


class ReponseProjeteeValidee(Tracked):
    """That an answer was part of a validation of a projection."""

    __tablename__ = "reponse_projetee_validee"
    __table_args__ = (UniqueConstraint("validation_id", "reponse_id"),)

    validation_id: Mapped[str] = mapped_column(references("validation_projection.id"))
    reponse_id: Mapped[str] = mapped_column(references("reponse_projetee.id"))


class Rendu(Tracked):
    """What was decided on a validation for one démarche; the last one stands, none is ever changed."""

    __abstract__ = True

    demarche: Mapped[str] = mapped_column(String(60))
    numero: Mapped[int]
    resultat: Mapped[str] = mapped_column(String(20))
    rendu_le: Mapped[datetime] = mapped_column(Instant)
    edition: Mapped[str] = mapped_column(String(64))
    regles: Mapped[str] = mapped_column(String(64))
    decision: Mapped[dict[str, Any]] = mapped_column(JSON)


class Verdict(Rendu):
    """The verdict on an evaluation: atteint or non_atteint."""

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("validation_id", "demarche", "numero"),)

    validation_id: Mapped[str] = mapped_column(references("validation.id"))


class VerdictProjection(Rendu):
    """The verdict on a projection: atteint, non_atteint, or atteint_le with the month `echeance` « AAAA-MM »."""

    __tablename__ = "verdict_projection"
    __table_args__ = (
        UniqueConstraint("validation_id", "demarche", "numero"),
        CheckConstraint("(resultat = 'atteint_le') = (echeance IS NOT NULL)", name="echeance"),
    )

    validation_id: Mapped[str] = mapped_column(references("validation_projection.id"))
    echeance: Mapped[str | None] = mapped_column(String(7))
