"""Saving one answer over HTTP on SQLite, beside an empty view that commits one INSERT."""

import sys
from collections.abc import Iterator

from bench.client import Browser, Saver
from bench.figure import Figure, bounded, compared
from bench.ground import Ground, Product, ground
from bench.serving import free_port, serving, waitress
from bench.timing import medians
from tests.support.builders import CONTRIBUTEUR
from tests.support.long_questionnaire import LONG, LONG_QUESTIONNAIRE
from tests.support.many import add_dossiers
from tests.support.saving import Saving
from webapp.app import create_app
from webapp.config import read_settings

RUNS = 300
CRITERES, DOSSIERS = 106, 10_000
CRITERE = "A08.1.01"


class Peer:
    """Somebody who saves in the empty application."""

    def __init__(self, port: int) -> None:
        self.browser = Browser(port)
        self.browser.get("/")

    def save(self) -> None:
        """Raises: AssertionError."""
        status, _ = self.browser.post("/", {"text": "Enregistrement."}, "application/json")
        assert status == 200


def figures() -> Iterator[Figure]:
    """Statements, then times: of 36 critères, of 106, and among ten thousand dossiers."""
    with ground(long=CRITERES) as ours, ground(long=CRITERES) as crowded:
        product, other = ours.product(CONTRIBUTEUR, LONG), crowded.product(CONTRIBUTEUR, LONG)
        add_dossiers(crowded.engine, other.sujet, DOSSIERS)
        sets = (
            ("36 critères", ours, product.evaluation(), CRITERE),
            (f"{CRITERES} critères", ours, product.evaluation(LONG, LONG_QUESTIONNAIRE), f"L0.{CRITERE}"),
            (f"{DOSSIERS} dossiers", crowded, other.evaluation(), CRITERE),
        )
        for name, where, address, critere in sets:
            yield bounded(f"statements of a save, {name}", _statements(where, address, critere), "statements", 15)
        few, more, among, least = _times(ours, crowded, product, other)
    name = "saving one answer over HTTP, 36 critères"
    yield compared(name, few * 1e3, "ms", "an empty view, one INSERT", least * 1e3, 4)
    yield compared(f"the same, {CRITERES} critères", more * 1e3, "ms", name, few * 1e3, 1.5)
    yield compared(f"the same, {DOSSIERS} dossiers", among * 1e3, "ms", name, few * 1e3, 1.5)


def _times(ours: Ground, crowded: Ground, product: Product, other: Product) -> list[float]:
    """Of 36 critères, of 106, among ten thousand dossiers, and of the empty view: in seconds."""
    first, second, third = free_port(), free_port(), free_port()
    empty = [sys.executable, "-m", "bench.empty_app", str(third), f"sqlite:///{ours.folder}/empty.sqlite"]
    with (
        serving(waitress(first), first, ours.environment(), ours.folder / "log"),
        serving(waitress(second), second, crowded.environment(), crowded.folder / "log"),
        serving(empty, third, {}, ours.folder / "empty-log", "/"),
    ):
        short = _saver(first, product.evaluation(), CRITERE)
        long = _saver(first, product.evaluation(LONG, LONG_QUESTIONNAIRE), f"L0.{CRITERE}")
        many = _saver(second, other.evaluation(), CRITERE)
        peer = Peer(third)
        taken = medians(RUNS, short.save, long.save, many.save, peer.save)
        for each in (short, long, many, peer):
            each.browser.close()
        return taken


def _saver(port: int, address: str, critere: str) -> Saver:
    browser = Browser(port)
    browser.sign_in(CONTRIBUTEUR)
    return Saver(browser, address, critere)


def _statements(where: Ground, address: str, critere: str) -> int:
    app = create_app(read_settings(where.environment()))
    return Saving(app, address, critere).statements()
