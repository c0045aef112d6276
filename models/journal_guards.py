"""Triggers that refuse, on both databases, whatever is not an append to the journal.

They stop mistakes and an application that was taken over; whoever may drop them meets the verification.
"""

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from models.journal import TABLES

UPDATE = "le journal ne se modifie pas"
DELETE = "le journal ne s'efface pas"
INSERT = "cette ligne du journal existe déjà"
ERASE = "une valeur du journal peut seulement être effacée, avec son sel"
GROW = "un journal peut seulement grandir"

FUNCTION = "journal_refuse"


@dataclass(frozen=True)
class _Table:
    """How one table is guarded: its unique keys, what an update must satisfy, and the message for the others."""

    keys: tuple[tuple[str, ...], ...]
    allowed: str = ""
    message: str = UPDATE
    has_rowid: bool = False


_TABLES = {
    "journal_head": _Table((("log",),), "NEW.log = OLD.log AND NEW.size > OLD.size", GROW),
    "journal_entry": _Table((("log", "seq"), ("log", "stream", "stream_seq")), has_rowid=True),
    "journal_payload": _Table(
        (("log", "seq"),),
        "NEW.salt IS NULL AND NEW.content IS NULL AND NEW.log = OLD.log AND NEW.seq = OLD.seq",
        ERASE,
        has_rowid=True,
    ),
    "journal_node": _Table((("log", "level", "idx"),)),
    "journal_checkpoint": _Table((("log", "size"),)),
}


def guards(dialect_name: str) -> tuple[str, ...]:
    """The statements that create the guards, after the tables.

    Raises: KeyError for a database that is neither sqlite nor postgresql.
    """
    return {"sqlite": _sqlite, "postgresql": _postgresql}[dialect_name]()


def drop_guards(dialect_name: str) -> tuple[str, ...]:
    """The statements that drop them.

    Raises: KeyError for a database that is neither sqlite nor postgresql.
    """
    return {"sqlite": _drop_sqlite, "postgresql": _drop_postgresql}[dialect_name]()


def install_guards(connection: Connection) -> None:
    """Create the guards through a connection, for a schema made without Alembic."""
    for statement in guards(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _sqlite() -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{_quoted(message)}'); END"
        for name, when, message in _sqlite_triggers()
    )


def _sqlite_triggers() -> list[tuple[str, str, str]]:
    triggers = []
    for name in TABLES:
        table = _TABLES[name]
        allowed = table.allowed + (" AND NEW.rowid = OLD.rowid" if table.allowed and table.has_rowid else "")
        update = f"BEFORE UPDATE ON {name}" + (f" WHEN NOT ({allowed})" if allowed else "")
        triggers += [
            (f"{name}_no_update", update, table.message),
            (f"{name}_no_delete", f"BEFORE DELETE ON {name}", DELETE),
            (f"{name}_no_replace", f"BEFORE INSERT ON {name} WHEN {_met(name, table)}", INSERT),
        ]
        if table.has_rowid:
            # NEW.rowid is -1 before an insert that names none, so no row may hold it.
            triggers.append((f"{name}_no_rowid", f"AFTER INSERT ON {name} WHEN NEW.rowid < 1", INSERT))
    return triggers


def _met(name: str, table: _Table) -> str:
    """Whether a row exists that INSERT OR REPLACE would delete: it may meet it through any unique key."""
    keys = (*table.keys, ("rowid",)) if table.has_rowid else table.keys
    same = (" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys)
    return " OR ".join(f"EXISTS (SELECT 1 FROM {name} WHERE {condition})" for condition in same)  # noqa: S608


def _drop_sqlite() -> tuple[str, ...]:
    return tuple(f"DROP TRIGGER IF EXISTS {name}" for name, *_ in _sqlite_triggers())


def _postgresql() -> tuple[str, ...]:
    function = (
        f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    statements = [function]
    for name, table, when, message in _postgresql_triggers():
        statements += [
            f"CREATE TRIGGER {name} BEFORE {when} EXECUTE FUNCTION {FUNCTION}('{_quoted(message)}')",
            # ALWAYS: a session that calls itself a replica does not walk past them.
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
        ]
    return tuple(statements)


def _postgresql_triggers() -> list[tuple[str, str, str, str]]:
    triggers = []
    for name in TABLES:
        table = _TABLES[name]
        update = f"UPDATE ON {name} FOR EACH ROW" + (f" WHEN (NOT ({table.allowed}))" if table.allowed else "")
        triggers += [
            (f"{name}_no_update", name, update, table.message),
            (f"{name}_no_delete", name, f"DELETE ON {name} FOR EACH ROW", DELETE),
            (f"{name}_no_truncate", name, f"TRUNCATE ON {name} FOR EACH STATEMENT", DELETE),
        ]
    return triggers


def _drop_postgresql() -> tuple[str, ...]:
    triggers = (f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table, *_ in _postgresql_triggers())
    return (*triggers, f"DROP FUNCTION IF EXISTS {FUNCTION}()")


def _quoted(message: str) -> str:
    return message.replace("'", "''")
