"""One transaction: the rows that a command changed and the journal entry that says so, or nothing at all."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType, TracebackType
from typing import Any, Protocol

from sqlalchemy import inspect
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import InstanceState, Session

from models.database import will_write
from models.derived import derive, moved
from models.events import Event
from models.log import Change, DecisionRecord, EntryDraft, Signs, Transition, append, lock_head
from models.row_writing import write_rows
from models.tracking import Tracked, journal_value, tracked_fields

Changed = Mapping[Tracked, Collection[str]]
"""Fields of rows that the journal follows."""

NOTHING: Changed = MappingProxyType({})


class Now(Protocol):
    """A clock, as far as this module is concerned."""

    def now(self) -> datetime:
        """The current instant in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What a command did, apart from the changes, which the unit of work finds by itself."""

    log: str
    stream: str
    event: Event
    command: str
    command_id: str
    actor: str
    role: str
    result: str = "done"
    objects: tuple[tuple[str, str], ...] = ()
    transitions: tuple[Transition, ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()
    values: tuple[tuple[str, Any], ...] = ()


class DeletionRefused(Exception):
    """A tracked row was about to be deleted; nothing ever is."""


class UnitOfWork:
    """`with UnitOfWork(…) as uow`: rolled back unless `record` was reached.

    Every change of every tracked row of the session goes to the journal, found by SQLAlchemy's own history, so that
    no handler can forget one.
    """

    def __init__(self, engine: Engine | Connection, signer: Signs, clock: Now) -> None:
        self._engine = engine
        self._signer = signer
        self._clock = clock

    def __enter__(self) -> "UnitOfWork":
        self.session = Session(self._engine, autoflush=False, expire_on_commit=False)
        will_write(self.session.connection())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.session.rollback()
        self.session.close()

    def changed(self) -> Changed:
        """The fields of tracked rows that would be written.

        Raises: DeletionRefused.
        """
        return dict(self._changed_fields())

    def record(self, entry: JournalEntry, *, changed: Changed | None = None, again: Changed = NOTHING) -> int:
        """Write the rows and their entry, commit, and give the entry's number in its log.

        `changed` is what `changed()` gave if nothing was since; the fields of `again` are told though they did not
        change: an earlier entry no longer tells them. The head is locked last and the time is read after it: any other
        order deadlocks between companies.
        """
        subjects = moved(self.session)
        head = lock_head(self.session, entry.log, entry.stream)
        changes = self._collect(head.size, self.changed() if changed is None else changed, again)
        draft = self._draft(entry, tuple(changes))
        seq = append(self.session, head, draft, self._clock.now(), self._signer)
        write_rows(self.session)
        self.session.flush()
        if subjects:
            derive(self.session, subjects)
        self.session.commit()
        return seq

    def _draft(self, entry: JournalEntry, changes: tuple[Change, ...]) -> EntryDraft:
        return EntryDraft(
            log=entry.log,
            stream=entry.stream,
            event=entry.event,
            command=entry.command,
            command_id=entry.command_id,
            actor=entry.actor,
            role=entry.role,
            result=entry.result,
            objects=dict(entry.objects),
            transitions=entry.transitions,
            decisions=entry.decisions,
            changes=changes,
            values=dict(entry.values),
        )

    def _collect(self, seq: int, changed: Changed, again: Changed) -> Iterator[Change]:
        told = {row: {*changed.get(row, ()), *again.get(row, ())} for row in (*changed, *again)}
        for row in sorted(told, key=lambda row: (str(_table(type(row))), row.id)):
            fields = sorted(told[row])
            cls, before = type(row), dict(row.origines or {})
            for field in fields:
                value = journal_value(cls, field, getattr(row, field))
                yield Change(str(_table(cls)), row.id, field, value, before.get(field))
            row.origines = before | dict.fromkeys(fields, seq)

    def _changed_fields(self) -> Iterator[tuple[Tracked, tuple[str, ...]]]:
        if any(isinstance(row, Tracked) for row in self.session.deleted):
            raise DeletionRefused("une ligne suivie par le journal ne se supprime pas")
        rows = [row for row in (*self.session.new, *self.session.dirty) if isinstance(row, Tracked)]
        for row in sorted(rows, key=lambda row: (str(_table(type(row))), row.id)):
            fields = _new_fields(row) if row in self.session.new else _modified_fields(row)
            if fields:
                yield row, fields


def _table(cls: type[Tracked]) -> str:
    return str(cls.__tablename__)


def _new_fields(row: Tracked) -> tuple[str, ...]:
    state: InstanceState[Any] = inspect(row)
    for column in state.mapper.columns:
        # Defaults are applied at flush, too late for the entry: give them now.
        if state.dict.get(column.key) is None and column.default is not None:
            setattr(row, str(column.key), _default(column.default))
    return tuple(field for field in tracked_fields(type(row)) if getattr(row, field) is not None)


def _default(default: Any) -> Any:
    return default.arg(None) if default.is_callable else default.arg


def _modified_fields(row: Tracked) -> tuple[str, ...]:
    state: InstanceState[Any] = inspect(row)
    touched = state.committed_state
    if not touched:
        return ()
    return tuple(
        field for field in tracked_fields(type(row)) if field in touched and _differs(state.attrs[field].history)
    )


def _differs(history: Any) -> bool:
    return bool(history.added) and list(history.added) != list(history.deleted)
