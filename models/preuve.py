"""Proofs: what a company deposited for a subject; the bytes are in the store, under the SHA-256 that is kept here."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Instant, references
from models.tracking import Tracked

TAILLE_MAXIMALE = 9_999_999
"""Bytes of the largest proof: « Taille < 10 MB », megabytes of the decimal kind. Source: S:1527."""

DESCRIPTION_MAXIMALE = 1000
"""Characters of a description."""


class Preuve(Tracked):
    """One document deposited once for a subject, and used by as many answers as wanted.

    `antivirus` is what the antivirus said: `sans` where none is configured, else `en_attente`, `saine` or `infectee`.
    """

    __tablename__ = "preuve"
    __table_args__ = (
        CheckConstraint(f"taille BETWEEN 1 AND {TAILLE_MAXIMALE}", name="taille"),
        CheckConstraint("length(empreinte) = 64", name="empreinte"),
        CheckConstraint("antivirus IN ('sans','en_attente','saine','infectee')", name="antivirus"),
        CheckConstraint(f"length(description) <= {DESCRIPTION_MAXIMALE}", name="description"),
    )

    sujet_id: Mapped[str] = mapped_column(references("sujet.id"), index=True)
    nom: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    format: Mapped[str] = mapped_column(String(10))
    taille: Mapped[int]
    empreinte: Mapped[str] = mapped_column(String(64), index=True)
    antivirus: Mapped[str] = mapped_column(String(20))
    deposee_le: Mapped[datetime] = mapped_column(Instant)
    deposee_par: Mapped[str] = mapped_column(references("compte.id"))
