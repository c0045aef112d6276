"""Refusals seen lately, so that the same one is journalled once per ten minutes with a count."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base, Instant


class RefusRecent(Base):
    """One kind of refusal (actor, command, object, reasons); not tracked: the journal's entries are the record."""

    __tablename__ = "refus_recent"

    cle: Mapped[str] = mapped_column(String(64), primary_key=True)
    depuis: Mapped[datetime] = mapped_column(Instant)
    nombre: Mapped[int]
