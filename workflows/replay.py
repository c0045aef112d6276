"""Replay: the state rebuilt from the journal alone, compared with what the tables hold. Reads only."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import class_mapper

from models import derived
from models.canonical import NotCanonical, canonical
from models.events import Event
from models.journal_reading import PAGE, logs, pages
from models.journal_rows import JournalRow
from models.projection import ERASED, InvalidEntry, Origins, RowKey, State, fold, fold_origins
from models.reperage import stray_marks
from models.sujet import Compteur
from models.tracking import Tracked, folded_values, journal_value, tracked_classes, tracked_fields

KEPT = 1000
"""Differences that are listed; the others are counted."""


class Absent(Enum):
    """What stands for a row or a field that one of the two sides does not have."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT
ORIGINS = "origines"
PREMIERE_REFERENCE = "premiere_reference"


@dataclass(frozen=True)
class Difference:
    """One value on which the journal and a table disagree; without a field, the whole row is on one side only."""

    table: str
    key: str
    field: str | None
    journal: Any
    actual: Any

    def __str__(self) -> str:
        """The difference in French."""
        if self.field is None:
            here, there = ("le journal", "la table") if self.actual is ABSENT else ("la table", "le journal")
            return f"{self.table} {self.key} : la ligne est dans {here}, pas dans {there}"
        place = f"{self.table} {self.key}, champ {self.field}"
        return f"{place} : {_shown(self.journal)} d'après le journal, {_shown(self.actual)} dans la table"


@dataclass(frozen=True)
class ReplayReport:
    """What was replayed; `invalid` says in French which entries could not follow those before them."""

    entries: int
    rows: int
    erased: int
    differences: tuple[Difference, ...]
    invalid: tuple[str, ...]
    hidden: int

    @property
    def ok(self) -> bool:
        """Whether the tables are what the journal says."""
        return not self.differences and not self.invalid


def replay(connection: Connection, classes: Sequence[type[Tracked]] | None = None) -> ReplayReport:
    """Fold every log and compare with every tracked table, both ways.

    The connection must see one instant (`models.journal_reading.snapshot`). The state of all rows is held in memory.
    """
    journal = read_journal(connection)
    # Before the comparison, which uses the state up.
    beside = (*_counter(connection, journal), *strays(connection), *marks(connection)) if classes is None else ()
    report = _Comparison(journal).run(connection, tracked_classes() if classes is None else classes)
    return replace(report, differences=(*report.differences, *beside))


def read_journal(connection: Connection) -> "Journal":
    """Every log folded, in the order of its entries."""
    journal = Journal()
    for log in logs(connection):
        for page in pages(connection, log):
            for row in page:
                journal.add(log, row)
    return journal


def _counter(connection: Connection, journal: "Journal") -> Iterator[Difference]:
    """The counter of references is in no entry of its own: it follows from where it began and what was given."""
    expected = journal.last_reference
    counted = connection.execute(select(Compteur.valeur)).scalar_one_or_none()
    if journal.entries and counted != expected:
        yield Difference("compteur", "sujets", "valeur", expected, counted)


def strays(connection: Connection) -> Iterator[Difference]:
    """What lists alone read, in no entry either, follows from rows that are compared."""
    for table, key, field, expected, actual in islice(derived.strays(connection), KEPT):
        yield Difference(table, key, field, expected, actual)


def marks(connection: Connection) -> Iterator[Difference]:
    """What the trail is searched by, and moments are found by, follows from the journal too."""
    for mark, stored in islice(stray_marks(connection), KEPT):
        said, held = (ABSENT, mark) if stored else (mark, ABSENT)
        yield Difference("journal_repere", f"{mark.log} {mark.seq}", None, said, held)


class Journal:
    """What all the logs say."""

    def __init__(self) -> None:
        self.state: State = {}
        self.origins: Origins = {}
        self.entries = 0
        self.first_reference = 1
        self.invalid: list[str] = []
        self._owners: dict[RowKey, str] = {}

    def add(self, log: str, row: JournalRow) -> None:
        self.entries += 1
        try:
            body = json.loads(row.body)
            self._claim(log, {(change["table"], change["key"]) for change in body["changes"]})
            self._remember_first_reference(body, row)
            fold(self.state, body, None if row.content is None else json.loads(row.content))
            fold_origins(self.origins, body)
        except InvalidEntry as error:
            self.invalid.append(f"{log}, écriture {row.seq} : {error}")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            self.invalid.append(f"{log}, écriture {row.seq} : illisible, vérifiez d'abord le journal")

    @property
    def last_reference(self) -> int:
        """The last reference that was given to a subject, or the one before the first."""
        given = (fields.get("reference") for (table, _), fields in self.state.items() if table == "sujet")
        return max([self.first_reference - 1, *(found for found in given if isinstance(found, int))])

    def _remember_first_reference(self, body: dict[str, Any], row: JournalRow) -> None:
        names = [item["name"] for item in body["values"]]
        if body["event"] == Event.JOURNAL_OUVERT and PREMIERE_REFERENCE in names and row.content is not None:
            self.first_reference = int(json.loads(row.content)["values"][names.index(PREMIERE_REFERENCE)])

    def _claim(self, log: str, keys: set[RowKey]) -> None:
        for key in sorted(keys):
            if self._owners.setdefault(key, log) != log:
                raise InvalidEntry(f"{' '.join(key)} est aussi écrite au journal {self._owners[key]}")


class _Comparison:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._kept: list[Difference] = []
        self._hidden = self._rows = self._erased = 0

    def run(self, connection: Connection, classes: Sequence[type[Tracked]]) -> ReplayReport:
        for cls in classes:
            for row in stored_rows(connection, cls):
                self._rows += 1
                self._row(cls, row)
        for (table, key), fields in sorted(self._journal.state.items()):
            self._differ(table, key, None, fields, ABSENT)
        return ReplayReport(
            entries=self._journal.entries,
            rows=self._rows,
            erased=self._erased,
            differences=tuple(self._kept),
            invalid=tuple(self._journal.invalid),
            hidden=self._hidden,
        )

    def _row(self, cls: type[Tracked], row: dict[str, Any]) -> None:
        table, key = table_of(cls), row["id"]
        said = self._journal.state.pop((table, key), None)
        if said is None:
            self._differ(table, key, None, ABSENT, row)
            return
        folded = folded_values(cls, row | {field: value for field, value in said.items() if value is not ERASED})
        for field in tracked_fields(cls):
            self._field(table, key, field, said.pop(field, None), journal_value(cls, field, row[field]))
        for field, value in said.items():
            self._differ(table, key, field, value, ABSENT)
        for field, value in folded.items():
            self._field(table, key, field, value, row[field])
        self._field(table, key, ORIGINS, self._journal.origins.get((table, key), {}), row[ORIGINS])

    def _field(self, table: str, key: str, field: str, journal: Any, actual: Any) -> None:
        if journal is ERASED:
            self._erased += 1
        elif not same(journal, actual):
            self._differ(table, key, field, journal, actual)

    def _differ(self, table: str, key: str, field: str | None, journal: Any, actual: Any) -> None:
        if len(self._kept) < KEPT:
            self._kept.append(Difference(table, key, field, journal, actual))
        else:
            self._hidden += 1


def stored_rows(connection: Connection, cls: type[Tracked]) -> Iterator[dict[str, Any]]:
    """The rows of a tracked table, by identifier."""
    columns = class_mapper(cls).columns
    names = ("id", ORIGINS, *tracked_fields(cls), *cls.__folded__)
    query = select(*(columns[name].label(name) for name in names)).order_by(columns["id"])
    for row in connection.execute(query.execution_options(yield_per=PAGE)):
        yield row._asdict()


def table_of(cls: type[Tracked]) -> str:
    """The name of its table."""
    return str(class_mapper(cls).local_table.name)  # type: ignore[attr-defined]


def same(journal: Any, actual: Any) -> bool:
    """Whether two values are the same to the journal: neither true nor 1.0 is 1."""
    if type(journal) is not type(actual):
        return False
    if not isinstance(journal, dict | list):
        return bool(journal == actual)
    try:
        return canonical(journal) == canonical(actual)
    except NotCanonical:
        return False


def _shown(value: Any) -> str:
    if value is ABSENT:
        return "rien"
    return f"« {value} »" if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
