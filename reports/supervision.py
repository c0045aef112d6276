"""What supervision wants to know of the database: how far the journal has grown, and what waits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.entry import AGENCY_LOG
from models.journal import JournalCheckpoint, JournalHead
from models.notification import Courriel
from models.simulation import OUVERTES, Simulation


@dataclass(frozen=True, slots=True)
class Figures:
    """The journal and the queues.

    Entries of the agency's log and of all companies', the number of logs, the last entry's time, mails that wait,
    simulations that wait or are under way.
    """

    agency: int
    companies: int
    logs: int
    last: datetime | None
    mails: int
    simulations: int


def figures(session: Session) -> Figures:
    """What the database says now, in two statements."""
    is_agency = JournalHead.log == AGENCY_LOG
    query = select(is_agency, func.sum(JournalHead.size), func.count(), func.max(JournalHead.last_time))
    rows = session.execute(query.group_by(is_agency)).all()
    sizes = {bool(agency): int(size) for agency, size, _, _ in rows}
    logs = sum(count for _, _, count, _ in rows)
    last = max((last for *_, last in rows), default=None)
    mails = select(func.count()).select_from(Courriel).where(Courriel.etat == "attente")
    simulations = select(func.count()).select_from(Simulation).where(Simulation.etat.in_(OUVERTES))
    waiting = session.execute(select(mails.scalar_subquery(), simulations.scalar_subquery())).one()
    return Figures(sizes.get(True, 0), sizes.get(False, 0), logs, last, *waiting)


def last_note(session: Session) -> str | None:
    """The last signed note of the agency's log; None where nothing was ever written."""
    query = select(JournalCheckpoint.note).where(JournalCheckpoint.log == AGENCY_LOG)
    return session.scalars(query.order_by(JournalCheckpoint.size.desc()).limit(1)).one_or_none()
