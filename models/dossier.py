"""Dossiers (one démarche of one subject), the evaluations of a subject and the projections of a dossier."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Instant, references
from models.tracking import Tracked


class Dossier(Tracked):
    """One démarche of one subject; left ones are hidden, never deleted.

    `statut` is what lists show (À compléter, En cours, Terminé), kept here so that a list asks no rule. `montre` is the
    type of its subject while lists show it, None while they do not; it, `entreprise_id` and `reference` follow from
    the subject, for the indexes.
    """

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("sujet_id", "demarche"),
        # what lists count, from the index alone
        Index("ix_dossier_liste", "sujet_id", "quitte", "demarche"),
        # what a company is shown, all démarches together and in one
        Index("ix_dossier_entreprise", "entreprise_id", "reference", "demarche", "montre"),
        Index("ix_dossier_demarche", "entreprise_id", "demarche", "montre", "reference", "statut"),
    )
    __derived__: ClassVar[frozenset[str]] = frozenset({"entreprise_id", "reference", "montre"})

    sujet_id: Mapped[str] = mapped_column(references("sujet.id"))
    demarche: Mapped[str] = mapped_column(String(60))
    etat: Mapped[str] = mapped_column(String(20))
    statut: Mapped[str] = mapped_column(String(20))
    quitte: Mapped[bool] = mapped_column(default=False)
    cree_le: Mapped[datetime] = mapped_column(Instant)
    finalise_le: Mapped[datetime | None] = mapped_column(Instant)
    entreprise_id: Mapped[str | None] = mapped_column(String(36))
    reference: Mapped[int | None]
    montre: Mapped[str | None] = mapped_column(String(20))


class FinalisationVue(Tracked):
    """The finalisation whose window an account closed last in a dossier; another instant opens the window again."""

    __tablename__ = "finalisation_vue"
    __table_args__ = (UniqueConstraint("compte_id", "dossier_id"),)

    compte_id: Mapped[str] = mapped_column(references("compte.id"))
    dossier_id: Mapped[str] = mapped_column(references("dossier.id"))
    finalise_le: Mapped[datetime] = mapped_column(Instant)


A_VALIDER = text("etat = 'a_valider'")


class Passage(Tracked):
    """A questionnaire being gone through: what an evaluation and a projection have in common.

    `demande_dans` is the démarche in which the last validation was asked for, None where nobody ever did.
    """

    __abstract__ = True

    questionnaire: Mapped[str] = mapped_column(String(80))
    etat: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int] = mapped_column(default=0)
    demandeur_id: Mapped[str | None] = mapped_column(references("compte.id"))
    demande_le: Mapped[datetime | None] = mapped_column(Instant)
    demande_dans: Mapped[str | None] = mapped_column(String(60))
    motif_renvoi: Mapped[str] = mapped_column(Text, default="")
    validations: Mapped[int] = mapped_column(default=0)


class Evaluation(Passage):
    """One questionnaire version of one subject, shared by every démarche that uses it."""

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("sujet_id", "questionnaire"),
        Index("ix_evaluation_a_valider", "sujet_id", sqlite_where=A_VALIDER, postgresql_where=A_VALIDER),
    )

    sujet_id: Mapped[str] = mapped_column(references("sujet.id"))


class Projection(Passage):
    """The projection of one questionnaire in one dossier."""

    __tablename__ = "projection"
    __table_args__ = (
        UniqueConstraint("dossier_id", "questionnaire"),
        Index("ix_projection_a_valider", "dossier_id", sqlite_where=A_VALIDER, postgresql_where=A_VALIDER),
    )

    dossier_id: Mapped[str] = mapped_column(references("dossier.id"))
