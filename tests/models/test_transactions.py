"""On SQLite a transaction begins at its first statement, and one that will write waits for its turn from the start."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from models.database import Transactional, configure_engine, will_write, writing
from tests.support.databases import open_address


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Engine]:
    """A file of SQLite with one table."""
    engine = open_address(f"sqlite:///{tmp_path}/t.sqlite")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE kept (n INTEGER)"))
    yield engine
    engine.dispose()


def _begun(connection: Connection) -> bool:
    driver = connection.connection.driver_connection
    assert isinstance(driver, Transactional)
    return driver.in_transaction


def test_a_transaction_begins_at_its_first_statement_and_ends_with_it(file: Engine) -> None:
    with file.connect() as connection:
        seen = [_begun(connection)]
        connection.execute(text("SELECT n FROM kept")).all()
        seen.append(_begun(connection))
        connection.rollback()
        assert [*seen, _begun(connection)] == [False, True, False]


def test_what_one_reads_stays_while_another_writes(file: Engine) -> None:
    with file.connect() as reader:
        assert reader.scalar(text("SELECT count(*) FROM kept")) == 0
        with writing(file) as writer:
            writer.execute(text("INSERT INTO kept VALUES (1)"))
        assert reader.scalar(text("SELECT count(*) FROM kept")) == 0
        reader.rollback()
        assert reader.scalar(text("SELECT count(*) FROM kept")) == 1


def test_who_will_write_has_the_place_from_the_first_statement_until_the_end(file: Engine) -> None:
    with file.connect() as first, file.connect() as second:
        will_write(first)
        assert first.scalar(text("SELECT count(*) FROM kept")) == 0
        driver = second.connection.driver_connection
        assert isinstance(driver, Transactional)
        driver.ready = False
        driver.execute("PRAGMA busy_timeout=0")
        driver.ready = True
        will_write(second)
        with pytest.raises(OperationalError, match="locked"):
            second.scalar(text("SELECT count(*) FROM kept"))
        second.rollback()
        first.commit()
        will_write(second)
        assert second.scalar(text("SELECT count(*) FROM kept")) == 0


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_who_wrote_only_reads_afterwards(file: Engine, end: str) -> None:
    with file.connect() as connection:
        will_write(connection)
        connection.execute(text("INSERT INTO kept VALUES (1)"))
        driver = connection.connection.driver_connection
        assert isinstance(driver, Transactional)
        assert driver.writes
        getattr(connection, end)()
        assert not driver.writes


def test_an_engine_whose_connections_do_not_begin_by_themselves_is_refused(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/t.sqlite")
    configure_engine(engine)
    with pytest.raises(TypeError, match="factory"):
        engine.connect()
