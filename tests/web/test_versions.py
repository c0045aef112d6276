"""« Nouvelle version » from the sheet of a product to its list of questionnaires."""

import pytest
from flask import Flask

from tests.support.builders import CONTRIBUTEUR, Site
from tests.support.forms import form_fields
from tests.support.initialising import next_page, send
from tests.support.reading import read
from tests.support.sujets import reference_of
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import both_databases
from workflows.commands.sujets import ArchiverSujet


def _begin(someone: Visitor, address: str) -> str:
    """Step 1 of the next version, after the confirmation."""
    shown = form_fields(read(someone.get(address)))
    return next_page(someone.client.post(address, data=shown))


@both_databases
def test_a_next_version_goes_through_the_three_steps_and_names_the_one_before(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet)
    sheet = f"/produits/{reference_of(site, sujet)}"
    someone = visitor(app, CONTRIBUTEUR)
    assert "Nouvelle version" in read(someone.get(sheet))
    step = _begin(someone, f"{sheet}/nouvelle-version")
    first = read(someone.get(step))
    assert form_fields(first)["nom"] == "Careoptim"
    assert "repris de la version précédente" in first
    refused = send(someone, step)
    assert refused.status_code == 422
    step = next_page(send(someone, step, version="v2"))
    step = next_page(send(someone, step))
    added = read(someone.get(next_page(send(someone, step))))
    assert 'href="/dossiers/2/socles"' in added
    assert "confirmez chacune" in added
    page = read(someone.get("/produits/2"))
    assert "Version précédente" in page
    assert "Careoptim - v1 - 1" in page
    assert "Version suivante" in read(someone.get(sheet))
    questionnaire = someone.get("/dossiers/2/socles/evaluations/interoperabilite-2021")
    assert "Je confirme cette réponse" in read(questionnaire)
    assert "\u00a0: Interopérabilité 2021</h1>" in questionnaire.text
    site.assert_faithful()


@pytest.mark.parametrize("identifiant", ["", "x", "../1"])
def test_a_form_without_its_identifier_begins_nothing(app: Flask, site: Site, identifiant: str) -> None:
    address = f"/produits/{reference_of(site, site.produit())}/nouvelle-version"
    someone = visitor(app, CONTRIBUTEUR)
    shown = form_fields(read(someone.get(address)))
    answer = someone.client.post(address, data=shown | {"identifiant": identifiant})
    assert answer.status_code == 422
    assert "rechargez la page" in read(answer)


def test_a_product_that_was_put_away_has_no_next_version(app: Flask, site: Site) -> None:
    sujet = site.produit()
    address = f"/produits/{reference_of(site, sujet)}/nouvelle-version"
    someone = visitor(app, CONTRIBUTEUR)
    begun_before = form_fields(read(someone.get(address)))
    site.do(ArchiverSujet(site.contributeur, sujet))
    page = read(someone.get(address))
    assert "Désarchivez-le d’abord" in page
    assert "Commencer la nouvelle version" not in page
    answer = someone.client.post(address, data=begun_before)
    assert answer.status_code == 422
    assert "Ce produit est archivé" in read(answer)


def test_a_form_sent_twice_begins_one_version(app: Flask, site: Site) -> None:
    address = f"/produits/{reference_of(site, site.produit())}/nouvelle-version"
    someone = visitor(app, CONTRIBUTEUR)
    shown = form_fields(read(someone.get(address)))
    first, second = (someone.client.post(address, data=shown).location for _ in range(2))
    assert first == second
