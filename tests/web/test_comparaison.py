"""Two validated answers of one questionnaire compared, chosen among any, of maturity and of conformity."""

import pytest
from flask import Flask

from tests.support.answering import evaluation_address
from tests.support.builders import AUTRE, CONTRIBUTEUR, Site
from tests.support.conformite import ARBRE, CONFORMES, DEMARCHE, adresse, enregistrer, produit_en_conformite, valider
from tests.support.reading import read, shown
from tests.support.statements import count_statements
from tests.support.visiting import visitor
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from workflows.commands.evaluations import ModifierEvaluation


def _again(site: Site, sujet: str, valeurs: dict[str, str]) -> None:
    """Interopérabilité edited and validated anew."""
    site.do(ModifierEvaluation(site.responsable, sujet, SOCLES, INTEROP))
    site.valider(sujet, valeurs)


@pytest.fixture
def trois(site: Site) -> str:
    """A product whose Interopérabilité was validated three times."""
    sujet = site.produit()
    site.valider(sujet, FORTES | {"A10.1": "rouge"})
    _again(site, sujet, {"A10.2": "rouge"})
    _again(site, sujet, {"A10.1": "vert", "A10.2": "vert"})
    return sujet


def test_the_last_two_are_compared_unless_others_are_chosen(app: Flask, site: Site, trois: str) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    page = f"{evaluation_address(site, trois)}/comparaison"
    last = shown(someone.get(page))
    assert "2 réponses diffèrent. 5 critères sont inchangés." in last
    assert "Validation n° 2 Non atteint pour Doctrine du Numérique en Santé" in last
    first = read(someone.get(f"{page}?avant=1&apres=2"))
    assert "1 réponse diffère." in first
    assert 'id="difference-A10-2"' in first
    assert 'id="difference-A10-1"' not in first
    assert "1 réponse diffère." in read(someone.get(f"{page}?avant=3&apres=1"))


def test_one_with_itself_does_not_differ(app: Flask, site: Site, trois: str) -> None:
    page = read(visitor(app, CONTRIBUTEUR).get(f"{evaluation_address(site, trois)}/comparaison?avant=2&apres=2"))
    assert "Aucune réponse ne diffère." in page


@pytest.mark.parametrize(("query", "status"), [("avant=9", 404), ("avant=0&apres=1", 404), ("avant=deux", 200)])
def test_a_number_that_nothing_has_is_not_found(app: Flask, site: Site, trois: str, query: str, status: int) -> None:
    address = f"{evaluation_address(site, trois)}/comparaison?{query}"
    assert visitor(app, CONTRIBUTEUR).get(address).status_code == status
    assert visitor(app, AUTRE).get(address).status_code == 404


@pytest.mark.parametrize("validations", [0, 1])
def test_there_must_be_two_to_compare(app: Flask, site: Site, validations: int) -> None:
    sujet = site.produit()
    for _ in range(validations):
        site.valider(sujet)
    someone = visitor(app, CONTRIBUTEUR)
    page = evaluation_address(site, sujet)
    assert "Il faut deux réponses validées pour les comparer" in read(someone.get(f"{page}/comparaison"))
    assert "Comparer deux réponses validées" not in read(someone.get(f"{page}/resultats"))


def test_a_node_switched_off_is_told_once_and_what_is_below_it_not(app: Flask, site: Site) -> None:
    sujet = produit_en_conformite(site)
    enregistrer(site, sujet, CONFORMES)
    valider(site, sujet)
    site.do(ModifierEvaluation(site.responsable, sujet, DEMARCHE, ARBRE))
    enregistrer(site, sujet, {"QUA": "gris"}, "Aucun contenu.")
    enregistrer(site, sujet, {"IA.1": "non_applicable"}, "Aucun modèle.")
    valider(site, sujet)
    someone = visitor(app, CONTRIBUTEUR)
    results = read(someone.get(f"{adresse(site, sujet, ARBRE)}/resultats"))
    assert "Comparer deux réponses validées" in results
    page = shown(someone.get(f"{adresse(site, sujet, ARBRE)}/comparaison"))
    assert "2 réponses diffèrent. 4 critères sont inchangés." in page
    for words in (
        "Validation n° 1 Section applicable Validation n° 2 Section non applicable Aucun contenu.",
        "IA.1 Titre IA.1 Validation n° 1 Conforme Validation n° 2 Non applicable Aucun modèle.",
    ):
        assert words in page


def test_the_page_asks_the_same_of_the_database_however_many_there_are(app: Flask, site: Site, trois: str) -> None:
    someone, page = visitor(app, CONTRIBUTEUR), f"{evaluation_address(site, trois)}/comparaison"
    before = count_statements(app, lambda: someone.get(page))
    _again(site, trois, {"A10.1": "rouge"})
    assert count_statements(app, lambda: someone.get(page)) == before
