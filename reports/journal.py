"""The journal to be read by people: its logs, their entries a page at a time, one entry with its values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models.checkpoint import Checkpoint, split_note
from models.compte import Entreprise
from models.journal import JournalCheckpoint, JournalEntry, JournalHead, JournalPayload
from models.log import company_log

PREFIX = "convergence/"


@dataclass(frozen=True, slots=True)
class Journal:
    """One log; `racine` is the root that its last checkpoint signs, in hexadecimal, empty while it has none."""

    nom: str
    titre: str
    taille: int
    derniere: datetime | None
    racine: str


@dataclass(frozen=True, slots=True)
class Ecriture:
    """One entry in a list."""

    seq: int
    time: datetime
    event: str
    actor: str
    stream: str


@dataclass(frozen=True, slots=True)
class PageDeJournal:
    """Entries from the most recent; `avant` is the cursor of the next page, None on the last one."""

    journal: Journal
    ecritures: tuple[Ecriture, ...]
    avant: int | None


@dataclass(frozen=True, slots=True)
class EcritureEntiere:
    """One entry: what is hashed, what it commits to (None once erased), and the entries beside it."""

    journal: Journal
    ecriture: Ecriture
    body: Mapping[str, Any]
    content: Mapping[str, Any] | None
    empreinte: str
    precedente: int | None
    suivante: int | None


class JournalInconnu(LookupError):
    """There is no such log, or no such entry in it."""


def journaux(session: Session) -> tuple[Journal, ...]:
    """Every log, the agency's first, then the companies' by reference: one statement."""
    rows = session.execute(_journaux().order_by(JournalHead.log)).all()
    return tuple(sorted((_journal(row) for row in rows), key=lambda journal: (journal.nom != "agence", journal.nom)))


def page(session: Session, nom: str, avant: int | None, taille: int) -> PageDeJournal:
    """The entries before that one, from the most recent.

    Raises: JournalInconnu.
    """
    journal = _un(session, nom)
    requete = select(
        JournalEntry.seq, JournalEntry.time, JournalEntry.event, JournalEntry.actor, JournalEntry.stream
    ).where(JournalEntry.log == PREFIX + nom)
    if avant is not None:
        requete = requete.where(JournalEntry.seq < avant)
    rows = session.execute(requete.order_by(JournalEntry.seq.desc()).limit(taille + 1)).all()
    ecritures = tuple(Ecriture(*row) for row in rows[:taille])
    return PageDeJournal(journal, ecritures, ecritures[-1].seq if len(rows) > taille else None)


def ecriture(session: Session, nom: str, seq: int) -> EcritureEntiere:
    """One entry with its values.

    Raises: JournalInconnu.
    """
    journal = _un(session, nom)
    payload = and_(JournalPayload.log == JournalEntry.log, JournalPayload.seq == JournalEntry.seq)
    row = session.execute(
        select(JournalEntry, JournalPayload.content)
        .outerjoin(JournalPayload, payload)
        .where(JournalEntry.log == PREFIX + nom, JournalEntry.seq == seq)
    ).one_or_none()
    if row is None:
        raise JournalInconnu(f"{nom} {seq}")
    entry, content = row
    return EcritureEntiere(
        journal,
        Ecriture(entry.seq, entry.time, entry.event, entry.actor, entry.stream),
        json.loads(entry.body),
        json.loads(content) if content is not None else None,
        entry.leaf,
        seq - 1 if seq > 0 else None,
        seq + 1 if seq + 1 < journal.taille else None,
    )


def derniere_note(session: Session, entreprise_reference: str) -> str | None:
    """The last signed note of a company's log, None while nothing is in it."""
    requete = select(JournalCheckpoint.note).where(JournalCheckpoint.log == company_log(entreprise_reference))
    return session.scalars(requete.order_by(JournalCheckpoint.size.desc()).limit(1)).one_or_none()


def _un(session: Session, nom: str) -> Journal:
    row = session.execute(_journaux().where(JournalHead.log == PREFIX + nom)).one_or_none()
    if row is None:
        raise JournalInconnu(nom)
    return _journal(row)


def _journaux() -> Any:
    note = and_(JournalCheckpoint.log == JournalHead.log, JournalCheckpoint.size == JournalHead.size)
    entreprise = JournalHead.log == PREFIX + Entreprise.reference
    return (
        select(JournalHead.log, JournalHead.size, JournalHead.last_time, JournalCheckpoint.note, Entreprise.nom)
        .outerjoin(JournalCheckpoint, note)
        .outerjoin(Entreprise, entreprise)
    )


def _journal(row: Any) -> Journal:
    nom = row.log.removeprefix(PREFIX)
    racine = Checkpoint.parse(split_note(row.note)[0]).root.hex() if row.note else ""
    return Journal(nom, row.nom or "Agence", row.size, row.last_time if row.size else None, racine)
