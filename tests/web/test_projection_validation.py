"""Requests and validations of a projection, « à revoir », what no button asks for, and its card in the dossier."""

import pytest
from flask import Flask

from tests.support.answering import dossier_address
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.planning import (
    ENOUGH,
    evalue,
    planifier,
    planning,
    projection_address,
    projeter,
    reevaluer,
)
from tests.support.reading import read
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import SOCLES
from workflows.commands.projections import SaisieProjection
from workflows.commands.sujets import ArchiverSujet

ADDED = "RESTE À LIRE"


@both_databases
def test_validating_with_something_missing_names_it_and_keeps_the_rest(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    answer = planning(app, site, sujet, RESPONSABLE).send("valider", **{"mois-orange-A10.1": "2026-10"})
    assert answer.status_code == 422
    page = read(answer)
    assert '<a href="#plan-A08-5-01">A08.5.01' in page
    assert "il manque une date, ou l’indication que la cible n’est pas applicable" in page
    assert '<a href="#plan-A10-1">A10.1' not in page
    assert site.projection(sujet).reponses["A10.1"].echeances == {"orange": "2026-10"}
    assert site.projection(sujet).etat == "brouillon"


@both_databases
def test_a_request_is_frozen_sent_back_with_a_reason_asked_again_and_validated(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    contributeur = planning(app, site, sujet)
    assert contributeur.send("demander", **ENOUGH).status_code == 303
    frozen = read(contributeur.open())
    assert "Validation demandée" in frozen
    assert "Prévu pour 2026-10" in frozen
    assert "Enregistrer comme brouillon" not in frozen
    responsable = planning(app, site, sujet, RESPONSABLE)
    assert "Indiquez le motif du renvoi" in read(responsable.send("renvoyer", motif=" "))
    assert responsable.send("renvoyer", motif="Précisez A10.1.").status_code == 303
    assert "Précisez A10.1." in read(contributeur.open())
    assert contributeur.send("demander").status_code == 303
    answer = responsable.send("valider")
    assert answer.location.endswith(dossier_address(site, sujet))
    assert site.projection(sujet).etat == "valide"
    site.assert_faithful()


def test_the_person_who_asked_can_take_the_request_back(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    person = planning(app, site, sujet)
    person.send("demander", **ENOUGH)
    answer = person.send("reprendre")
    assert answer.location.endswith(projection_address(site, sujet))
    assert site.projection(sujet).etat == "brouillon"


def test_a_contributeur_who_validates_all_the_same_is_refused_and_keeps_the_draft(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    answer = planning(app, site, sujet).send("valider", **ENOUGH)
    assert answer.status_code == 422
    assert "Seul un responsable" in read(answer)
    assert len(site.projection(sujet).reponses) == 2


def test_a_second_press_of_validate_changes_nothing(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    person = planning(app, site, sujet, RESPONSABLE)
    assert person.send("valider", **ENOUGH).status_code == 303
    again = person.send("valider", **ENOUGH)
    assert again.status_code in (303, 422)
    validation = site.projection(sujet).validation
    assert validation is not None
    assert validation.numero == 1
    site.assert_faithful()


@pytest.mark.parametrize("event", ["reviser", "bloquer", "debloquer", "inconnu"])
def test_what_no_button_asks_for_does_not_exist(app: Flask, site: Site, event: str) -> None:
    sujet = evalue(site)
    assert planning(app, site, sujet, RESPONSABLE).send(event).status_code == 404
    assert site.projection(sujet).etat == "a_completer"


def test_a_validated_projection_is_read_only_until_it_is_edited_anew(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    projeter(site, sujet)
    person = planning(app, site, sujet)
    page = read(person.open())
    assert "Projection validée" in page
    assert "Prévu pour 2027-01" in page
    assert "Enregistrer comme brouillon" not in page
    assert person.send("modifier").location.endswith(person.address)
    person.open()
    person.send(**{"mois-vert-A08.5.01": "2027-09"})
    page = read(person.open())
    assert "Dernière projection validée :" in page
    assert "reste la projection officielle" in page


@both_databases
def test_a_new_validation_of_the_evaluation_asks_to_see_the_projection_again(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    projeter(site, sujet)
    reevaluer(site, sujet, {"A10.1": "orange"})
    person = planning(app, site, sujet, RESPONSABLE)
    page = read(person.open())
    assert "Projection à revoir" in page
    assert "Échéance donnée : 2026-10" in page
    assert [name for name in person.fields if name.startswith("mois-") and name.endswith("A10.1")] == [
        "mois-jaune-A10.1",
        "mois-vert-A10.1",
    ]
    person.send(**{"commentaire-A10.1": "Vu."})
    assert "Projection à revoir" in read(person.open())
    assert person.send("valider").status_code == 303
    assert "Projection à revoir" not in read(person.open())
    site.assert_faithful()


def test_an_archived_product_shows_its_projection_and_changes_nothing(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    person = planning(app, site, sujet)
    site.do(ArchiverSujet(site.responsable, sujet))
    answer = person.send(**ENOUGH, **{"commentaire-A10.1": ADDED})
    assert answer.status_code == 422
    page = read(answer)
    assert "Ce produit est archivé" in page
    assert "Ce que vous aviez saisi n’a pas été enregistré" in page
    assert "orange 2026-10" in page
    assert ADDED in page


def test_the_card_of_a_dossier_leads_to_its_projection(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    person = visitor(app, CONTRIBUTEUR)
    card = read(person.get(dossier_address(site, sujet)))
    assert f'href="{projection_address(site, sujet)}"' in card
    planifier(site, sujet, SaisieProjection("A10.1", {"orange": "2026-10"}))
    assert "6/7" in read(person.get(dossier_address(site, sujet)))
    projeter(site, sujet)
    card = read(person.get(dossier_address(site, sujet)))
    assert f'href="{projection_address(site, sujet)}/feuille-de-route"' in card
    assert "Atteint le 2027-01 pour Doctrine du Numérique en Santé" in card
    assert f'action="{projection_address(site, sujet)}/modifier"' in card
    assert SOCLES in card
