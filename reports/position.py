"""Positions: how much of a company's log and of the agency's was written at a moment: what a moment is here."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models.entry import FORMAT, timestamp
from models.journal import JournalCheckpoint, JournalEntry, JournalHead, JournalRepere
from models.log import AGENCY_LOG, company_log
from models.reperes import Genre, micros


@dataclass(frozen=True, slots=True)
class PositionDuJournal:
    """The first `taille` entries of a company's log, the first `agence` of the agency's, looked at on that instant."""

    log: str
    taille: int
    agence: int
    instant: datetime

    def to_json(self) -> dict[str, Any]:
        """The position as documents name it."""
        return {
            "format": FORMAT,
            "journal": self.log,
            "taille": self.taille,
            "agence": self.agence,
            "instant": timestamp(self.instant),
        }

    def en_mots(self) -> str:
        """The position as pages, and documents to be read, name it."""
        entreprise = f"{self.taille} écriture{'s' if self.taille > 1 else ''} dans {self.log}"
        return f"{entreprise}, {self.agence} dans {AGENCY_LOG}, le {timestamp(self.instant)}, format {FORMAT}"


def position_actuelle(session: Session, entreprise_reference: str, instant: datetime) -> PositionDuJournal:
    """Where both logs stand now: one statement."""
    log = company_log(entreprise_reference)
    tailles = _tailles(session, log)
    return PositionDuJournal(log, tailles.get(log, 0), tailles.get(AGENCY_LOG, 0), instant)


def position_a(session: Session, log: str, instant: datetime) -> PositionDuJournal:
    """What was written at that instant, entries of that very instant included: two statements."""
    return PositionDuJournal(log, _taille_a(session, log, instant), _taille_a(session, AGENCY_LOG, instant), instant)


def position_de(session: Session, log: str, seq: int) -> PositionDuJournal | None:
    """What was written once that entry of a company was: it says itself what it saw of the agency's log."""
    entry = session.get(JournalEntry, (log, seq))
    if entry is None:
        return None
    return PositionDuJournal(log, seq + 1, int(json.loads(entry.body)["agency_size"] or 0), entry.time)


def existe(session: Session, position: PositionDuJournal) -> bool:
    """Whether the logs were ever that long together: what a company wrote last saw no more of the agency's."""
    tailles = _tailles(session, position.log)
    if position.taille > tailles.get(position.log, 0) or position.agence > tailles.get(AGENCY_LOG, 0):
        return False
    derniere = position_de(session, position.log, position.taille - 1)
    return derniere is None or derniere.agence <= position.agence


def note_a(session: Session, position: PositionDuJournal) -> str | None:
    """The signed note of the company's log at that position."""
    requete = select(JournalCheckpoint.note)
    la = and_(JournalCheckpoint.log == position.log, JournalCheckpoint.size == position.taille)
    return session.scalar(requete.where(la))


def _tailles(session: Session, log: str) -> dict[str, int]:
    requete = select(JournalHead.log, JournalHead.size).where(JournalHead.log.in_((log, AGENCY_LOG)))
    return {row.log: row.size for row in session.execute(requete)}


def _taille_a(session: Session, log: str, instant: datetime) -> int:
    requete = select(JournalRepere.seq).where(
        JournalRepere.genre == str(Genre.JOURNAL), JournalRepere.valeur == log, JournalRepere.instant <= micros(instant)
    )
    dernier = session.scalar(requete.order_by(JournalRepere.instant.desc(), JournalRepere.seq.desc()).limit(1))
    return 0 if dernier is None else dernier + 1
