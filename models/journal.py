"""The tables of the journal. Only `models/log.py` writes to them; `models/journal_guards.py` refuses all the rest.

There are no foreign keys: `reports/verification.py` checks what they would promise, also where someone dropped them.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base, Instant

ORIGIN = String(60)
DIGEST = String(64)
"""Hexadecimal SHA-256."""

TABLES = ("journal_head", "journal_entry", "journal_payload", "journal_node", "journal_checkpoint")

MOTS = text("genre = 'mot'")

_SHORT: dict[str, Any] = {"sqlite_with_rowid": False}
"""For short rows only: a long one would spill on SQLite, a page each."""


class JournalHead(Base):
    """The head of one log: what the next append starts from, locked by it."""

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("size >= 0", name="size"), _SHORT)

    log: Mapped[str] = mapped_column(ORIGIN, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[str] = mapped_column(DIGEST)
    last_leaf: Mapped[str] = mapped_column(DIGEST)
    last_time: Mapped[datetime] = mapped_column(Instant)
    frontier: Mapped[list[str]] = mapped_column(JSON)


class JournalEntry(Base):
    """One entry; `body` is what is hashed, `leaf` its hash, the other columns repeat the body for queries."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("log", "stream", "stream_seq"),
        CheckConstraint("seq >= 0", name="seq"),
    )

    log: Mapped[str] = mapped_column(ORIGIN, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    stream: Mapped[str] = mapped_column(String(120))
    stream_seq: Mapped[int] = mapped_column(BigInteger)
    time: Mapped[datetime] = mapped_column(Instant)
    event: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)
    leaf: Mapped[str] = mapped_column(DIGEST)


class JournalPayload(Base):
    """The salt and the values that an entry commits to; both null once erased."""

    __tablename__ = "journal_payload"
    __table_args__ = (CheckConstraint("(salt IS NULL) = (content IS NULL)", name="erased"),)

    log: Mapped[str] = mapped_column(ORIGIN, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    salt: Mapped[str | None] = mapped_column(DIGEST)
    content: Mapped[str | None] = mapped_column(Text)


class JournalNode(Base):
    """One complete subtree of level 1 or above (level 0 is the entry's leaf)."""

    __tablename__ = "journal_node"
    __table_args__ = (CheckConstraint("level >= 1", name="level"), _SHORT)

    log: Mapped[str] = mapped_column(ORIGIN, primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    idx: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(DIGEST)


class JournalCheckpoint(Base):
    """The signed note of a log at one size; every size from 1 has its own."""

    __tablename__ = "journal_checkpoint"
    __table_args__ = (CheckConstraint("size >= 1", name="size"), _SHORT)

    log: Mapped[str] = mapped_column(ORIGIN, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(Text)


class JournalRepere(Base):
    """One mark by which the trail finds an entry (`models/reperage.py`); derived, so neither hashed nor guarded.

    `instant` is the entry's time in microseconds since 1970: it orders the entries of all logs.
    """

    __tablename__ = "journal_repere"
    __table_args__ = (
        # the words of one entry, for the day when its values are erased
        Index("ix_journal_repere_mots", "log", "seq", sqlite_where=MOTS, postgresql_where=MOTS),
        _SHORT,
    )

    genre: Mapped[str] = mapped_column(String(20), primary_key=True)
    valeur: Mapped[str] = mapped_column(String(80), primary_key=True)
    instant: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    log: Mapped[str] = mapped_column(ORIGIN, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
