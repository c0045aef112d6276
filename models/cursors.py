"""Results of PostgreSQL, described when somebody asks.

For psycopg 3.3 and SQLAlchemy 2.1: each result is asked for its description, which makes an object for every column,
and the description of a statement that ran before is not looked at.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

from psycopg import Column, Cursor


class Columns(Sequence[Column]):
    """The columns of the result that a cursor stands at; made at the first look."""

    def __init__(self, cursor: Cursor[Any], count: int) -> None:
        self._cursor, self._count = cursor, count

    @cached_property
    def _made(self) -> list[Column]:
        return [Column(self._cursor, index) for index in range(self._count)]

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Column]:
        return iter(self._made)

    @overload
    def __getitem__(self, index: int) -> Column: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Column]: ...
    def __getitem__(self, index: int | slice) -> Column | Sequence[Column]:
        return self._made[index]


class QuickCursor(Cursor[Any]):
    """A cursor that makes the columns of its result when they are looked at."""

    @property
    def description(self) -> Sequence[Column] | None:  # type: ignore[override]  # a list of them, says psycopg
        """The columns of the result, None where there is none."""
        result = self.pgresult
        return Columns(self, result.nfields) if result is not None and result.nfields else super().description
