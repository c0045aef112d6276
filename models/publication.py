"""Published documents: référentiels and rule packs, each version kept for ever, from its draft to its retirement."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base, Instant, references
from models.tracking import Tracked

PUBLIES = ("publiee", "retiree")
"""The states of what was published once; before, a version is a draft."""

CLOS = (*PUBLIES, "abandonnee")
"""The states in which a version no longer changes."""


class Publication(Tracked):
    """One version of one document; what is in effect is the last published one whose date has come.

    Columns that may be null are those that a version published before them never had. `auteurs` lists the accounts that
    wrote in the draft. `controle`, `essai` and `simulation` hold what each step found, with the digest of the content
    (`digest`) and of the edition (`edition`) that it looked at. `etape` is the step of the draft's history that it
    stands at. Of two that take effect at the same instant the one of the higher `rang` was published last.
    """

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("genre", "code", "version"),
        CheckConstraint("genre IN ('parcours','questionnaire','qualification','regles')", name="genre"),
        CheckConstraint(
            "etat IN ('brouillon','verifiee','testee','simulee','soumise','approuvee',"
            "'publiee','retiree','abandonnee')",
            name="etat",
        ),
        CheckConstraint("(etat IN ('publiee','retiree')) = (effet_le IS NOT NULL)", name="effet"),
    )

    genre: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(120))
    version: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    contenu: Mapped[str] = mapped_column(Text)
    etat: Mapped[str] = mapped_column(String(20))
    depose_le: Mapped[datetime] = mapped_column(Instant)
    effet_le: Mapped[datetime | None] = mapped_column(Instant)
    depose_par: Mapped[str | None] = mapped_column(references("compte.id"))
    motif: Mapped[str | None] = mapped_column(Text)
    motif_renvoi: Mapped[str | None] = mapped_column(Text)
    auteurs: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    controle: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    essai: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    simulation: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    soumis_par: Mapped[str | None] = mapped_column(String(36))
    approuve_par: Mapped[str | None] = mapped_column(String(36))
    etape: Mapped[int | None]
    rang: Mapped[int | None]


class EtapeBrouillon(Base):
    """One content that a draft had, for « Annuler » and « Rétablir »; not tracked: the journal has each change already.

    `precedente` is the step that it was made from; undoing goes there, and redoing to the last step made from one.
    """

    __tablename__ = "etape_brouillon"
    __table_args__ = (UniqueConstraint("publication_id", "numero"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    publication_id: Mapped[str] = mapped_column(references("publication.id"))
    numero: Mapped[int]
    precedente: Mapped[int | None]
    contenu: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    fait_le: Mapped[datetime] = mapped_column(Instant)
    fait_par: Mapped[str | None] = mapped_column(String(36))
