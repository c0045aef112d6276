"""The database handle, the declarative base and how each connection behaves."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, ForeignKey, MetaData, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

IDLE = 1.0
"""Seconds after which a connection to PostgreSQL is tried before it is used again."""

RETURNED = "convergence_returned"
"""In what the pool remembers of a connection: when it was given back, in seconds of the monotonic clock."""

SQLITE_PRAGMAS = (
    # of a new file alone: a commit writes whole pages, and most rows are small
    "PRAGMA page_size=2048",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
)


class Transactional(sqlite3.Connection):
    """A connection to SQLite whose transactions begin at their first statement, as PEP 249 has it.

    The driver's own begin too late, at the first change, and never IMMEDIATE: a transaction that reads and then writes
    fails at once under load, one that says from the start that it will write waits for its turn. An event of SQLAlchemy
    that began them would have it look for listeners at each statement. For its default isolation level alone.
    """

    ready = False
    writes = False

    def cursor(self, *given: Any, **named: Any) -> sqlite3.Cursor:  # type: ignore[override]  # it has two
        """A cursor, in a transaction once the connection is ready."""
        made: sqlite3.Cursor = super().cursor(*given, **named)
        if self.ready and not self.in_transaction:
            made.execute("BEGIN IMMEDIATE" if self.writes else "BEGIN")
        return made

    def commit(self) -> None:
        """Commit; what follows reads until told otherwise."""
        super().commit()
        self.writes = False

    def rollback(self) -> None:
        """Roll back; what follows reads until told otherwise."""
        super().rollback()
        self.writes = False


class Base(DeclarativeBase):
    """Every table of the project."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)


def references(column: str) -> ForeignKey:
    """A foreign key that is checked at commit: rows of one transaction may then be written in any order."""
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


class Instant(TypeDecorator[datetime]):
    """An instant in UTC to the microsecond, aware on both databases (SQLite drops the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant, and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("un instant sans fuseau ne peut pas être enregistré")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def will_write(connection: Connection) -> None:
    """Say of a transaction that has no statement yet that it is going to write."""
    driver = connection.connection.driver_connection
    if isinstance(driver, Transactional):
        driver.writes = True


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes, committed at the end of the block."""
    with engine.begin() as connection:
        will_write(connection)
        yield connection


def configure_engine(engine: Engine) -> None:
    """Install the discipline of connections on a new engine; on PostgreSQL, its cursors and the trial of an idle one.

    On SQLite the engine was made with connections that are `Transactional`.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "checkin", _note_return)
        event.listen(engine, "checkout", partial(_try_if_idle, engine.dialect))


def _prepare_postgresql(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # imported where there is PostgreSQL: psycopg would be nine megabytes of a server on SQLite
    from models.cursors import QuickCursor

    connection.cursor_factory = QuickCursor


def _note_return(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info[RETURNED] = monotonic()


def _try_if_idle(
    dialect: Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    # `pool_pre_ping` tries at each use: two round trips more of the twenty that keeping an answer takes
    if monotonic() - record.info.get(RETURNED, monotonic()) < IDLE:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as gone:
        raise DisconnectionError from gone


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    if not isinstance(connection, Transactional):
        raise TypeError("un moteur SQLite se crée avec connect_args={'factory': Transactional}")
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
    connection.ready = True
