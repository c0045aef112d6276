"""Rows of the tables as the journal gives them, written into a database in memory, for reports to read as they do now.

From the last entry back: a value is read only where no later entry replaced it, so thousands of drafts cost little.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import JSON, Boolean, Column, Integer, Table, create_engine, insert
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from models.database import Base, Instant
from models.projection import ERASED, RowKey, State
from models.tracking import Tracked, tracked_classes, tracked_fields

EFFACE = "(valeur effacée)"
"""What stands for an erased text where a table allows no null."""

_BEFORE, _AFTER = '"changes":[', '],"command":'
"""What stands around the changes of a body."""

Corps = tuple[int, str]
"""The number and the body of an entry."""

Contenus = Callable[[Sequence[int]], Mapping[int, str | None]]
"""Reads the contents of entries by number; None where it was erased."""


@dataclass(frozen=True, slots=True)
class Retold:
    """The entries that told values again as others were emptied, in order, and the size of the log at the position."""

    entries: Sequence[Corps] = ()
    size: int = 0


Sources = dict[RowKey, dict[str, tuple[int, int]]]
"""Which entry holds each field of each row, and at which place among its changes."""


def fold_back(bodies: Iterable[Corps], contents: Contenus, tables: frozenset[str], retold: Retold) -> State:
    """The state of those tables after entries that are given from the last one back."""
    sources: Sources = {}
    for seq, body in bodies:
        for index, change in enumerate(_changes(body)):
            if change["table"] in tables:
                row = sources.setdefault((change["table"], change["key"]), {})
                row.setdefault(change["field"], (seq, index))
    _retell(sources, retold)
    voulus = sorted({seq for row in sources.values() for seq, _ in row.values()})
    lus = {seq: None if texte is None else json.loads(texte)["changes"] for seq, texte in contents(voulus).items()}
    return {
        key: {name: _value(lus.get(seq), index) for name, (seq, index) in row.items()} for key, row in sources.items()
    }


def _retell(sources: Sources, retold: Retold) -> None:
    """Read what was told again where it stands now.

    An entry of the position that tells a value again holds it; a later one that names, as the previous entry, the one
    that held it then, says what that one said before it was emptied.
    """
    for seq, body in retold.entries:
        for index, change in enumerate(_changes(body)):
            row = sources.get((change["table"], change["key"]), {})
            held = row.get(change["field"])
            if held is not None and (held[0] < seq < retold.size or change["previous"] == held[0]):
                row[change["field"]] = (seq, index)


def _changes(body: str) -> list[dict[str, Any]]:
    """The changes of an entry, without reading the rest of it.

    A body is canonical: its members stand in the order of their names, and no text holds a quote that is not escaped.
    """
    start = body.index(_BEFORE) + len(_BEFORE) - 1
    changes: list[dict[str, Any]] = json.loads(body[start : body.index(_AFTER, start) + 1])
    return changes


def _value(changes: Sequence[Any] | None, index: int) -> Any:
    return ERASED if changes is None else changes[index]


@contextmanager
def in_memory(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[Connection]:
    """A connection to a database of this block's own that holds those rows, by table."""
    with _memory().connect() as connection:
        with connection.begin():
            for statement in _schema():
                connection.exec_driver_sql(statement)
            for name, given in rows.items():
                if given:
                    connection.execute(insert(Base.metadata.tables[name]), [dict(row) for row in given])
        yield connection


@cache
def _memory() -> Engine:
    """Each of its connections is a database of its own; one engine, for each compiles and keeps every statement."""
    return create_engine("sqlite://", poolclass=NullPool, hide_parameters=True)


@cache
def _schema() -> tuple[str, ...]:
    # no index and no check: what is written was checked when it was written first
    dialect = _memory().dialect
    tables = (cast(Table, cls.__table__) for cls in tracked_classes() if cls.__module__.startswith("models."))
    return tuple(str(CreateTable(table).compile(dialect=dialect)) for table in tables)


def rows_of(state: State) -> dict[str, list[dict[str, Any]]]:
    """The rows of a state, by table, each with every column."""
    classes = {str(cls.__tablename__): cls for cls in tracked_classes()}
    rows: dict[str, list[dict[str, Any]]] = {}
    for (name, key), said in sorted(state.items(), key=lambda each: each[0]):
        rows.setdefault(name, []).append(_row(classes[name], key, said))
    return rows


def _row(cls: type[Tracked], key: str, said: Mapping[str, Any]) -> dict[str, Any]:
    columns = cls.__mapper__.columns
    fields = {field: _typed(columns[field], said.get(field)) for field in tracked_fields(cls)}
    return {"id": key, "origines": {}} | fields


def _typed(column: Column[Any], value: Any) -> Any:
    if value is ERASED:
        return None if column.nullable else _stand_in(column)
    return datetime.fromisoformat(value) if isinstance(column.type, Instant) and isinstance(value, str) else value


def _stand_in(column: Column[Any]) -> Any:
    match column.type:
        case Instant():
            return datetime.min.replace(tzinfo=UTC)
        case Boolean():
            return False
        case Integer():
            return 0
        case JSON():
            return {}
        case _:
            return EFFACE
