"""Connections to PostgreSQL: one that was idle is tried, and replaced where the server closed it meanwhile."""

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
