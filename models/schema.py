"""Bringing a database to the schema of this version, from nothing or from any earlier one."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from sqlalchemy import column, func, inspect, select, table
from sqlalchemy.engine import Connection, Engine

import migrations
from models.database import writing

TABLES = (
    "compte",
    "sujet",
    "dossier",
    "preuve",
    "reponse",
    "publication",
    "refus",
    "notification",
    "simulation",
    "journal",
)

STANDS_AT = table("alembic_version", column("version_num"))
"""Alembic's own table: one row, the revision that the database is at."""

PREPARATION = 0x636F6E76
"""The number of the lock that whoever prepares a PostgreSQL database holds."""


def load_tables() -> None:
    """Import every module that declares a table."""
    for name in TABLES:
        import_module(f"models.{name}")


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Keep other processes from preparing the same database until the end of the block.

    On SQLite each step by itself waits for the file; on PostgreSQL two that create the same table would both fail.
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(select(func.pg_advisory_lock(PREPARATION)))
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(PREPARATION)))


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply the revisions that this database lacks, in one transaction."""
    with writing(engine) as connection:
        upgrade_within(connection, revision)


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """Apply them in the transaction of whoever calls."""
    if revision == "head" and is_current(connection):
        return
    # imported where there is something to apply: a server that starts on a database that is ready holds ten megabytes
    # less without Alembic
    from models.revisions import apply

    apply(connection, revision)


def check_constraints(connection: Connection) -> None:
    """Check now what is checked at commit: PostgreSQL changes no table whose rows still await it."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")


def revision_of(connection: Connection) -> str | None:
    """The revision that this database is at; None for one that has no schema of ours."""
    if not inspect(connection).has_table(STANDS_AT.name):
        return None
    return connection.execute(select(STANDS_AT.c.version_num)).scalar_one_or_none()


def is_known(revision: str) -> bool:
    """Whether this version of the code has that revision."""
    return revision in revisions()


def is_current(connection: Connection) -> bool:
    """Whether the database has every revision."""
    return revision_of(connection) == revisions()[-1]


def revisions() -> tuple[str, ...]:
    """Every revision, the oldest first: the names of their files begin with them."""
    files = (Path(migrations.__file__).parent / "versions").glob("[0-9]*.py")
    return tuple(sorted(file.name.partition("_")[0] for file in files))
