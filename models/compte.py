"""Companies, the accounts of people, and what each account may be."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar

from flask_security.core import UserMixin
from sqlalchemy import CheckConstraint, Index, String, Text, text
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
    """A company; `reference` names its journal and never changes.

    While `suspendue` nobody of it signs in; sessions older than `suspendue_le`, its last suspension, stay closed.
    """

    __tablename__ = "entreprise"
    __folded__: ClassVar[Mapping[str, str]] = {"nom_plie": "nom"}

    reference: Mapped[str] = mapped_column(String(20), unique=True)
    nom: Mapped[str] = mapped_column(String(200))
    cree_le: Mapped[datetime] = mapped_column(Instant)
    suspendue: Mapped[bool | None]
    suspendue_le: Mapped[datetime | None] = mapped_column(Instant)
    nom_plie: Mapped[str] = mapped_column(Text, default="", server_default="")


class Compte(Tracked, UserMixin):  # type: ignore[misc]  # its `id` is declared a number
    """A person's account; English attribute names are those that Flask-Security reads.

    Not `active` but `suspendu`, it was suspended by its company, which may open it again; else the agency closed it.
    `courriels` is None until the person chooses, and mails are sent until then.
    """

    __tablename__ = "compte"
    __table_args__ = (
        CheckConstraint("role IN ('contributeur','responsable','administrateur','auditeur')", name="role"),
        CheckConstraint(
            "(role IN ('contributeur','responsable')) = (entreprise_id IS NOT NULL)", name="role_entreprise"
        ),
    )
    __digested__: ClassVar[frozenset[str]] = frozenset({"password", "fs_uniquifier"})
    __folded__: ClassVar[Mapping[str, str]] = {"nom_plie": "nom"}

    entreprise_id: Mapped[str | None] = mapped_column(references("entreprise.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    nom: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    pseudonyme: Mapped[str] = mapped_column(String(36), unique=True)
    cree_le: Mapped[datetime] = mapped_column(Instant)
    suspendu: Mapped[bool | None]
    courriels: Mapped[bool | None]
    nom_plie: Mapped[str] = mapped_column(Text, default="", server_default="")

    entreprise: Mapped[Entreprise | None] = relationship(lazy="raise_on_sql", viewonly=True)

    @property
    def ouvert(self) -> bool:
        """Whether one may sign in to it; its company was read with it."""
        return self.active and not (self.entreprise is not None and self.entreprise.suspendue)

    @property
    def marque(self) -> str:
        """What tells the hash of the password apart from the one before, and is not the hash."""
        return sha256((self.password or "").encode()).hexdigest()[:16]


OUVERTE = text("etat = 'envoyee'")
OUVERTE_PAR_L_AGENCE = text("etat = 'envoyee' AND entreprise_id IS NULL")


class Invitation(Tracked):
    """A person asked to open an account, of a company or of the agency where there is none.

    `envoi` counts the links made, of which the last one is good.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("role IN ('contributeur','responsable','administrateur','auditeur')", name="role"),
        CheckConstraint(
            "(role IN ('contributeur','responsable')) = (entreprise_id IS NOT NULL)", name="role_entreprise"
        ),
        CheckConstraint("etat IN ('envoyee','acceptee','annulee')", name="etat"),
        CheckConstraint("(etat = 'acceptee') = (compte_id IS NOT NULL)", name="compte"),
        Index(
            "uq_invitation_ouverte",
            "entreprise_id",
            "email",
            unique=True,
            sqlite_where=OUVERTE,
            postgresql_where=OUVERTE,
        ),
        # no company equals no company in the index above
        Index(
            "uq_invitation_agence",
            "email",
            unique=True,
            sqlite_where=OUVERTE_PAR_L_AGENCE,
            postgresql_where=OUVERTE_PAR_L_AGENCE,
        ),
    )

    entreprise_id: Mapped[str | None] = mapped_column(references("entreprise.id"))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(20))
    invite_par: Mapped[str] = mapped_column(references("compte.id"))
    envoi: Mapped[int] = mapped_column(default=1)
    cree_le: Mapped[datetime] = mapped_column(Instant)
    expire_le: Mapped[datetime] = mapped_column(Instant)
    etat: Mapped[str] = mapped_column(String(20))
    compte_id: Mapped[str | None] = mapped_column(references("compte.id"))
