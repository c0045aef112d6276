"""From the address of a page to a list read in SQL, and from that list to what the macros draw."""

from collections.abc import Sequence
from typing import Any

from flask import request

from reports.listes import RECHERCHE_MAX, DemandeListe, Tranche
from webapp.tables import SIZES, Column, Table


def asked_list(name: str, sort: str = "", *, descending: bool = False, size: int | None = None) -> DemandeListe:
    """What the address asks of the list of that name; `size` fixes how many rows a page has."""
    asked = request.args
    by = asked.get(f"{name}_tri", "")
    return DemandeListe(
        recherche=asked.get(f"{name}_recherche", "").strip()[:RECHERCHE_MAX],
        tri=by or sort,
        descendant=asked.get(f"{name}_sens") == "desc" if by else descending,
        page=_number(f"{name}_page"),
        taille=size or _size(name),
    )


def sql_table(
    name: str, caption: str, columns: Sequence[tuple[str, str]], asked: DemandeListe, found: Tranche[Any]
) -> Table[Any]:
    """The table of those columns, each a key that the report sorts by and a title."""
    return Table(
        name=name,
        caption=caption,
        columns=tuple(Column(key, title, _unused, sortable=bool(key)) for key, title in columns),
        rows=found.lignes,
        total=found.total,
        page=found.page,
        pages=found.pages,
        size=asked.taille,
        sort=asked.tri,
        descending=asked.descendant,
        search=asked.recherche,
    )


def _unused(_row: Any) -> None:
    """The database sorts and searches; nothing reads the values of a row here."""


def _size(name: str) -> int:
    size = _number(f"{name}_nombre")
    return size if size in SIZES else SIZES[0]


def _number(name: str) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 1
