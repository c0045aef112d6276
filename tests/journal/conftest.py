"""A journal on each database, for one test."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine

from models.database import Transactional, configure_engine
from models.signing_key import Signer
from tests.journal.builders import World, create_tables
from tests.journal.finding import SIZE


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on an empty database that has the journal's tables and guards."""
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path}/journal.db", connect_args={"factory": Transactional})
        configure_engine(engine)
    else:
        engine = _schema_of_its_own(request.getfixturevalue("postgresql_address"))
    create_tables(engine)
    yield engine
    engine.dispose()


def _schema_of_its_own(url: str) -> Engine:
    name = f"t{uuid4().hex}"
    maker = create_engine(url)
    with maker.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    maker.dispose()
    return create_engine(url, connect_args={"options": f"-csearch_path={name} -csynchronous_commit=off"})


@pytest.fixture
def world(engine: Engine, signer: Signer) -> World:
    """An agency's log and the log of one company, EDI, both opened."""
    world = World(engine, signer)
    world.open_agency()
    world.open_company("EDI")
    return world


@pytest.fixture
def filled(world: World) -> World:
    """Fourteen entries in the company's log, one in the agency's."""
    world.fill(SIZE)
    return world
