"""Reading the journal in one consistent view and in bounded memory: for verification, replay and queries."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    Column,
    CompoundSelect,
    DateTime,
    Dialect,
    Select,
    String,
    Table,
    and_,
    bindparam,
    literal,
    select,
    type_coerce,
    union,
    union_all,
)
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from models.database import Instant
from models.entry import AGENCY_LOG
from models.journal import JournalCheckpoint, JournalEntry, JournalHead, JournalNode, JournalPayload
from models.journal_rows import HeadRow, JournalRow
from models.merkle import EMPTY_ROOT, NodeReader

PAGE = 1024
"""Entries read at a time."""

_HEAD, _ENTRY, _PAYLOAD, _NODE, _CHECKPOINT = (
    cast(Table, model.__table__)
    for model in (JournalHead, JournalEntry, JournalPayload, JournalNode, JournalCheckpoint)
)


UNREADABLE = datetime.min.replace(tzinfo=UTC)
"""What stands for an instant that SQLite holds and that is none: one bad row must not hide the others."""


class _AnyInstant(TypeDecorator[datetime]):
    """An instant as stored, whatever someone made of it."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime:
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        try:
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        except (TypeError, ValueError):
            return UNREADABLE


def _read(column: Column[Any]) -> ColumnElement[Any]:
    return type_coerce(column, _AnyInstant).label(column.name) if isinstance(column.type, Instant) else column


_ROWS = (
    select(
        *(_read(_ENTRY.c[name]) for name in JournalRow._fields[:8]),
        _PAYLOAD.c.seq.label("payload"),
        _PAYLOAD.c.salt,
        _PAYLOAD.c.content,
        _CHECKPOINT.c.note,
    )
    .select_from(_ENTRY)
    .outerjoin(_PAYLOAD, and_(_PAYLOAD.c.log == _ENTRY.c.log, _PAYLOAD.c.seq == _ENTRY.c.seq))
    .outerjoin(_CHECKPOINT, and_(_CHECKPOINT.c.log == _ENTRY.c.log, _CHECKPOINT.c.size == _ENTRY.c.seq + 1))
    .where(_ENTRY.c.log == bindparam("of_log"), _ENTRY.c.seq > bindparam("after"))
    .order_by(_ENTRY.c.seq)
    .limit(bindparam("page"))
)
_NODES = select(_NODE.c.idx, _NODE.c.hash).where(
    _NODE.c.log == bindparam("of_log"),
    _NODE.c.level == bindparam("at_level"),
    _NODE.c.idx >= bindparam("low"),
    _NODE.c.idx < bindparam("high"),
)
_HEAD_OF = select(*(_read(_HEAD.c[name]) for name in HeadRow._fields)).where(_HEAD.c.log == bindparam("of_log"))


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection whose reads all see the database at one instant, while others go on writing."""
    # On SQLite a read transaction in WAL mode is that already.
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**options) as connection:
        yield connection


def logs(connection: Connection) -> tuple[str, ...]:
    """The origin of every log of which any table has a trace, the agency's first."""
    every = union(*(select(table.c.log) for table in (_HEAD, _ENTRY, _PAYLOAD, _NODE, _CHECKPOINT)))
    return tuple(sorted(map(str, connection.execute(every).scalars()), key=lambda log: (log != AGENCY_LOG, log)))


def last_notes(connection: Connection) -> dict[str, str]:
    """The last signed note of every log that has an entry, by origin."""
    last = and_(_CHECKPOINT.c.log == _HEAD.c.log, _CHECKPOINT.c.size == _HEAD.c.size)
    query = select(_HEAD.c.log, _CHECKPOINT.c.note).join(_CHECKPOINT, last).order_by(_HEAD.c.log)
    return {row.log: row.note for row in connection.execute(query)}


def read_head(connection: Connection, log: str) -> HeadRow | None:
    """The head of a log, not locked; None where the row is missing.

    Raises: ValueError where its frontier is no JSON.
    """
    row = connection.execute(_HEAD_OF, {"of_log": log}).one_or_none()
    return None if row is None else HeadRow._make(row)


def pages(connection: Connection, log: str) -> Iterator[list[JournalRow]]:
    """The entries of a log in order, `PAGE` at a time."""
    after = -1
    while True:
        found = connection.execute(_ROWS, {"of_log": log, "after": after, "page": PAGE})
        # a page at once: row by row the driver is asked a thousand times
        rows = [JournalRow._make(row) for row in found.all()]
        if rows:
            yield rows
            after = rows[-1].seq
        if len(rows) < PAGE:
            return


def closed_nodes(connection: Connection, log: str, first: int, size: int) -> dict[tuple[int, int], str]:
    """The stored nodes, by (level, index), that the entries from seq `first` up to that size completed."""
    nodes = {}
    for level in range(1, size.bit_length()):
        low, high = first >> level, size >> level
        if low < high:
            given = {"of_log": log, "at_level": level, "low": low, "high": high}
            nodes.update({(level, index): digest for index, digest in connection.execute(_NODES, given).all()})
    return nodes


def pages_of(connection: Connection, log: str, stream: str, size: int) -> Iterator[list[JournalRow]]:
    """The entries of one stream among the first `size` of its log, in order, `PAGE` at a time."""
    ours = _ROWS.where(_ENTRY.c.stream == bindparam("of_stream"), _ENTRY.c.seq < bindparam("below"))
    after = -1
    while True:
        given = {"of_log": log, "of_stream": stream, "below": size, "after": after, "page": PAGE}
        rows = [JournalRow._make(row) for row in connection.execute(ours, given)]
        if rows:
            yield rows
            after = rows[-1].seq
        if len(rows) < PAGE:
            return


def nodes_at(connection: Connection, log: str, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """The hashes of those complete subtrees, by (level, index), `PAGE` a statement; those that are stored."""
    found = {}
    for level in sorted({level for level, _ in places}):
        indexes = sorted(index for of_level, index in places if of_level == level)
        for start in range(0, len(indexes), PAGE):
            for index, digest in connection.execute(_nodes_in(log, level, indexes[start : start + PAGE])):
                found[level, index] = bytes.fromhex(digest)
    return found


def _nodes_in(log: str, level: int, indexes: list[int]) -> Select[Any]:
    if level:
        return select(_NODE.c.idx, _NODE.c.hash).where(
            _NODE.c.log == log, _NODE.c.level == level, _NODE.c.idx.in_(indexes)
        )
    return select(_ENTRY.c.seq, _ENTRY.c.leaf).where(_ENTRY.c.log == log, _ENTRY.c.seq.in_(indexes))


def checkpoint_at(connection: Connection, log: str, size: int) -> str | None:
    """The signed note of a log at that size."""
    note = select(_CHECKPOINT.c.note).where(_CHECKPOINT.c.log == log, _CHECKPOINT.c.size == size)
    return connection.execute(note).scalar_one_or_none()


def time_of(connection: Connection, log: str, seq: int) -> datetime | None:
    """When an entry was written, None where there is none."""
    return connection.execute(
        select(_ENTRY.c.time).where(_ENTRY.c.log == log, _ENTRY.c.seq == seq)
    ).scalar_one_or_none()


def stored_proof(connection: Connection, log: str, build: Callable[[NodeReader], list[bytes]]) -> list[bytes]:
    """The proof that `build` makes out of the nodes it asks for, which are read in one statement.

    Raises: LookupError for a node that is not stored, ValueError for one that is no hash.
    """
    wanted: list[tuple[int, int]] = []

    def note(level: int, index: int) -> bytes:
        wanted.append((level, index))
        return EMPTY_ROOT

    # built once on nothing, to know which nodes are needed
    build(note)
    nodes = [place for place in wanted if place[0]]
    leaves = [index for level, index in wanted if not level]
    given: dict[str, object] = {"of_log": log}
    given |= {f"level_{number}": level for number, (level, _) in enumerate(nodes)}
    given |= {f"index_{number}": index for number, (_, index) in enumerate(nodes)}
    given |= {f"leaf_{number}": index for number, index in enumerate(leaves)}
    rows = connection.execute(_of_a_proof(len(nodes), len(leaves)), given).all() if wanted else ()
    found = {(level, index): bytes.fromhex(digest) for level, index, digest in rows}
    return build(lambda level, index: found[level, index])


@cache
def _of_a_proof(nodes: int, leaves: int) -> CompoundSelect[Any]:
    """So many nodes and leaves, each asked for by itself: for a list of pairs SQLite reads the whole log."""
    node = select(_NODE.c.level, _NODE.c.idx, _NODE.c.hash).where(_NODE.c.log == bindparam("of_log"))
    leaf = select(literal(0), _ENTRY.c.seq, _ENTRY.c.leaf).where(_ENTRY.c.log == bindparam("of_log"))
    return union_all(
        *(
            node.where(_NODE.c.level == bindparam(f"level_{number}"), _NODE.c.idx == bindparam(f"index_{number}"))
            for number in range(nodes)
        ),
        *(leaf.where(_ENTRY.c.seq == bindparam(f"leaf_{number}")) for number in range(leaves)),
    )
