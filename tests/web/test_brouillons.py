"""An initialisation that is sent twice, left midway, cancelled, or changed by two people: what becomes of its draft."""

from uuid import uuid4

import pytest
from flask import Flask

from tests.support.builders import AUTRE, CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.forms import form_fields
from tests.support.initialising import PRODUIT, begin, next_page, send
from tests.support.reading import read
from tests.support.visiting import visitor
from tests.web.conftest import both_databases


@both_databases
def test_the_same_first_form_sent_twice_makes_one_draft(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = begin(someone)
    fields = form_fields(read(someone.get(first))) | PRODUIT | {"action": "suivant"}
    answers = [someone.client.post(first, data=fields) for _ in range(3)]
    assert len({next_page(answer) for answer in answers}) == 1
    assert read(someone.get("/tableau-de-bord")).count("Reprendre l’ajout") == 1
    site.assert_faithful()


def test_coming_back_to_the_first_form_and_changing_it_changes_the_draft(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = begin(someone)
    fields = form_fields(read(someone.get(first))) | PRODUIT | {"action": "suivant"}
    someone.client.post(first, data=fields)
    next_page(someone.client.post(first, data=fields | {"nom": "Caresuivi"}))
    assert site.sujet(first.split("brouillon=")[1]).nom == "Caresuivi"


def test_the_first_form_leads_to_the_draft_once_there_is_one(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = begin(someone)
    next_page(send(someone, first, **PRODUIT))
    assert someone.get(first).location == f"/produits/brouillons/{first.split('brouillon=')[1]}/identification"


def test_leaving_midway_keeps_the_draft_under_the_products(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    second = next_page(send(someone, begin(someone), **PRODUIT))
    assert f'href="{second}"' in read(someone.get("/produits"))
    assert f'href="{second}"' in read(visitor(app, RESPONSABLE).get("/tableau-de-bord"))


def test_cancelling_an_empty_form_leads_back_at_once(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    assert next_page(send(someone, begin(someone), action="annuler")) == "/produits"
    first = begin(someone, "/produits/nouveau?demarche=socles")
    assert next_page(send(someone, first, action="annuler")) == "/parcours/doctrine/socles"


def test_cancelling_what_was_typed_asks_first_and_loses_nothing(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    answer = send(someone, begin(someone), action="annuler", nom="Careoptim")
    page = read(answer)
    assert answer.status_code == 200
    assert "Annuler l’ajout de ce produit ?" in page
    assert 'value="Careoptim"' in page
    assert "Reprendre l’ajout" not in read(someone.get("/tableau-de-bord"))


@pytest.mark.parametrize("step", ["identification", "qualification", "recapitulatif"])
def test_cancelling_a_draft_asks_first_then_drops_it(app: Flask, site: Site, step: str) -> None:
    draft = site.produit(valide=False, nom="À jeter")
    someone, base = visitor(app, CONTRIBUTEUR), f"/produits/brouillons/{draft}"
    page = read(send(someone, f"{base}/{step}", action="annuler")).replace("\u00a0", " ")
    assert "Le brouillon « À jeter » sera abandonné" in page
    assert site.sujet(draft).etat == "brouillon"
    assert next_page(someone.post(f"{base}/abandonner")) == "/produits"
    assert site.sujet(draft).etat == "abandonne"
    assert "Le brouillon « À jeter » est abandonné." in read(someone.get("/produits"))
    assert "À jeter" not in read(someone.get("/produits"))
    assert someone.get(f"{base}/{step}").status_code == 404
    assert begin(someone, f"/produits/nouveau?brouillon={draft}") != f"/produits/nouveau?brouillon={draft}"


def test_a_draft_that_was_validated_meanwhile_leads_to_its_sheet(app: Flask, site: Site) -> None:
    sujet = site.produit()
    someone = visitor(app, CONTRIBUTEUR)
    for step in ("identification", "qualification", "recapitulatif"):
        assert someone.get(f"/produits/brouillons/{sujet}/{step}").location == "/produits/1"
    assert someone.get(f"/produits/nouveau?brouillon={sujet}").location == "/produits/1"
    answer = someone.post(f"/produits/brouillons/{sujet}/abandonner")
    assert answer.status_code == 422
    assert "vous pouvez l'archiver" in read(answer)


def test_the_change_of_a_colleague_is_shown_before_it_is_replaced(app: Flask, site: Site) -> None:
    draft = site.produit(valide=False)
    address = f"/produits/brouillons/{draft}/identification"
    mine, theirs = visitor(app, CONTRIBUTEUR), visitor(app, RESPONSABLE)
    opened = form_fields(read(mine.get(address)))
    opened.pop("action", None)
    next_page(send(theirs, address, nom="Nom du collègue"))
    answer = mine.client.post(address, data=opened | {"nom": "Mon nom", "action": "suivant"})
    page = read(answer)
    assert answer.status_code == 409
    assert "Ce qui est enregistré maintenant" in page
    assert "Nom du collègue" in page
    assert 'value="Mon nom"' in page
    assert site.sujet(draft).nom == "Nom du collègue"
    again = form_fields(page)
    again.pop("action", None)
    next_page(mine.client.post(address, data=again | {"action": "suivant"}))
    assert site.sujet(draft).nom == "Mon nom"


def test_nothing_of_a_draft_is_open_to_another_company(app: Flask, site: Site) -> None:
    draft = site.produit(valide=False)
    other = visitor(app, AUTRE)
    for step in ("identification", "qualification", "recapitulatif"):
        assert other.get(f"/produits/brouillons/{draft}/{step}").status_code == 404
    assert other.post(f"/produits/nouveau?brouillon={draft}", **PRODUIT).status_code in (404, 422)
    assert site.sujet(draft).nom == "Careoptim"
    assert other.get(f"/produits/brouillons/{uuid4()}/identification").status_code == 404
    assert other.get("/produits/brouillons/pas-un-identifiant/identification").status_code == 404
