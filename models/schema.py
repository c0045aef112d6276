"""Bringing a database to the schema of this version, from nothing or from any earlier one."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

import migrations
from models.database import WRITE

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

PREPARATION = 0x636F6E76
"""The number of the lock that whoever prepares a PostgreSQL database holds."""


def load_tables() -> None:
    """Import every module that declares a table."""
    for name in TABLES:
        import_module(f"models.{name}")


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file: the folder of revisions stands beside `models`."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    return config


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
    with engine.execution_options(**{WRITE: True}).begin() as connection:
        upgrade_within(connection, revision)


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """Apply them in the transaction of whoever calls."""
    command.upgrade(configuration(connection), revision)


def check_constraints(connection: Connection) -> None:
    """Check now what is checked at commit: PostgreSQL changes no table whose rows still await it."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")


def revision_of(connection: Connection) -> str | None:
    """The revision that this database is at; None for one that has no schema of ours."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known(revision: str) -> bool:
    """Whether this version of the code has that revision."""
    return revision in {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}


def is_current(connection: Connection) -> bool:
    """Whether the database has every revision."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    return revision_of(connection) == head
