"""Rebuilding: the tables made again from the journal alone in an empty database, then compared with those in use.

What the journal does not hold is not rebuilt, and said: `NOT_REBUILT`. Of a secret it has the digest: the value in use
is taken over where it has that digest. Where a value was erased, the rebuilt field is null; where the table allows no
null, what stands there in use is taken over, and listed either way.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Column, Table, insert, inspect, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, StatementError

from models.archive_rows import dump, load, stored_tables
from models.database import Instant, writing
from models.derived import derive
from models.journal import TABLES as JOURNAL
from models.projection import ERASED
from models.reperage import index_journal
from models.schema import upgrade_within
from models.sujet import Compteur
from models.tracking import Tracked, folded_values, journal_value, tracked_classes, tracked_fields
from workflows.handlers.plateforme import COMPTEUR_SUJETS
from workflows.replay import (
    ABSENT,
    KEPT,
    ORIGINS,
    Difference,
    Journal,
    marks,
    read_journal,
    same,
    stored_rows,
    strays,
    table_of,
)

NOT_REBUILT = ("courriel", "refus_recent")
"""Mails that wait and counts of refusals: they say nothing that the journal does not, and begin empty."""

Row = dict[str, Any]


class RebuildRefused(Exception):
    """Nothing was rebuilt; its text says in French why and what to do."""


@dataclass(frozen=True)
class RebuildReport:
    """What was rebuilt and how it differs; `erased` names the values that the journal has no more."""

    entries: int
    rows: int
    erased: tuple[str, ...]
    differences: tuple[Difference, ...]
    invalid: tuple[str, ...]
    hidden: int

    @property
    def ok(self) -> bool:
        """Whether the tables in use are those that the journal gives."""
        return not self.differences and not self.invalid


def rebuild(source: Connection, engine: Engine) -> RebuildReport:
    """Make the schema, the logs and the tables in an empty database, and compare; differences stop nothing.

    The source must see one instant (`models.journal_reading.snapshot`). The state of all rows is held in memory.
    Raises: RebuildRefused, the database being left as it was.
    """
    try:
        with writing(engine) as target:
            if inspect(target).get_table_names():
                raise RebuildRefused("La base désignée par --into contient déjà des tables : il en faut une vide.")
            upgrade_within(target)
            return _Rebuilding(source, target, read_journal(source)).run()
    except DBAPIError as error:
        # the message of the database may repeat a value
        raise RebuildRefused(f"La base désignée par --into a refusé ({type(error.orig).__name__}).") from error


class _Rebuilding:
    def __init__(self, source: Connection, target: Connection, journal: Journal) -> None:
        self._source, self._target, self._journal = source, target, journal
        self._report = RebuildReport(journal.entries, 0, (), (), tuple(journal.invalid), 0)

    def run(self) -> RebuildReport:
        for table in stored_tables(self._source):
            if table.name in JOURNAL:
                load(self._target, table, dump(self._source, table))
        self._marks()
        self._counter()
        for cls in tracked_classes():
            used = {row["id"]: row for row in stored_rows(self._source, cls)}
            self._insert(cls, used)
            self._compare(cls, used)
        derive(self._target)
        for difference in strays(self._source):
            self._differ(difference)
        for (name, key), fields in sorted(self._journal.state.items()):
            self._differ(Difference(name, key, None, fields, ABSENT))
        return self._report

    def _marks(self) -> None:
        """What the trail is searched by: made again, then compared both ways."""
        index_journal(self._target)
        for difference in marks(self._source):
            self._differ(difference)

    def _counter(self) -> None:
        """The counter of references: in no entry, it follows from those that were given."""
        last, used = self._journal.last_reference, self._source.execute(select(Compteur.valeur)).scalar_one_or_none()
        self._target.execute(insert(Compteur).values(nom=COMPTEUR_SUJETS, valeur=last))
        if used != last:
            self._differ(Difference("compteur", COMPTEUR_SUJETS, "valeur", last, used))

    def _insert(self, cls: type[Tracked], used: dict[str, Row]) -> None:
        """Write every row of a table that the journal knows; one that the table refuses is a difference."""
        made, name = cast(Table, cls.__table__), table_of(cls)
        for key in sorted(key for table, key in self._journal.state if table == name):
            said = self._journal.state.pop((name, key))
            row = dict(self._fields(cls, key, said, used.get(key, {})))
            row |= folded_values(cls, row)
            for field, value in said.items():
                self._differ(Difference(name, key, field, value, ABSENT))
            try:
                with self._target.begin_nested():
                    self._target.execute(insert(made), row)
            except (StatementError, TypeError, ValueError):
                self._differ(Difference(name, key, None, row, ABSENT))

    def _fields(self, cls: type[Tracked], key: str, said: Row, used: Row) -> Iterator[tuple[str, Any]]:
        columns = cls.__mapper__.columns
        yield "id", key
        yield ORIGINS, self._journal.origins.get((table_of(cls), key), {})
        for field in tracked_fields(cls):
            value = said.pop(field, None)
            if value is ERASED:
                place = f"{table_of(cls)} {key}, champ {field}"
                self._report = replace(self._report, erased=(*self._report.erased, place))
                yield field, None if columns[field].nullable else used.get(field)
            elif field in cls.__digested__ and value is not None:
                yield field, _secret(cls, field, value, used.get(field))
            else:
                yield field, _typed(columns[field], value)

    def _compare(self, cls: type[Tracked], used: dict[str, Row]) -> None:
        """Compare what was written, as the database gives it back, with the table in use."""
        name, fields, erased = table_of(cls), (ORIGINS, *tracked_fields(cls), *cls.__folded__), set(self._report.erased)
        for made in stored_rows(self._target, cls):
            self._report = replace(self._report, rows=self._report.rows + 1)
            key, actual = made["id"], used.pop(made["id"], None)
            if actual is None:
                self._differ(Difference(name, key, None, made, ABSENT))
                continue
            for field in fields:
                here, there = (_journalled(cls, field, row[field]) for row in (made, actual))
                if f"{name} {key}, champ {field}" not in erased and not same(here, there):
                    self._differ(Difference(name, key, field, here, there))
        for key, row in used.items():
            self._differ(Difference(name, key, None, ABSENT, row))

    def _differ(self, difference: Difference) -> None:
        if len(self._report.differences) < KEPT:
            found = (*self._report.differences, difference)
            self._report = replace(self._report, differences=found)
        else:
            self._report = replace(self._report, hidden=self._report.hidden + 1)


def _journalled(cls: type[Tracked], field: str, value: Any) -> Any:
    return value if field == ORIGINS else journal_value(cls, field, value)


def _secret(cls: type[Tracked], field: str, digest: Any, used: Any) -> Any:
    """The secret in use where it is the one that was journalled; else what no secret can be."""
    if used is not None and journal_value(cls, field, used) == digest:
        return used
    return str(digest).removeprefix("sha256:")


def _typed(column: Column[Any], value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(column.type, Instant) and isinstance(value, str) else value
