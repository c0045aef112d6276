"""The list of questionnaires of a dossier: what each card says and offers, state by state."""

import pytest
from flask import Flask

from tests.support.answering import dossier_address
from tests.support.builders import AUTRE, CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.reading import read
from tests.support.statements import count_statements
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from webapp.runtime import edition
from workflows.commands.dossiers import QuitterDemarche, RejoindreDemarche
from workflows.commands.evaluations import DemanderValidation, ModifierEvaluation
from workflows.commands.sujets import ArchiverSujet

NIVEAU = "Non atteint pour Doctrine du Numérique en Santé Evaluation et projection socles"


def _page(app: Flask, site: Site, sujet: str, email: str = CONTRIBUTEUR) -> str:
    answer = visitor(app, email).get(dossier_address(site, sujet))
    assert answer.status_code == 200
    return read(answer)


def _card(page: str, titre: str, kicker: str = "Évaluation") -> str:
    cards = page.split("<article")[1:]
    return next(card.split("</article>")[0] for card in cards if titre in card and f">{kicker}<" in card)


@both_databases
def test_an_untouched_dossier_offers_to_start_each_evaluation(app: Flask, site: Site) -> None:
    page = _page(app, site, site.produit(nom="Careoptim", version="v0.1"))
    assert "Careoptim - v0.1 - 1 : Evaluation et projection socles" in page
    assert "Retrouvez ici les questionnaires d'évaluation et de projection" in page
    card = _card(page, "Interopérabilité 2021")
    assert "À compléter" in card
    assert "<strong>0/7</strong>" in card
    assert "Démarrer" in card
    assert "Niveau" not in card


def test_a_locked_projection_says_why_in_the_words_of_the_rule(app: Flask, site: Site) -> None:
    card = _card(_page(app, site, site.produit()), "Interopérabilité 2021", "Projection")
    assert "Afin de procéder à une projection sur ce thème, vous devez d'abord évaluer votre produit." in card
    assert "Démarrer" not in card


def test_a_draft_is_edited_and_counts_its_answers(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, {"A10.1": "vert", "A10.2": "rouge"})
    card = _card(_page(app, site, sujet), "Interopérabilité 2021")
    assert "En cours" in card
    assert "<strong>2/7</strong>" in card
    assert "Editer" in card
    assert "Démarrer" not in card


def test_a_request_is_shown_as_such(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    site.do(DemanderValidation(site.contributeur, sujet, SOCLES, INTEROP))
    card = _card(_page(app, site, sujet), "Interopérabilité 2021")
    assert "Validation demandée" in card
    assert "Voir la demande" in card


@both_databases
def test_a_validated_evaluation_shows_its_recorded_level_and_opens_its_projection(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet, FORTES | {"A10.1": "rouge"})
    page = _page(app, site, sujet)
    card = _card(page, "Interopérabilité 2021")
    assert "Terminé" in card
    assert "<strong>7/7</strong>" in card
    assert NIVEAU in card
    for button in ("Editer", "Voir les résultats", "Télécharger"):
        assert button in card
    assert "vous devez d'abord évaluer" not in _card(page, "Interopérabilité 2021", "Projection")


def test_a_newer_draft_is_told_beside_the_level_that_stands(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet, FORTES | {"A10.1": "rouge"})
    site.do(ModifierEvaluation(site.contributeur, sujet, SOCLES, INTEROP))
    card = _card(_page(app, site, sujet), "Interopérabilité 2021")
    assert "brouillon en cours" in card
    assert NIVEAU in card
    assert "Voir les résultats" in card


def test_an_archived_product_says_why_nothing_can_be_changed(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.do(ArchiverSujet(site.responsable, sujet))
    card = _card(_page(app, site, sujet), "Interopérabilité 2021")
    assert "Ce produit est archivé" in card
    assert "Démarrer" not in card


def test_a_questionnaire_of_one_parcours_is_not_said_to_be_shared(app: Flask, site: Site) -> None:
    with app.test_request_context():
        shared = len(edition().catalogue.parcours_qui_utilisent(INTEROP)) > 1
    page = _page(app, site, site.produit())
    assert ("Ce questionnaire est commun à plusieurs parcours" in page) is shared


@pytest.mark.parametrize("demarche", ["inconnue", "teleconsultation"])
def test_a_demarche_that_is_not_joined_does_not_exist(app: Flask, site: Site, demarche: str) -> None:
    reference = site.sujet(site.produit()).reference
    assert visitor(app, CONTRIBUTEUR).get(f"/dossiers/{reference}/{demarche}").status_code == 404


def test_a_demarche_that_was_left_is_hidden_until_it_is_joined_again(app: Flask, site: Site) -> None:
    sujet = site.produit()
    someone, address = visitor(app, CONTRIBUTEUR), dossier_address(site, sujet)
    site.do(QuitterDemarche(site.contributeur, sujet, SOCLES))
    assert someone.get(address).status_code == 404
    site.do(RejoindreDemarche(site.contributeur, sujet, SOCLES))
    assert someone.get(address).status_code == 200


def test_another_company_s_dossier_does_not_exist(app: Flask, site: Site) -> None:
    assert visitor(app, AUTRE).get(dossier_address(site, site.produit())).status_code == 404


def test_the_page_asks_as_many_statements_whatever_the_dossier_holds(app: Flask, site: Site) -> None:
    once, often = site.produit(), site.produit(nom="Souvent")
    for sujet, times in ((once, 1), (often, 3)):
        for time in range(times):
            site.valider(sujet, FORTES | {"A10.1": "rouge" if time % 2 else "vert"})
            site.do(ModifierEvaluation(site.contributeur, sujet, SOCLES, INTEROP))
        site.repondre(sujet, {"A10.2": "orange"})
    someone = visitor(app, RESPONSABLE)
    few, many = (dossier_address(site, sujet) for sujet in (once, often))
    assert count_statements(app, lambda: someone.get(few)) == count_statements(app, lambda: someone.get(many))
