"""On SQLite one insert writes all that an entry is, through a view: each statement more is one that Python prepares.

PostgreSQL has it in the statement that moves the log's head (`models/log_writing.py`).
"""

from typing import Any, cast

from sqlalchemy import JSON, Insert, Table, bindparam, column, insert, table

from models.journal import JournalEntry
from models.reperage import ENTREE, KEPT_AND_MARKED, create_entree

ECRITURE = "journal_ecriture"

_ENTRY = cast(Table, JournalEntry.__table__).c
_OF_ENTRY = tuple(_ENTRY.keys())
_BESIDE = ("salt", "content", "instant", "reperes", "nodes", "note", "root", "frontier")

MOVED = "la tête du journal a bougé"
"""What the trigger says where the head does not stand where the entry is to go."""


def insert_all() -> Insert:
    """The insert of an entry, its payload and its marks, its `nodes` and the signed `note` of its size.

    Each node is a level, an index and a hash; the other values are those of the columns, with the `root` and the
    `frontier` that the head has from then on.
    """
    types: dict[str, Any] = {**{name: _ENTRY[name].type for name in _OF_ENTRY}, "nodes": JSON(), "frontier": JSON()}
    named = {name: bindparam(name, type_=types.get(name)) for name in (*_OF_ENTRY, *_BESIDE)}
    return insert(table(ECRITURE, *map(column, named))).values(named)


def create_writing() -> tuple[str, ...]:
    """The statements that make the view and its trigger, in the place of the view of `models.reperage`."""
    names, news = ", ".join(_OF_ENTRY), ", ".join(f"NEW.{name}" for name in _OF_ENTRY)
    entry = f"INSERT INTO journal_entry ({names}) VALUES ({news});"  # noqa: S608 - names of ours
    nodes = (
        "INSERT INTO journal_node (log, level, idx, hash) SELECT NEW.log, json_extract(n.value, '$[0]'), "
        "json_extract(n.value, '$[1]'), json_extract(n.value, '$[2]') FROM json_each(NEW.nodes) AS n;"
    )
    stands = "SELECT 1 FROM journal_head WHERE log = NEW.log AND size = NEW.seq"
    moved = f"SELECT RAISE(ABORT, '{MOVED}') WHERE NOT EXISTS ({stands});"
    head = (
        "UPDATE journal_head SET size = NEW.seq + 1, root = NEW.root, last_leaf = NEW.leaf, last_time = NEW.time, "
        "frontier = NEW.frontier WHERE log = NEW.log;"
    )
    checkpoint = "INSERT INTO journal_checkpoint (log, size, note) VALUES (NEW.log, NEW.seq + 1, NEW.note);"
    empty = ", ".join(f"NULL AS {name}" for name in _BESIDE)
    steps = f"{moved} {entry} {KEPT_AND_MARKED} {nodes} {checkpoint} {head}"
    return (
        f"DROP VIEW {ENTREE}",
        f"CREATE VIEW {ECRITURE} AS SELECT {names}, {empty} FROM journal_entry",  # noqa: S608 - names of ours
        f"CREATE TRIGGER {ECRITURE}_ecrite INSTEAD OF INSERT ON {ECRITURE} BEGIN {steps} END",
    )


def drop_writing() -> tuple[str, ...]:
    """The statements that take them away."""
    return (f"DROP VIEW {ECRITURE}", *create_entree())
