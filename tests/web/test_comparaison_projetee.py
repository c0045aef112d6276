"""Two validated projections of one questionnaire compared: months, targets that do not apply, comments."""

import pytest
from flask import Flask

from tests.support.builders import AUTRE, CONTRIBUTEUR, Site
from tests.support.planning import HORS_CIBLE, PLAN, evalue, projection_address, projeter
from tests.support.reading import read, shown
from tests.support.statements import count_statements
from tests.support.visiting import visitor
from workflows.commands.projections import SaisieProjection

PLUS_TARD = SaisieProjection("A10.1", {"orange": "2026-11", "vert": "2027-06"}, False, "Par étapes, plus tard.")


@pytest.fixture
def trois(site: Site) -> str:
    """A product whose projection was validated three times."""
    sujet = evalue(site)
    projeter(site, sujet)
    projeter(site, sujet, PLUS_TARD)
    projeter(site, sujet, HORS_CIBLE)
    return sujet


def test_the_last_two_are_compared_unless_others_are_chosen(app: Flask, site: Site, trois: str) -> None:
    someone, page = visitor(app, CONTRIBUTEUR), f"{projection_address(site, trois)}/comparaison"
    last = shown(someone.get(page))
    assert "1 réponse diffère. 6 critères sont inchangés." in last
    assert (
        "Validation n° 2 vert 2027-01 Validation n° 3 La cible envisagée pour ce critère n'est pas applicable" in last
    )
    first = shown(someone.get(f"{page}?avant=1&apres=2"))
    for words in (
        "1 réponse diffère.",
        "Validation n° 1 orange 2026-10 vert 2027-06 Par étapes.",
        "Validation n° 2 orange 2026-11 vert 2027-06 Par étapes, plus tard.",
        "Validation n° 2 Atteint le 2027-01 pour Doctrine du Numérique en Santé",
    ):
        assert words in first
    assert "2 réponses diffèrent." in shown(someone.get(f"{page}?avant=3&apres=1"))
    assert "Aucune réponse ne diffère." in shown(someone.get(f"{page}?avant=2&apres=2"))


@pytest.mark.parametrize(("query", "status"), [("avant=9", 404), ("avant=0&apres=1", 404), ("avant=deux", 200)])
def test_a_number_that_nothing_has_is_not_found(app: Flask, site: Site, trois: str, query: str, status: int) -> None:
    address = f"{projection_address(site, trois)}/comparaison?{query}"
    assert visitor(app, CONTRIBUTEUR).get(address).status_code == status
    assert visitor(app, AUTRE).get(address).status_code == 404


@pytest.mark.parametrize("validations", [0, 1, 2])
def test_two_are_offered_for_comparison_where_there_are_two(app: Flask, site: Site, validations: int) -> None:
    sujet = evalue(site)
    for _ in range(validations):
        projeter(site, sujet, *PLAN)
    someone, page = visitor(app, CONTRIBUTEUR), projection_address(site, sujet)
    offered = "Comparer deux projections validées" in read(someone.get(f"{page}/feuille-de-route"))
    refused = "Il faut deux projections validées pour les comparer" in read(someone.get(f"{page}/comparaison"))
    assert (offered, refused) == (validations > 1, validations < 2)


def test_the_page_asks_the_same_of_the_database_however_many_there_are(app: Flask, site: Site, trois: str) -> None:
    someone, page = visitor(app, CONTRIBUTEUR), f"{projection_address(site, trois)}/comparaison"
    before = count_statements(app, lambda: someone.get(page))
    projeter(site, trois, *PLAN)
    assert count_statements(app, lambda: someone.get(page)) == before
