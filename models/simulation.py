"""Simulations: what was asked, how far it is, and what it found of each dossier.

Not journalled, for it can be made again; the journal has the summary, with the version that was simulated.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base, Instant, references

OUVERTES = ("attente", "en_cours")
OUVERTE = text("etat IN ('attente','en_cours')")


class Simulation(Base):
    """One version against what was in effect at `cree_le`; `avant` and `apres` name the two editions.

    `erreur` says why it failed, or why what it found no longer stands.
    """

    __tablename__ = "simulation"
    __table_args__ = (
        CheckConstraint("etat IN ('attente','en_cours','terminee','annulee','echouee')", name="etat"),
        Index("ix_simulation_publication", "publication_id", "cree_le"),
        Index("uq_simulation_ouverte", "publication_id", unique=True, sqlite_where=OUVERTE, postgresql_where=OUVERTE),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    publication_id: Mapped[str] = mapped_column(references("publication.id"))
    digest: Mapped[str] = mapped_column(String(64))
    avant: Mapped[str] = mapped_column(String(64))
    apres: Mapped[str] = mapped_column(String(64))
    demande_par: Mapped[str | None] = mapped_column(references("compte.id"))
    cree_le: Mapped[datetime] = mapped_column(Instant)
    fini_le: Mapped[datetime | None] = mapped_column(Instant)
    etat: Mapped[str] = mapped_column(String(20), default="attente")
    lots: Mapped[int] = mapped_column(default=0)
    erreur: Mapped[str] = mapped_column(String(200), default="")
    resume: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class LotSimule(Base):
    """One batch of subjects, from `premier` to before `suivant`; `totaux` is there once it was gone through."""

    __tablename__ = "lot_simule"

    simulation_id: Mapped[str] = mapped_column(references("simulation.id"), primary_key=True)
    numero: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    premier: Mapped[str] = mapped_column(String(36))
    suivant: Mapped[str] = mapped_column(String(36))
    totaux: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class DossierSimule(Base):
    """A dossier that would change, and what of it; `genres` lists the kinds of changes, between commas."""

    __tablename__ = "dossier_simule"
    __table_args__ = (Index("ix_dossier_simule_lot", "simulation_id", "lot"),)

    simulation_id: Mapped[str] = mapped_column(references("simulation.id"), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(references("dossier.id"), primary_key=True)
    lot: Mapped[int]
    reference: Mapped[int | None]
    sujet: Mapped[str] = mapped_column(String(20))
    demarche: Mapped[str] = mapped_column(String(60))
    genres: Mapped[str] = mapped_column(String(120))
    nombre: Mapped[int]
    changements: Mapped[list[list[str]]] = mapped_column(JSON)
