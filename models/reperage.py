"""Marks as stored in `journal_repere`: written with the entry, made again from the journal, gone with erased values."""

import json
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import Insert, Table, collate, column, delete, insert, select, table
from sqlalchemy.engine import Connection

from models.journal import JournalRepere
from models.journal_reading import logs, pages
from models.journal_rows import JournalRow
from models.reperes import Repere, micros, reperes_of_entry

TABLE = cast(Table, JournalRepere.__table__)
_INSERT = insert(TABLE)

ENTREE = "journal_entree"
OUBLI = "journal_oubli"
"""Names of the view that payloads are written through, and of the trigger by which words go with their values."""

_ERASE = "DELETE FROM journal_repere WHERE genre = 'mot' AND log = NEW.log AND seq = NEW.seq"
_KEEP = "INSERT INTO journal_payload (log, seq, salt, content) VALUES (NEW.log, NEW.seq, NEW.salt, NEW.content)"
_MARK = "INSERT INTO journal_repere (genre, valeur, instant, log, seq) SELECT"
_VIEW = (
    f"CREATE VIEW {ENTREE} AS SELECT log, seq, salt, content, CAST(0 AS BIGINT) AS instant, '' AS reperes "  # noqa: S608 - names of ours
    "FROM journal_payload"
)


def insert_payload() -> Insert:
    """The insert of a payload with the marks of its entry: `log`, `seq`, `salt`, `content`, `instant`, `reperes`."""
    return insert(table(ENTREE, *map(column, ("log", "seq", "salt", "content", "instant", "reperes"))))


def as_json(reperes: Iterable[Repere]) -> str:
    """Marks as that insert takes them."""
    return json.dumps([(str(genre), valeur) for genre, valeur in sorted(reperes)], ensure_ascii=False)


def index_journal(connection: Connection) -> None:
    """Make every mark again from the journal; an entry that cannot be read has none."""
    connection.execute(delete(TABLE))
    for log in logs(connection):
        for page in pages(connection, log):
            rows = [row for entry in page for row in _rows(log, entry)]
            if rows:
                connection.execute(_INSERT, rows)


class Marque(NamedTuple):
    """One row of the table."""

    log: str
    seq: int
    instant: int
    genre: str
    valeur: str


def stray_marks(connection: Connection) -> Iterator[tuple[Marque, bool]]:
    """Marks that the journal makes and that are not stored, and (True) those that are stored though it does not.

    Both sides are read in one order, entry by entry, in bounded memory.
    """
    place = itemgetter(0)
    for _, sides in groupby(merge(_made(connection), _kept(connection), key=place), key=place):
        made = kept = frozenset[Marque]()
        for _, marks, stored in sides:
            made, kept = (made, marks) if stored else (marks, kept)
        yield from ((mark, mark in kept) for mark in sorted(made ^ kept))


_OfEntry = tuple[tuple[str, int], frozenset[Marque], bool]


def _made(connection: Connection) -> Iterator[_OfEntry]:
    for log in sorted(logs(connection)):
        for page in pages(connection, log):
            for entry in page:
                marks = (Marque(log, entry.seq, micros(entry.time), *each) for each in _reperes(entry))
                yield (log, entry.seq), frozenset(marks), False


def _kept(connection: Connection) -> Iterator[_OfEntry]:
    # as Python orders texts, whatever the language of the database
    order = collate(TABLE.c.log, "C" if connection.dialect.name == "postgresql" else "BINARY")
    query = select(*(TABLE.c[name] for name in Marque._fields)).order_by(order, TABLE.c.seq)
    rows = map(Marque._make, connection.execute(query.execution_options(yield_per=1024)))
    for place, marks in groupby(rows, key=itemgetter(0, 1)):
        yield place, frozenset(marks), True


def _rows(log: str, entry: JournalRow) -> list[dict[str, Any]]:
    place = {"instant": micros(entry.time), "log": log, "seq": entry.seq}
    return [{"genre": str(genre), "valeur": valeur, **place} for genre, valeur in sorted(_reperes(entry))]


def _reperes(entry: JournalRow) -> frozenset[Repere]:
    try:
        return reperes_of_entry(json.loads(entry.body), None if entry.content is None else json.loads(entry.content))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # somebody wrote it behind the journal: `convergence audit verify` names it
        return frozenset()


def create_marking(dialect_name: str) -> tuple[str, ...]:
    """The statements that make the view and the triggers: one insert writes a payload and the marks of its entry.

    A statement more would be a round trip more while the log's head is locked.
    Raises: KeyError for a database that is neither sqlite nor postgresql.
    """
    return {"sqlite": _sqlite, "postgresql": _postgresql}[dialect_name]()


def drop_marking(dialect_name: str) -> tuple[str, ...]:
    """The statements that take them away."""
    if dialect_name == "sqlite":
        return (f"DROP TRIGGER {OUBLI}", f"DROP VIEW {ENTREE}")
    return (
        f"DROP TRIGGER {OUBLI} ON journal_payload",
        f"DROP VIEW {ENTREE}",
        f"DROP FUNCTION {OUBLI}()",
        f"DROP FUNCTION {ENTREE}()",
    )


KEPT_AND_MARKED = (
    f"{_KEEP}; {_MARK} json_extract(m.value, '$[0]'), json_extract(m.value, '$[1]'), NEW.instant, NEW.log, NEW.seq "
    "FROM json_each(NEW.reperes) AS m;"
)
"""What a trigger of SQLite does of a row that has the payload and the marks of an entry."""


def create_entree() -> tuple[str, ...]:
    """The statements that make the view on SQLite, which `models.log_view` replaces."""
    trigger = f"CREATE TRIGGER {ENTREE}_ecrite INSTEAD OF INSERT ON {ENTREE} BEGIN {KEPT_AND_MARKED} END"
    return (_VIEW, trigger)


def _sqlite() -> tuple[str, ...]:
    return (
        *create_entree(),
        f"CREATE TRIGGER {OUBLI} AFTER UPDATE ON journal_payload WHEN NEW.content IS NULL BEGIN {_ERASE}; END",
    )


def _postgresql() -> tuple[str, ...]:
    mark = f"{_MARK} m ->> 0, m ->> 1, NEW.instant, NEW.log, NEW.seq FROM jsonb_array_elements(NEW.reperes::jsonb) AS m"
    forget = f"CREATE TRIGGER {OUBLI} AFTER UPDATE ON journal_payload FOR EACH ROW WHEN (NEW.content IS NULL) EXECUTE"
    function = "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {}; END $$"
    return (
        _VIEW,
        function.format(ENTREE, f"{_KEEP}; {mark}; RETURN NEW"),
        f"CREATE TRIGGER {ENTREE}_ecrite INSTEAD OF INSERT ON {ENTREE} FOR EACH ROW EXECUTE FUNCTION {ENTREE}()",
        function.format(OUBLI, f"{_ERASE}; RETURN NULL"),
        f"{forget} FUNCTION {OUBLI}()",
    )
