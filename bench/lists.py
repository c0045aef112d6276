"""The pages that list what a company has, with ten thousand products and fifty thousand dossiers, beside a hundred.

Then the same lists searched in, beside themselves: every name is looked at, so a search is given a bound of its own.
"""

from collections.abc import Callable, Iterator
from functools import partial

from bench.figure import Figure, bounded, compared
from bench.ground import Ground, ground
from bench.timing import medians
from tests.support.builders import CONTRIBUTEUR
from tests.support.many import add_dossiers
from tests.support.statements import count_statements
from tests.support.visiting import Visitor, visitor
from webapp.app import create_app
from webapp.config import read_settings

FEW, MANY = 100, 10_000
DEMARCHES = ("teleconsultation", "teleexpertise", "telesoin", "referencement-sans-echange")
"""Beside « socles »: five dossiers a product."""
RUNS = 15
PAGES = {
    "the dashboard": "/tableau-de-bord",
    "the catalogue of products": "/produits",
    "the page of a démarche": "/parcours/doctrine/socles",
    "the products that can join a démarche": "/parcours/mon-espace-sante/referencement-avec-echange/ajouter-un-produit",
}
SEARCHED = 6
"""How many times as long as the list a search in it may take."""
SEARCHES = {
    "the dashboard, one word": ("the dashboard", "demarches_recherche=%C3%89DICARE"),
    "the dashboard, a product and a démarche": ("the dashboard", "demarches_recherche=careoptim+telesoin"),
    "the dashboard, nothing found": ("the dashboard", "demarches_recherche=100%25_%5C"),
    "the catalogue of products": ("the catalogue of products", "produits_recherche=careoptim"),
    "the page of a démarche, a responsable": ("the page of a démarche", "produits_recherche=contributeur"),
    "the products that can join": ("the products that can join a démarche", "produits_recherche=careoptim"),
}


def figures() -> Iterator[Figure]:
    """Of each page: statements that many products add, then its time beside that of few."""
    with ground() as few, ground() as many:
        small, large = _filled(few, FEW), _filled(many, MANY)
        for name, address in PAGES.items():
            (least, fewer), (more, longer) = small(address), large(address)
            yield bounded(f"statements that {MANY} products add to {name}", more - least, "statements", 0)
            short, long = medians(RUNS, fewer, longer)
            beside = f"the same with {FEW} products"
            yield compared(f"{name}, {MANY} products", long * 1e3, "ms", beside, short * 1e3, 1.5)
        for name, (page, asked) in SEARCHES.items():
            (_, listed), (_, searched) = large(PAGES[page]), large(f"{PAGES[page]}?{asked}")
            short, long = medians(RUNS, listed, searched)
            beside = "the same without a search"
            yield compared(f"a search in {name}", long * 1e3, "ms", beside, short * 1e3, SEARCHED)


def _filled(where: Ground, count: int) -> Callable[[str], tuple[int, Callable[[], object]]]:
    """For an address, its statements and the opening of it, in a company of so many products."""
    product = where.product(CONTRIBUTEUR, *DEMARCHES)
    add_dossiers(where.engine, product.sujet, count - 1, each=len(DEMARCHES) + 1)
    app = create_app(read_settings(where.environment()))
    person = visitor(app, CONTRIBUTEUR)

    def opening(address: str) -> tuple[int, Callable[[], object]]:
        open_page = partial(_open, person, address)
        open_page()
        return count_statements(app, open_page), open_page

    return opening


def _open(person: Visitor, address: str) -> None:
    assert person.get(address).status_code == 200
