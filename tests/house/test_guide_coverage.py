"""docs/guide-coverage.md: every step of the guide has its page of ours and its test, and both exist."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from webapp.blueprints import BLUEPRINTS

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "guide-coverage.md"
_ROW = re.compile(r"^\| (?P<step>[^|]+) \| S:(?P<line>\d+) \| [^|]+ \| `(?P<endpoint>[^`]+)` \| `(?P<test>[^`]+)` \|$")

STEPS = {
    "Présentation de la plateforme": (26, 41, 53, 55, 68, 80),
    "Evaluation et projection socles pour la Stratégie globale": (
        *(121, 173, 208, 221, 267, 303, 346, 360, 460, 475, 489, 501, 552, 573),
    ),
    "Evaluation et projection socles pour un Produit": (
        *(607, 639, 684, 722, 771, 785, 822, 881, 899, 911, 958, 1041),
    ),
    "Téléconsultation, Téléexpertise, Télésoin": (1063, 1064, 1065),
    "Référencement Mon espace santé pour un Produit": (
        *(1091, 1132, 1168, 1185, 1237, 1273, 1322, 1344, 1413, 1427, 1439, 1501, 1543, 1556),
    ),
}
"""The lines of the guide where a step begins, by chapter: « Etape n », and the pages that it shows without a number."""


class Row(NamedTuple):
    """One line of the document."""

    chapter: str
    step: str
    line: int
    endpoint: str
    test: str


@cache
def _rows() -> tuple[Row, ...]:
    chapter, rows = "", []
    for line in DOCUMENT.read_text("utf-8").splitlines():
        if line.startswith("## "):
            chapter = line.removeprefix("## ")
        if found := _ROW.match(line):
            rows.append(Row(chapter, found["step"], int(found["line"]), found["endpoint"], found["test"]))
    return tuple(rows)


@cache
def _endpoints() -> frozenset[str]:
    app = Flask(__name__)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return frozenset(app.view_functions)


def _named(row: Row) -> str:
    return f"S:{row.line}"


@cache
def _functions(path: Path) -> frozenset[str]:
    return frozenset(node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("chapter", STEPS)
def test_every_step_of_the_guide_has_a_row_in_its_chapter(chapter: str) -> None:
    written = {row.line for row in _rows() if row.chapter == chapter}
    assert set(STEPS[chapter]) - written == set(), "étapes du guide sans ligne dans docs/guide-coverage.md"


def test_every_line_of_a_table_is_a_row_and_no_step_is_told_twice() -> None:
    lines = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("|")]
    assert len(lines) == len(_rows()) + 2 * len(STEPS), "une ligne est mal formée"
    assert [step for step, count in Counter((row.chapter, row.step) for row in _rows()).items() if count > 1] == []


@pytest.mark.parametrize("row", _rows(), ids=_named)
def test_a_row_names_a_page_of_the_application(row: Row) -> None:
    assert row.endpoint in _endpoints()


@pytest.mark.parametrize("row", _rows(), ids=_named)
def test_a_row_names_a_test_that_exists(row: Row) -> None:
    path, _, name = row.test.partition("::")
    assert name in _functions(ROOT / path)
