"""What dossiers are about: a product, or the company's stratégie globale."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base, Instant, references
from models.tracking import Tracked


class Sujet(Tracked):
    """A product or a stratégie globale; it has its `reference` once validated, never before.

    `version_de` is the product that this one is the next version of.
    `nom_plie` and `version_plie` are what lists sort by and search in, `demarches` counts the dossiers that were not
    left: they follow from the rest, for the indexes.
    """

    __tablename__ = "sujet"
    __table_args__ = (
        CheckConstraint("type IN ('produit','strategie')", name="type"),
        CheckConstraint("etat IN ('brouillon','valide','abandonne')", name="etat"),
        CheckConstraint("(etat = 'valide') = (reference IS NOT NULL)", name="reference_valide"),
        # what lists read: the last products of a company first, and their number, from the index alone
        Index("ix_sujet_liste", "entreprise_id", "archive", "reference", "etat", "type", "id"),
        # what a search among dossiers looks at of them, again from the index alone
        Index("ix_sujet_recherche", "entreprise_id", "reference", "nom_plie", "version_plie", "responsable_id"),
        Index("ix_sujet_compte", "entreprise_id", "archive", "etat", "type", "demarches"),
        Index(
            "uq_sujet_une_strategie",
            "entreprise_id",
            unique=True,
            sqlite_where=text("type = 'strategie' AND etat <> 'abandonne'"),
            postgresql_where=text("type = 'strategie' AND etat <> 'abandonne'"),
        ),
    )
    __folded__: ClassVar[Mapping[str, str]] = {"nom_plie": "nom", "version_plie": "version"}
    __derived__: ClassVar[frozenset[str]] = frozenset({"demarches"})

    entreprise_id: Mapped[str] = mapped_column(references("entreprise.id"), index=True)
    type: Mapped[str] = mapped_column(String(20))
    etat: Mapped[str] = mapped_column(String(20))
    reference: Mapped[int | None] = mapped_column(unique=True)
    nom: Mapped[str] = mapped_column(String(120), default="")
    version: Mapped[str] = mapped_column(String(40), default="")
    type_produit: Mapped[str | None] = mapped_column(String(20))
    nil: Mapped[str] = mapped_column(String(40), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    responsable_id: Mapped[str | None] = mapped_column(references("compte.id"))
    certifications: Mapped[list[str]] = mapped_column(JSON, default=list)
    qualification: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    archive: Mapped[bool] = mapped_column(default=False)
    demarche_visee: Mapped[str | None] = mapped_column(String(60))
    version_de: Mapped[str | None] = mapped_column(String(36))
    revision: Mapped[int] = mapped_column(default=0)
    cree_le: Mapped[datetime] = mapped_column(Instant)
    cree_par: Mapped[str] = mapped_column(references("compte.id"))
    valide_le: Mapped[datetime | None] = mapped_column(Instant)
    nom_plie: Mapped[str] = mapped_column(Text, default="", server_default="")
    version_plie: Mapped[str] = mapped_column(Text, default="", server_default="")
    demarches: Mapped[int] = mapped_column(default=0, server_default="0")


class Compteur(Base):
    """The one counter of references; derived from the subjects, so replay checks it instead of journalling it."""

    __tablename__ = "compteur"

    nom: Mapped[str] = mapped_column(String(20), primary_key=True)
    valeur: Mapped[int]
