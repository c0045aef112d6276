"""What holds for every test: nothing leaves this machine; and a platform on each database."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from models import schema
from models.signing_key import Signer
from rules.decision import Judge
from rules.edition import EditionCache
from tests.support.databases import (
    lent_database,
    open_address,
    postgresql_database,
    postgresql_server,
    sqlite_copy,
)
from tests.workflows.plateforme import Plateforme
from workflows.clock import SetClock
from workflows.execution import Door
from workflows.installation import initialise
from workflows.publishing import Atelier

DEBUT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class OutsideNetwork(Exception):
    """A test tried to leave this machine."""


@pytest.fixture(autouse=True, scope="session")
def no_outside_network() -> Iterator[None]:
    """Refuse every connection but to this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        local = isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1", "localhost")
        if self.family != socket.AF_UNIX and not local:
            raise OutsideNetwork(f"connexion à {address!r}")
        connect(self, address)  # type: ignore[arg-type]

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def journal_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the installation's key, which is not there yet."""
    return tmp_path_factory.mktemp("keys") / "journal"


@pytest.fixture(scope="session")
def signer(journal_key: Path) -> Signer:
    """The installation's key."""
    return Signer.generate(journal_key)


@pytest.fixture(scope="session")
def judge() -> Judge:
    """Both engines."""
    return Judge("durable")


@pytest.fixture(scope="session")
def editions() -> EditionCache:
    """What is published, read once for all tests."""
    return EditionCache()


def _initialise(engine: Engine, signer: Signer, judge: Judge, editions: EditionCache) -> None:
    schema.upgrade(engine)
    initialise(Door(engine, signer, SetClock(DEBUT), judge, editions))
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(
    tmp_path_factory: pytest.TempPathFactory, signer: Signer, judge: Judge, editions: EditionCache
) -> Path:
    """A SQLite file that is initialised, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "modele.db"
    _initialise(open_address(f"sqlite:///{path}"), signer, judge, editions)
    return path


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """The address of a PostgreSQL of our own."""
    with postgresql_server() as address:
        yield address


@pytest.fixture(scope="session")
def postgresql_template(postgresql_address: str, signer: Signer, judge: Judge, editions: EditionCache) -> str:
    """The name of a database that is initialised, to be copied."""
    _initialise(open_address(postgresql_database(postgresql_address, "modele")), signer, judge, editions)
    return "modele"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on an initialised database of this test's own."""
    if request.param == "sqlite":
        yield from _opened(sqlite_copy(request.getfixturevalue("sqlite_template"), tmp_path))
    else:
        template = request.getfixturevalue("postgresql_template")
        with lent_database(request.getfixturevalue("postgresql_address"), template) as url:
            yield from _opened(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a database of this test's own that has its tables and nothing in them."""
    if request.param == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path}/vide.db", schema.upgrade)
    else:
        with lent_database(request.getfixturevalue("postgresql_address")) as url:
            yield from _opened(url, schema.upgrade)


def _opened(url: str, prepare: Callable[[Engine], None] = lambda engine: None) -> Iterator[Engine]:
    opened = open_address(url)
    prepare(opened)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def atelier(judge: Judge) -> Atelier:
    """What drafts would make, tried once for all tests."""
    return Atelier(both=judge.both)


@pytest.fixture
def plateforme(engine: Engine, signer: Signer, judge: Judge, editions: EditionCache, atelier: Atelier) -> Plateforme:
    """Two companies with their people, and a clock that stands still."""
    clock = SetClock(DEBUT)
    return Plateforme(engine, signer, clock, Door(engine, signer, clock, judge, editions, atelier=atelier))
