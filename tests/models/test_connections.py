"""Connections to PostgreSQL: what is idle is tried, what the server closed replaced, results described when asked."""

from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from models import database
from tests.support.databases import open_address


@pytest.fixture
def engine(postgresql_address: str) -> Engine:
    """An engine on a server of our own."""
    return open_address(postgresql_address)


def _closed_by_the_server(engine: Engine, address: str) -> None:
    with engine.connect() as connection:
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    other = open_address(address)
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": backend})
    other.dispose()


def _use(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT 1")).scalar_one())


def test_an_idle_connection_that_is_gone_is_replaced_before_it_is_used(
    engine: Engine, postgresql_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _closed_by_the_server(engine, postgresql_address)
    monkeypatch.setattr(database, "IDLE", 0.0)
    assert _use(engine) == 1
    engine.dispose()


def test_one_that_was_just_used_is_not_tried_and_the_next_use_gets_a_new_one(
    engine: Engine, postgresql_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "IDLE", 3600.0)
    _closed_by_the_server(engine, postgresql_address)
    with pytest.raises(OperationalError):
        _use(engine)
    assert _use(engine) == 1
    engine.dispose()


def test_the_columns_of_a_result_are_named_when_somebody_asks(engine: Engine) -> None:
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("SELECT 1 AS one, 'two' AS two")
        columns = cursor.description
        assert columns is not None
        assert ([column[0] for column in columns], len(columns)) == (["one", "two"], 2)
        assert [column[0] for column in columns[1:]] == ["two"]
        assert columns[0][1] == 23
    engine.dispose()


def test_what_gives_no_rows_has_no_columns(engine: Engine) -> None:
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("CREATE TEMPORARY TABLE kept (one integer)")
        described: Any = cursor.description
        assert described is None
    engine.dispose()


def test_rows_of_a_statement_that_ran_before_have_the_same_names(engine: Engine) -> None:
    with engine.connect() as connection:
        rows = [connection.execute(text("SELECT 1 AS one, 2 AS two")).one()._asdict() for _ in range(3)]
    assert rows == [{"one": 1, "two": 2}] * 3
    engine.dispose()
