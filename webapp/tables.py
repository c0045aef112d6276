"""A table that people can sort, search and leaf through; the state is in the address, so every page can be shared."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from unicodedata import combining, normalize

from flask import request, url_for
from werkzeug.datastructures import MultiDict

Row = TypeVar("Row")

SIZES = (10, 25, 50)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its key in the address, its title, and what its rows are sorted and searched by."""

    key: str
    title: str
    value: Callable[[Row], Any]
    sortable: bool = True


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """What the `data_table` macro draws."""

    name: str
    caption: str
    columns: tuple[Column[Row], ...]
    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    size: int
    sort: str
    descending: bool
    search: str

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many rows a page may have."""
        return SIZES

    def param(self, what: str) -> str:
        """The name of a parameter of this table in the address: two tables of one page do not meet."""
        return f"{self.name}_{what}"

    def url(self, **changes: object) -> str:
        """The address of the same page with this table changed."""
        values = {**request.args.to_dict(), **{self.param(what): str(value) for what, value in changes.items()}}
        assert request.endpoint is not None
        return url_for(request.endpoint, **{**(request.view_args or {}), **values}, _anchor=self.name)

    def sort_url(self, column: Column[Row]) -> str:
        """The address sorted by that column, the other way round where it already is."""
        turned = self.sort == column.key and not self.descending
        return self.url(tri=column.key, sens="desc" if turned else "asc", page=1)

    def others(self) -> dict[str, str]:
        """What the address says of anything but this table's search and size, for a form to keep."""
        own = {self.param(what) for what in ("recherche", "nombre", "page")}
        return {name: value for name, value in request.args.items() if name not in own}


def build_table(
    name: str, caption: str, columns: Sequence[Column[Row]], rows: Iterable[Row], default_sort: str | None = None
) -> Table[Row]:
    """The page of rows that the address of the current request asks for; what it asks wrongly is ignored."""
    asked = request.args
    search = asked.get(f"{name}_recherche", "").strip()[:100]
    found = [row for row in rows if _matches(row, columns, search)]
    column = _sorted_by(columns, asked.get(f"{name}_tri"), default_sort)
    descending = asked.get(f"{name}_sens") == "desc"
    if column is not None:
        found.sort(key=lambda row: sort_key(column.value(row)), reverse=descending)
    size = _number(asked, f"{name}_nombre", SIZES[0])
    size = size if size in SIZES else SIZES[0]
    pages = max(1, -(-len(found) // size))
    page = min(max(1, _number(asked, f"{name}_page", 1)), pages)
    shown = tuple(found[(page - 1) * size : page * size])
    sort = column.key if column else ""
    return Table(name, caption, tuple(columns), shown, len(found), page, pages, size, sort, descending, search)


def sort_key(value: Any) -> tuple[int, Any]:
    """Sorts numbers before texts, texts without their accents, nothing last."""
    if value is None or value == "":
        return (2, "")
    return (0, value) if isinstance(value, int | float) else (1, fold(str(value)))


def fold(text: str) -> str:
    """A text as people search it: without case nor accents."""
    return "".join(char for char in normalize("NFKD", text).casefold() if not combining(char))


def _matches(row: Row, columns: Iterable[Column[Row]], search: str) -> bool:
    words = fold(search).split()
    text = " ".join(fold(str(column.value(row) or "")) for column in columns) if words else ""
    return all(word in text for word in words)


def _sorted_by(columns: Sequence[Column[Row]], asked: str | None, default: str | None) -> Column[Row] | None:
    by_key = {column.key: column for column in columns if column.sortable}
    return by_key.get(asked or "") or by_key.get(default or "")


def _number(asked: "MultiDict[str, str]", name: str, default: int) -> int:
    return asked.get(name, default, type=int) or default
