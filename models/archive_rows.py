"""Rows of any table as lines of JSON, and back: exact, streamed, and the same on both databases.

Tables are taken as the database has them, not as the code declares them: an archive may be of an earlier schema.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    cast,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from models.archive import ArchiveRefused
from models.entry import timestamp

PAGE = 500
"""Rows read or written at a time."""

ALEMBIC = "alembic_version"


def stored_tables(connection: Connection) -> tuple[Table, ...]:
    """Every table of the database but Alembic's own, by name."""
    found = inspect(connection)
    return tuple(
        _table(name, found.get_columns(name), found.get_pk_constraint(name)["constrained_columns"])
        for name in sorted(found.get_table_names())
        if name != ALEMBIC
    )


def _table(name: str, columns: Iterable[Any], key: Iterable[str]) -> Table:
    keys = set(key)
    return Table(
        name,
        MetaData(),
        *(Column(column["name"], column["type"], primary_key=column["name"] in keys) for column in columns),
    )


def dump(connection: Connection, table: Table) -> Iterator[bytes]:
    """The lines of a table: its columns, then its rows by primary key.

    Raises: ArchiveRefused for a value that is not of its column's type.
    """
    yield _line([column.name for column in table.columns])
    query = select(*map(_read, table.columns)).order_by(*table.primary_key.columns)
    try:
        for row in connection.execute(query.execution_options(yield_per=PAGE)):
            yield _line([_plain(value) for value in row])
    except ValueError as error:
        # SQLite lets a column hold a value of any type; what it is may be personal
        raise ArchiveRefused(
            f"La table « {table.name} » contient une valeur illisible : « convergence audit replay » dit laquelle."
        ) from error


def load(connection: Connection, table: Table, lines: Iterator[bytes]) -> None:
    """Write the rows of such lines into an empty table.

    Raises: ArchiveRefused where its columns are others; sqlalchemy.exc.DBAPIError where it refuses a row.
    """
    names = json.loads(next(lines))
    if sorted(names) != sorted(table.columns.keys()):
        raise ArchiveRefused(f"L'archive n'a pas les colonnes de la table « {table.name} » : elle est abîmée.")
    columns = [table.columns[name] for name in names]
    statement = insert(table).values({column.name: _write(connection, column) for column in columns})
    while page := list(islice(lines, PAGE)):
        rows = (zip(columns, json.loads(line), strict=True) for line in page)
        connection.execute(statement, [{_given(c): _typed(c, value) for c, value in row} for row in rows])


def _read(column: Column[Any]) -> ColumnElement[Any]:
    # as text, for reading a document and writing it again may change a number or mistake null for NULL
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _write(connection: Connection, column: Column[Any]) -> ColumnElement[Any]:
    if not isinstance(column.type, JSON):
        return bindparam(_given(column), type_=column.type)
    text = bindparam(_given(column), type_=Text())
    # SQLite keeps the text as it is, and would make a number of it in a cast
    return text if connection.dialect.name == "sqlite" else cast(text, column.type)


def _given(column: Column[Any]) -> str:
    return f"v_{column.name}"


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timestamp(value if value.tzinfo else value.replace(tzinfo=UTC))
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, DateTime):
        instant = datetime.fromisoformat(value)
        return instant if column.type.timezone else instant.replace(tzinfo=None)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(column.type, LargeBinary) else value
