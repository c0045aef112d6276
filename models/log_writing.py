"""The rows of one entry, written in as few round trips as the database allows; only `models/log.py` calls this.

While they are written the log's head is locked, and the log's other writers wait: PostgreSQL takes them all in the
statement that moves the head; SQLite in one too, through a view (`models/log_view.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import JSON, BigInteger, Insert, Integer, String, Table, Update, bindparam, column, func, insert, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from models.journal import JournalCheckpoint, JournalEntry, JournalHead, JournalNode
from models.log_view import MOVED, insert_all
from models.reperage import insert_payload

Row = Mapping[str, Any]

_HEAD, _ENTRY, _NODE, _CHECKPOINT = (
    cast(Table, model.__table__) for model in (JournalHead, JournalEntry, JournalNode, JournalCheckpoint)
)
_INSERT_ENTRY, _INSERT_NODE, _INSERT_CHECKPOINT = (insert(table) for table in (_ENTRY, _NODE, _CHECKPOINT))
_INSERT_PAYLOAD, _INSERT_ALL = insert_payload(), insert_all()
_MOVED = ("size", "root", "last_leaf", "last_time", "frontier")


def write(connection: Connection, entry: Row, payload: Row, nodes: Sequence[Row], checkpoint: Row, head: Row) -> bool:
    """Write them; whether the head still stood where `of_log` and `of_size` say.

    `payload` has the marks of the entry too; `head` is what becomes of the head.
    """
    if connection.dialect.name == "postgresql":
        rows = {"entry": entry, "payload": payload, "checkpoint": checkpoint, "head": head}
        named = {f"{part}_{name}": value for part, row in rows.items() for name, value in row.items()}
        return connection.execute(_AT_ONCE, {**named, "nodes": list(nodes)}).rowcount == 1
    closed = [(node["level"], node["idx"], node["hash"]) for node in nodes]
    moved = {"note": checkpoint["note"], "root": head["root"], "frontier": head["frontier"]}
    try:
        connection.execute(_INSERT_ALL, {**entry, **payload, "nodes": closed, **moved})
    except IntegrityError as error:
        if MOVED in str(error.orig):
            return False
        raise
    return True


def _filled(statement: Insert, part: str) -> Insert:
    """With a parameter for each column, whose name says of which row."""
    columns = statement.table.columns
    return statement.values({name: bindparam(f"{part}_{name}", type_=c.type) for name, c in columns.items()})


def _nodes() -> Insert:
    """The nodes of the tree that close, however many."""
    shape = (column("log", String), column("level", Integer), column("idx", BigInteger), column("hash", String))
    rows = func.json_to_recordset(bindparam("nodes", type_=JSON)).table_valued(*shape).render_derived(with_types=True)
    return _INSERT_NODE.from_select([each.name for each in shape], rows.select())


def _at_once() -> Update:
    """Everything in the statement that moves the head."""
    entry, payload = _filled(_INSERT_ENTRY, "entry"), _filled(_INSERT_PAYLOAD, "payload")
    checkpoint = _filled(_INSERT_CHECKPOINT, "checkpoint")
    move = update(_HEAD).where(_HEAD.c.log == bindparam("head_of_log"), _HEAD.c.size == bindparam("head_of_size"))
    moved = {name: bindparam(f"head_{name}", type_=_HEAD.c[name].type) for name in _MOVED}
    ctes = (statement.cte(f"un_{number}") for number, statement in enumerate((entry, payload, _nodes(), checkpoint)))
    return move.values(moved).add_cte(*ctes)


_AT_ONCE = _at_once()
