"""The guards refuse whatever is not an append, on both databases."""

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError, IntegrityError

from models.journal import TABLES
from models.journal_guards import drop_guards, guards
from tests.journal.builders import World, draft

ON_BOTH = [
    "UPDATE journal_entry SET body = '{}' WHERE seq = 1",
    "UPDATE journal_entry SET leaf = leaf",
    "UPDATE journal_entry SET seq = seq + 100",
    "DELETE FROM journal_entry WHERE seq = 1",
    "UPDATE journal_payload SET content = '{}' WHERE seq = 1",
    "UPDATE journal_payload SET salt = NULL WHERE seq = 1",
    "UPDATE journal_payload SET salt = NULL, content = NULL, seq = seq + 100",
    "UPDATE journal_payload SET salt = NULL, content = NULL, log = 'convergence/autre'",
    "DELETE FROM journal_payload",
    "UPDATE journal_node SET hash = ''",
    "DELETE FROM journal_node",
    "UPDATE journal_checkpoint SET note = ''",
    "DELETE FROM journal_checkpoint",
    "UPDATE journal_head SET size = size - 1",
    "UPDATE journal_head SET size = size",
    "UPDATE journal_head SET size = size + 1, log = 'convergence/autre' WHERE log = 'convergence/EDI'",
    "DELETE FROM journal_head",
    """INSERT INTO journal_checkpoint (log, size, note) VALUES ('convergence/EDI', 1, 'x')
    ON CONFLICT (log, size) DO UPDATE SET note = excluded.note""",
]


def inserted(verb: str, seq: str, stream: str = "x", rowid: str = "") -> str:
    """An entry in the place of another one."""
    columns = "log, seq, stream, stream_seq, time, event, actor, body, leaf"
    values = f"'convergence/EDI', {seq}, '{stream}', 0, '2022-05-17', 'x', 'x', '{{}}', 'x'"
    if rowid:
        columns, values = f"rowid, {columns}", f"{rowid}, {values}"
    return " ".join((verb, "INTO journal_entry (", columns, ") VALUES (", values, ")"))


ON_SQLITE = [
    inserted("INSERT OR REPLACE", "1"),
    inserted("REPLACE", "'1'"),
    inserted("REPLACE", "1.0"),
    inserted("INSERT OR REPLACE", "99", stream="sujet/1"),
    inserted("INSERT OR REPLACE", "99", rowid="2"),
    inserted("INSERT", "99", rowid="-1"),
    "INSERT OR REPLACE INTO journal_payload (log, seq, salt, content) VALUES ('convergence/EDI', 1, '', '{}')",
    "INSERT OR REPLACE INTO journal_payload (rowid, log, seq) VALUES (1, 'convergence/EDI', 99)",
    "UPDATE OR REPLACE journal_payload SET rowid = 3, salt = NULL, content = NULL WHERE rowid = 1",
    "INSERT OR REPLACE INTO journal_node (log, level, idx, hash) VALUES ('convergence/EDI', 1, 0, 'x')",
    "INSERT OR REPLACE INTO journal_checkpoint (log, size, note) VALUES ('convergence/EDI', 1, 'x')",
    """INSERT OR REPLACE INTO journal_head (log, size, root, last_leaf, last_time, frontier)
    VALUES ('convergence/EDI', 9, 'x', 'x', '2022-05-17', '[]')""",
    "UPDATE OR REPLACE journal_head SET log = 'convergence/agence', size = 9 WHERE log = 'convergence/EDI'",
]
ON_POSTGRESQL = [f"TRUNCATE {table}" for table in TABLES] + [
    "SET LOCAL session_replication_role = replica; DELETE FROM journal_entry",
    "SET LOCAL session_replication_role = replica; TRUNCATE journal_checkpoint",
]


@pytest.fixture
def filled(world: World) -> World:
    world.write(draft())
    world.write(draft())
    world.write(draft())
    return world


def contents(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return [
            sorted(map(str, connection.execute(text(f"SELECT * FROM {table}")).all()))  # noqa: S608
            for table in TABLES
        ]


def refused(world: World, statement: str) -> None:
    before = contents(world.engine)
    with pytest.raises(DatabaseError, match=r"journal|NOT NULL"), world.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert contents(world.engine) == before


@pytest.mark.parametrize("statement", ON_BOTH)
def test_a_statement_that_is_no_append_is_refused(filled: World, statement: str) -> None:
    refused(filled, statement)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("statement", ON_SQLITE)
def test_replacing_through_any_key_is_refused_on_sqlite(filled: World, statement: str) -> None:
    refused(filled, statement)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("statement", ON_POSTGRESQL)
def test_truncating_and_playing_the_replica_are_refused_on_postgresql(filled: World, statement: str) -> None:
    refused(filled, statement)


def test_the_refusal_is_said_in_french_and_is_an_integrity_error(filled: World) -> None:
    with pytest.raises(IntegrityError, match="le journal ne s'efface pas"), filled.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM journal_entry")


def test_a_value_may_be_erased_with_its_salt_and_never_come_back(filled: World) -> None:
    with filled.engine.begin() as connection:
        erase = "UPDATE journal_payload SET salt = NULL, content = NULL WHERE log = 'convergence/EDI' AND seq = 1"
        assert connection.exec_driver_sql(erase).rowcount == 1
    refused(filled, "UPDATE journal_payload SET salt = '00', content = '{}' WHERE log = 'convergence/EDI' AND seq = 1")


def test_dropping_the_guards_and_creating_them_again_leaves_them_as_they_were(filled: World) -> None:
    name = filled.engine.dialect.name
    with filled.engine.begin() as connection:
        for statement in (*drop_guards(name), *guards(name)):
            connection.exec_driver_sql(statement)
    refused(filled, "DELETE FROM journal_entry")
    filled.write(draft())


def test_without_guards_the_same_statements_go_through(filled: World) -> None:
    with filled.engine.begin() as connection:
        for statement in drop_guards(filled.engine.dialect.name):
            connection.exec_driver_sql(statement)
        assert connection.exec_driver_sql("DELETE FROM journal_node").rowcount > 0


def test_no_other_database_has_guards() -> None:
    with pytest.raises(KeyError):
        guards("mysql")
