"""Companies, the accounts of people, and what each account may be."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from flask_security.core import UserMixin
from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.database import Instant, references
from models.tracking import Tracked


class Role(StrEnum):
    """What a person may do; the first two belong to a company, the others to the agency."""

    CONTRIBUTEUR = "contributeur"
    RESPONSABLE = "responsable"
    ADMINISTRATEUR = "administrateur"
    AUDITEUR = "auditeur"


ROLES_ENTREPRISE = (Role.CONTRIBUTEUR, Role.RESPONSABLE)


class Entreprise(Tracked):
    """A company; `reference` names its journal and never changes."""

    __tablename__ = "entreprise"

    reference: Mapped[str] = mapped_column(String(20), unique=True)
    nom: Mapped[str] = mapped_column(String(200))
    cree_le: Mapped[datetime] = mapped_column(Instant)


class Compte(Tracked, UserMixin):  # type: ignore[misc]  # its `id` is declared a number
    """A person's account; English attribute names are those that Flask-Security reads."""

    __tablename__ = "compte"
    __table_args__ = (
        CheckConstraint("role IN ('contributeur','responsable','administrateur','auditeur')", name="role"),
        CheckConstraint(
            "(role IN ('contributeur','responsable')) = (entreprise_id IS NOT NULL)", name="role_entreprise"
        ),
    )
    __digested__: ClassVar[frozenset[str]] = frozenset({"password", "fs_uniquifier"})

    entreprise_id: Mapped[str | None] = mapped_column(references("entreprise.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    nom: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    pseudonyme: Mapped[str] = mapped_column(String(36), unique=True)
    cree_le: Mapped[datetime] = mapped_column(Instant)

    entreprise: Mapped[Entreprise | None] = relationship(lazy="raise_on_sql", viewonly=True)
