"""Published documents: référentiels and rule packs, each version kept for ever."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Instant, references
from models.tracking import Tracked


class Publication(Tracked):
    """One version of one document; what is in effect is the last published one whose date has come."""

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("genre", "code", "version"),
        CheckConstraint("genre IN ('parcours','questionnaire','qualification','regles')", name="genre"),
        CheckConstraint("etat IN ('brouillon','publiee','retiree')", name="etat"),
        CheckConstraint("(etat = 'brouillon') = (effet_le IS NULL)", name="effet"),
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
