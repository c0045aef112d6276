"""How démarches really go: the median time of each step, and what is done again, from the transitions of the journal.

Two statements, whatever the number of entries; the database takes medians and counts. A step is what leads from one
state to the next, a state that an event leaves as it was apart. An evaluation, which démarches share, belongs to the
one that its event was asked in.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Double, Select, and_, case, cast, extract, func, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import ColumnElement, FromClause

from models.dossier import Dossier, Projection
from models.journal import JournalEntry
from models.sujet import Sujet
from reports.mining import PREFIX, Selection

REPRISES: Final = ("renvoyer", "reprendre", "modifier", "reviser", "rouvrir_evaluation", "rouvrir_projection")
"""The events that take a lifecycle back."""

_DAY: Final = 86_400


def _sqlite_field(name: str) -> ColumnElement[str]:
    return func.json_extract(_SQLITE.c.value, f"$.{name}")


def _sqlite_seconds(instant: Any) -> ColumnElement[float]:
    return func.julianday(instant) * _DAY


def _postgresql_field(name: str) -> ColumnElement[str]:
    return _POSTGRESQL.c.value.op("->>")(name)


def _postgresql_seconds(instant: Any) -> ColumnElement[float]:
    # not numeric, which the driver would give as decimals
    return cast(extract("epoch", instant), Double)


_SQLITE = func.json_each(JournalEntry.body, "$.transitions").table_valued(
    "key", "value", name="transition", joins_implicitly=True
)
_JSON = cast(JournalEntry.body, JSONB)
_POSTGRESQL = (
    func.jsonb_array_elements(_JSON["transitions"])
    .table_valued("value", with_ordinality="key", name="transition", joins_implicitly=True)
    .render_derived()
)
_Parts = tuple[Any, Callable[[str], ColumnElement[str]], Any, Callable[[Any], ColumnElement[float]]]
_OF: Final[Mapping[str, _Parts]] = {
    "sqlite": (
        _SQLITE, _sqlite_field, func.json_extract(JournalEntry.body, "$.objects.demarche"), _sqlite_seconds,
    ),
    "postgresql": (
        _POSTGRESQL, _postgresql_field, _JSON["objects"].op("->>")("demarche"), _postgresql_seconds,
    ),
}  # fmt: skip
"""By database: the transitions of an entry, a member of one, the démarche that the entry is about, seconds."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A step of a lifecycle: how often, and the seconds spent in the state that it leaves (None where unknown)."""

    machine: str
    de: str
    vers: str
    nombre: int
    mediane: float | None
    maximum: float | None


@dataclass(frozen=True, slots=True)
class Reprise:
    """What was done again in a lifecycle: how often, in how many of its cases."""

    machine: str
    evenement: str
    nombre: int
    concernes: int
    total: int


@dataclass(frozen=True, slots=True)
class Deroulement:
    """One démarche, by its code: its steps, and what was done again in it."""

    demarche: str
    passages: tuple[Passage, ...]
    reprises: tuple[Reprise, ...]


def deroulements(session: Session, selection: Selection) -> tuple[Deroulement, ...]:
    """Every démarche of which the selection has a transition, by code; the selection's case and event do not count."""
    passages: dict[str, list[Passage]] = {}
    for row in session.execute(_passages(session.get_bind().dialect.name, selection)):
        passages.setdefault(row.demarche, []).append(
            Passage(row.machine, row.source, row.target, row.nombre, row.mediane, row.maximum)
        )
    reprises: dict[str, list[Reprise]] = {}
    for row in session.execute(_reprises(session.get_bind().dialect.name, selection)):
        reprises.setdefault(row.demarche, []).extend(_done_again(row._mapping))
    return tuple(
        Deroulement(code, tuple(passages.get(code, ())), tuple(reprises.get(code, ())))
        for code in sorted(passages.keys() | reprises.keys())
    )


def _done_again(row: Mapping[Any, Any]) -> Iterator[Reprise]:
    for event in REPRISES:
        if nombre := row[f"{event}_nombre"]:
            yield Reprise(row["machine"], event, nombre, row[f"{event}_concernes"], row["total"])


def timed_steps(dialect: str, selection: Selection) -> FromClause:
    """Every step with the `seconds` spent in the state that it leaves, None where unknown."""
    moved = _transitions(dialect, selection)
    before = func.lag(moved.c.at).over(partition_by=moved.c.object, order_by=(moved.c.seq, moved.c.position))
    since = func.coalesce(before, moved.c.begun)
    return select(moved, (moved.c.at - since).label("seconds")).where(moved.c.source != moved.c.target).cte("timed")


def _passages(dialect: str, selection: Selection) -> Select[Any]:
    timed = timed_steps(dialect, selection)
    step = (timed.c.demarche, timed.c.machine, timed.c.source, timed.c.target)
    ranked = (
        select(
            timed,
            func.row_number()
            .over(partition_by=(*step, timed.c.seconds.is_(None)), order_by=timed.c.seconds)
            .label("rank"),
            func.count(timed.c.seconds).over(partition_by=step).label("known"),
        )
        .where(*_wanted(timed, selection))
        .cte("ranked")
    )
    half = ranked.c.known / 2.0
    middle = and_(ranked.c.seconds.is_not(None), ranked.c.rank.between(half, half + 1))
    keys = (ranked.c.demarche, ranked.c.machine, ranked.c.source, ranked.c.target)
    return (
        select(
            *keys,
            func.count().label("nombre"),
            func.avg(case((middle, ranked.c.seconds))).label("mediane"),
            func.max(ranked.c.seconds).label("maximum"),
        )
        .group_by(*keys)
        .order_by(ranked.c.demarche, ranked.c.machine, func.count().desc(), ranked.c.source, ranked.c.target)
    )


def _reprises(dialect: str, selection: Selection) -> Select[Any]:
    moved = _transitions(dialect, selection)
    counts = []
    for event in REPRISES:
        own = case((moved.c.event == event, moved.c.object))
        counts += [func.count(own).label(f"{event}_nombre"), func.count(own.distinct()).label(f"{event}_concernes")]
    keys = (moved.c.demarche, moved.c.machine)
    total = func.count(moved.c.object.distinct()).label("total")
    return select(*keys, total, *counts).where(*_wanted(moved, selection)).group_by(*keys).order_by(*keys)


def _wanted(moved: FromClause, selection: Selection) -> Iterator[ColumnElement[bool]]:
    """The conditions on steps themselves: what came before one may be out of the period, and still times it."""
    yield moved.c.demarche.is_not(None)
    if selection.demarche is not None:
        yield moved.c.demarche == selection.demarche
    if selection.since is not None:
        yield moved.c.time >= selection.since
    if selection.until is not None:
        yield moved.c.time < selection.until


def _transitions(dialect: str, selection: Selection) -> FromClause:
    """Every transition of the companies' logs, with its place, its démarche, and when its case began."""
    each, field, asked_in, at = _OF[dialect]
    du_dossier, de_projection = aliased(Dossier), aliased(Dossier)
    object_ = field("object")
    query = (
        select(
            JournalEntry.seq,
            JournalEntry.time,
            each.c.key.label("position"),
            at(JournalEntry.time).label("at"),
            field("machine").label("machine"),
            object_.label("object"),
            field("event").label("event"),
            field("from").label("source"),
            field("to").label("target"),
            func.coalesce(du_dossier.demarche, de_projection.demarche, asked_in).label("demarche"),
            at(func.coalesce(du_dossier.cree_le, de_projection.cree_le)).label("begun"),
        )
        .select_from(JournalEntry)
        .join(each, true())
        .outerjoin(du_dossier, du_dossier.id == object_)
        .outerjoin(Projection, Projection.id == object_)
        .outerjoin(de_projection, de_projection.id == Projection.dossier_id)
        .where(JournalEntry.stream.startswith("sujet/"))
    )
    if selection.entreprise is not None:
        query = query.where(JournalEntry.log == PREFIX + selection.entreprise)
    if selection.sujet is not None:
        stream = select("sujet/" + Sujet.id).where(Sujet.reference == selection.sujet)
        query = query.where(JournalEntry.stream == stream.scalar_subquery())
    return query.cte("moved")
