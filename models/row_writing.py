"""New and changed rows that the journal follows, written in one statement for each shape, which is built once.

The ORM's own flush looks for relationships, generated keys and an order between tables, which these rows do not have
(their foreign keys are checked at commit): that took longer than its statements.
"""

from collections import defaultdict
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, Update, bindparam, insert, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import InstanceState, Session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.exc import StaleDataError

from models.tracking import Tracked, folded_values

KEY = "de_la_ligne"


def write_rows(session: Session) -> None:
    """Write every tracked row that was added to the session or changed there; the session then forgets them.

    Raises: StaleDataError where a row that was changed is not there.
    """
    written = [row for row in (*session.new, *session.dirty) if isinstance(row, Tracked)]
    updates: dict[Update, list[dict[str, Any]]] = defaultdict(list)
    inserts: dict[Insert, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(written, key=_place):
        if row in session.new:
            values = _new(row)
            inserts[_insert(type(row), tuple(values))].append(values)
        elif values := _changed(row):
            updates[_update(type(row), tuple(values))].append({KEY: row.id, **values})
    connection = session.connection()
    # what a row gives up another may take: the changes come first
    for update_, changed in updates.items():
        _execute(connection, update_, changed)
    for insert_, added in inserts.items():
        _execute(connection, insert_, added)
    for row in written:
        session.expunge(row)


def _place(row: Tracked) -> tuple[str, str]:
    # one order, whatever the session's: the same command makes the same statements
    return str(row.__tablename__), row.id


def _new(row: Tracked) -> dict[str, Any]:
    state: InstanceState[Any] = instance_state(row)
    # what is not said is left to the database where it has something to say
    said = {c.key: state.dict.get(c.key) for c in state.mapper.columns}
    values = {c.key: said[c.key] for c in state.mapper.columns if said[c.key] is not None or c.server_default is None}
    return values | folded_values(type(row), said)


def _changed(row: Tracked) -> dict[str, Any]:
    state: InstanceState[Any] = instance_state(row)
    now, before = state.dict, state.committed_state
    values = {name: now[name] for name in before if name in now and before[name] != now[name]}
    folded = folded_values(type(row), now) if values else {}
    return values | {name: text for name, text in folded.items() if row.__folded__[name] in values}


def _execute(connection: Connection, statement: Insert | Update, rows: list[dict[str, Any]]) -> None:
    result = connection.execute(statement, rows[0] if len(rows) == 1 else rows)
    counted = len(rows) == 1 or connection.dialect.supports_sane_multi_rowcount
    if isinstance(statement, Update) and counted and result.rowcount != len(rows):
        raise StaleDataError(f"{result.rowcount} lignes changées sur {len(rows)} : {statement}")


@cache
def _insert(cls: type[Tracked], names: tuple[str, ...]) -> Insert:
    table = cast(Table, cls.__table__)
    return insert(table).values({name: bindparam(name, type_=table.c[name].type) for name in names})


@cache
def _update(cls: type[Tracked], names: tuple[str, ...]) -> Update:
    table = cast(Table, cls.__table__)
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    return update(table).where(table.c.id == bindparam(KEY)).values(values)
