"""Tables whose every change is in the journal: which fields, and the value that is journalled for each."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any, ClassVar

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from models.database import Base
from models.folding import plier

JournalValue = str | int | bool | list[Any] | dict[str, Any] | None

UNTRACKED = frozenset({"id", "origines"})


class Tracked(Base):
    """A row that the journal can rebuild; `origines` says for each field which entry holds its value."""

    __abstract__ = True

    __digested__: ClassVar[frozenset[str]] = frozenset()
    """Secrets: the journal keeps the sha-256 of their value, never the value."""

    __folded__: ClassVar[Mapping[str, str]] = {}
    """Columns that hold the text of another one as lists compare it: not in the journal, they follow."""

    __derived__: ClassVar[frozenset[str]] = frozenset()
    """Other columns that follow from what the journal holds (`models.derived`)."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    origines: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)


def tracked_classes() -> tuple[type[Tracked], ...]:
    """Every tracked class, by table name."""
    classes = [mapper.class_ for mapper in _mappers() if issubclass(mapper.class_, Tracked)]
    return tuple(sorted(classes, key=lambda cls: str(cls.__tablename__)))


@cache
def tracked_fields(cls: type[Tracked]) -> tuple[str, ...]:
    """The fields of a tracked class that go to the journal, in order of their names."""
    return tuple(sorted(set(cls.__mapper__.columns.keys()) - UNTRACKED - cls.__folded__.keys() - cls.__derived__))


def folded_values(cls: type[Tracked], row: Mapping[str, Any]) -> dict[str, str]:
    """What the folded columns of a row hold."""
    return {name: plier(row[source] or "") for name, source in cls.__folded__.items()}


def journal_value(cls: type[Tracked], field: str, value: Any) -> JournalValue:
    """The JSON value that stands for a field's value in the journal."""
    if value is None:
        return None
    if field in cls.__digested__:
        return "sha256:" + sha256(str(value).encode()).hexdigest()
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value  # type: ignore[no-any-return]


def _mappers() -> Iterator[Mapper[Any]]:
    return iter(Base.registry.mappers)
