"""How many dossiers stand in each state of a démarche, and how long dossiers stay there."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.dossier import Dossier
from models.sujet import Sujet
from reports.deroulement import timed_steps
from reports.mining import Selection


@dataclass(frozen=True, slots=True)
class Sejour:
    """Stays in a state that have ended: their number, and the median of their seconds."""

    nombre: int
    mediane: float


def dossiers_par_demarche(session: Session) -> Mapping[str, Mapping[str, int]]:
    """By démarche and state, the dossiers that are neither left nor archived."""
    rows = session.execute(
        select(Dossier.demarche, Dossier.etat, func.count())
        .join(Sujet, Sujet.id == Dossier.sujet_id)
        .where(Dossier.quitte.is_(False), Sujet.archive.is_(False))
        .group_by(Dossier.demarche, Dossier.etat)
    )
    nombres: dict[str, dict[str, int]] = {}
    for demarche, etat, nombre in rows:
        nombres.setdefault(demarche, {})[etat] = nombre
    return nombres


def sejours(session: Session, demarche: str) -> Mapping[str, Sejour]:
    """By state of the démarche, the stays that ended; one statement, the median is the database's."""
    timed = timed_steps(session.get_bind().dialect.name, Selection(demarche=demarche))
    ranked = (
        select(
            timed.c.source,
            timed.c.seconds,
            func.row_number().over(partition_by=timed.c.source, order_by=timed.c.seconds).label("rank"),
            func.count().over(partition_by=timed.c.source).label("known"),
        )
        .where(timed.c.machine == "demarche", timed.c.demarche == demarche, timed.c.seconds.is_not(None))
        .cte("ranked")
    )
    half = ranked.c.known / 2.0
    rows = session.execute(
        select(ranked.c.source, func.max(ranked.c.known), func.avg(ranked.c.seconds))
        .where(ranked.c.rank.between(half, half + 1))
        .group_by(ranked.c.source)
    )
    return {etat: Sejour(nombre, mediane) for etat, nombre, mediane in rows}
