"""Tables: what the address asks for is what is shown, and what it asks wrongly is ignored."""

from dataclasses import dataclass

import pytest
from flask import Flask

from webapp.tables import Column, Table, build_table


@dataclass(frozen=True)
class Line:
    """A row."""

    reference: int | None
    nom: str


LINES = [Line(number, f"Produit {number}") for number in range(1, 28)]
COLUMNS: tuple[Column[Line], ...] = (
    Column("reference", "Référence", lambda line: line.reference),
    Column("nom", "Nom", lambda line: line.nom),
    Column("etat", "État", lambda line: "", sortable=False),
)


def _table(app: Flask, query: str, lines: list[Line] = LINES) -> Table[Line]:
    with app.test_request_context(f"/mon-compte?{query}"):
        return build_table("t", "Produits", COLUMNS, lines, "reference")


@pytest.mark.parametrize(
    ("query", "first", "shown", "page", "pages"),
    [
        ("", 1, 10, 1, 3),
        ("t_page=3", 21, 7, 3, 3),
        ("t_page=4", 21, 7, 3, 3),
        ("t_page=0", 1, 10, 1, 3),
        ("t_page=x", 1, 10, 1, 3),
        ("t_nombre=25", 1, 25, 1, 2),
        ("t_nombre=26", 1, 10, 1, 3),
        ("t_sens=desc", 27, 10, 1, 3),
        ("t_tri=nom", 1, 10, 1, 3),
        ("t_tri=etat", 1, 10, 1, 3),
        ("autre_page=3", 1, 10, 1, 3),
    ],
)
def test_the_address_says_what_is_shown(app: Flask, query: str, first: int, shown: int, page: int, pages: int) -> None:
    table = _table(app, query)
    assert (table.rows[0].reference, len(table.rows), table.page, table.pages) == (first, shown, page, pages)


@pytest.mark.parametrize(
    ("search", "found"), [("eclair", 1), ("ÉCLAIR", 1), ("mobile 12", 1), ("12 mobile", 1), ("absent", 0), ("  ", 2)]
)
def test_a_search_ignores_case_and_accents_and_the_order_of_words(app: Flask, search: str, found: int) -> None:
    lines = [Line(11, "Éclair"), Line(12, "Careoptim Mobile")]
    assert _table(app, f"t_recherche={search}", lines).total == found


def test_numbers_are_sorted_as_numbers_and_nothing_comes_last(app: Flask) -> None:
    lines = [Line(None, "brouillon"), Line(1000, "b"), Line(883, "a")]
    assert [line.reference for line in _table(app, "", lines).rows] == [883, 1000, None]


def test_an_empty_table_has_one_page(app: Flask) -> None:
    assert (_table(app, "", []).page, _table(app, "", []).pages) == (1, 1)


def test_links_keep_what_the_address_says_of_the_rest(app: Flask) -> None:
    with app.test_request_context("/mon-compte?autre_page=2&t_page=3&t_recherche=a"):
        table = build_table("t", "Produits", COLUMNS, LINES)
        assert table.url(page=1) == "/mon-compte?autre_page=2&t_page=1&t_recherche=a#t"
        assert table.others() == {"autre_page": "2"}
