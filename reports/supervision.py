"""What supervision wants to know of the journal: one statement over the heads."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.entry import AGENCY_LOG
from models.journal import JournalCheckpoint, JournalHead


@dataclass(frozen=True, slots=True)
class JournalFigures:
    """Entries of the agency's log and of all companies' together, the number of logs, the time of the last entry."""

    agency: int
    companies: int
    logs: int
    last: datetime | None


def journal_figures(session: Session) -> JournalFigures:
    """How far the journal has grown."""
    is_agency = JournalHead.log == AGENCY_LOG
    query = select(is_agency, func.sum(JournalHead.size), func.count(), func.max(JournalHead.last_time))
    rows = session.execute(query.group_by(is_agency)).all()
    sizes = {bool(agency): int(size) for agency, size, _, _ in rows}
    logs = sum(count for _, _, count, _ in rows)
    last = max((last for *_, last in rows), default=None)
    return JournalFigures(sizes.get(True, 0), sizes.get(False, 0), logs, last)


def last_note(session: Session) -> str | None:
    """The last signed note of the agency's log; None where nothing was ever written."""
    query = select(JournalCheckpoint.note).where(JournalCheckpoint.log == AGENCY_LOG)
    return session.scalars(query.order_by(JournalCheckpoint.size.desc()).limit(1)).one_or_none()
