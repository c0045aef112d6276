"""The page of 36 critères, beside the same HTML from one bare template over plain values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import Environment
from lxml import html
from markupsafe import Markup

from bench.figure import Figure, bounded, compared
from bench.ground import Product, ground
from bench.timing import medians
from tests.support.builders import CONTRIBUTEUR
from tests.support.statements import count_statements
from tests.support.visiting import Visitor, visitor
from webapp.app import create_app
from webapp.config import read_settings

RUNS = 60
CARD = re.compile(r'<article class="critere.*?</article>', re.DOTALL)
NAME = "the page of 36 critères"


def figures() -> Iterator[Figure]:
    """Statements, then times: of the whole request, in the process, and of the bare template."""
    with ground() as ours:
        product = ours.product(CONTRIBUTEUR)
        app = create_app(read_settings(ours.environment()))
        open_page = _opening(app, product)
        yield bounded(f"statements of {NAME}", count_statements(app, open_page), "statements", 15)
        drawn = open_page()
        bare = Bare(drawn)
        bare.check(drawn)
        page, plain = medians(RUNS, open_page, bare.render)
    yield compared(NAME, page * 1e3, "ms", "the same HTML from bare Jinja", plain * 1e3, 5)


def _opening(app: Flask, product: Product) -> partial[str]:
    return partial(_text, visitor(app, CONTRIBUTEUR), product.evaluation())


def _text(person: Visitor, address: str) -> str:
    answer = person.get(address)
    assert answer.status_code == 200
    return answer.text


class Bare:
    """One template without a macro, a translation or an object; what is around the critères comes as it is."""

    def __init__(self, page: str) -> None:
        environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self._template = environment.from_string((Path(__file__).parent / "bare.html").read_text(encoding="utf-8"))
        self._pieces = list(_pieces(page))

    def render(self) -> str:
        """The page."""
        return self._template.render(pieces=self._pieces)

    def check(self, page: str) -> None:
        """Raises: AssertionError where the two pages differ by more than white space."""
        assert _words(self.render()) == _words(page)


@dataclass(frozen=True)
class _Around:
    html: Markup


def _pieces(page: str) -> Iterator[_Around | Mapping[str, Any]]:
    """What is around, and each critère as plain values read from the page itself."""
    end = 0
    for card in CARD.finditer(page):
        yield {"html": Markup(page[end : card.start()])}  # noqa: S704 - our own page
        yield _values(html.fragment_fromstring(card[0]))
        end = card.end()
    yield {"html": Markup(page[end:])}  # noqa: S704 - our own page


def _values(card: Any) -> dict[str, Any]:
    code = card.get("data-critere")
    title, badge = card.find_class("critere-title")[0], card.find_class("badge-status")[0]
    tag = card.find_class("level-tag")[0]
    comment = card.find(".//textarea")
    hidden = {field.get("name").partition("-")[0]: field.get("value") for field in card.findall("input")}
    return {
        "code": code,
        "anchor": card.get("id").removeprefix("critere-"),
        "titre": title[0].tail.strip(),
        "nature": badge.text,
        "look": badge.get("class").rpartition("badge-")[2],
        "recommande": tag.get("class").rpartition("level-")[2],
        "mot": tag.text_content(),
        "objectif": card.findall("p")[1][0].tail.strip(),
        "legend": card.find(".//legend").text,
        "niveaux": [_level(level) for level in card.find_class("level")],
        "commentaire": (comment.text or "").removeprefix("\n"),
        **hidden,
    }


def _level(level: Any) -> dict[str, Any]:
    texts = level.find_class("level-text")
    return {
        "code": level.find("input").get("value"),
        "checked": level.find("input").get("checked") is not None,
        "word": level.find_class("level-word")[0].text,
        "recommended": bool(level.find_class("level-recommended")),
        "texte": texts[0].text if texts else "",
    }


def _words(page: str) -> list[str]:
    """A page without its white space, and with its characters written one way."""
    written = html.tostring(html.document_fromstring(page), encoding="unicode")
    return re.sub(r">\s+|\s+<", "|", written).split()
