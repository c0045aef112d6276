"""Sending a request back: its button beside its reason, and the reason on the card until it is asked for again."""

import re

import pytest
from flask import Flask

from tests.support.answering import Answering, answers, dossier_address, evaluation_address
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.planning import ENOUGH, evalue, planning, projection_address
from tests.support.reading import read
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES

MOTIF = "Dites quelle version du SMT."


def _sent_back(app: Flask, site: Site, motif: str = MOTIF) -> tuple[str, Answering]:
    sujet = site.produit()
    asking = Answering(visitor(app, CONTRIBUTEUR), evaluation_address(site, sujet))
    asking.send("demander", **answers(FORTES))
    judging = Answering(visitor(app, RESPONSABLE), evaluation_address(site, sujet))
    assert judging.send("renvoyer", motif=motif).status_code == 303
    return sujet, asking


def _cards(app: Flask, site: Site, sujet: str) -> str:
    return read(visitor(app, CONTRIBUTEUR).get(dossier_address(site, sujet))).replace("\u00a0", " ")


def test_the_button_stands_beside_its_reason_and_the_bar_leads_there(app: Flask, site: Site) -> None:
    sujet = site.produit()
    Answering(visitor(app, CONTRIBUTEUR), evaluation_address(site, sujet)).send("demander", **answers(FORTES))
    page = read(visitor(app, RESPONSABLE).get(evaluation_address(site, sujet)))
    panel = re.search(r'id="renvoi">.*?</div>\s*<p class="panel-actions"><button[^>]*>(\w+)</button>', page, re.DOTALL)
    assert panel is not None
    assert panel[1] == "Renvoyer"
    assert page.count(">Renvoyer</button>") == 1
    assert '<a class="btn btn-outline-primary" href="#motif">Renvoyer avec un motif</a>' in page


@both_databases
def test_the_card_of_an_evaluation_says_why_it_was_sent_back_until_it_is_asked_for_again(
    app: Flask, site: Site
) -> None:
    sujet, asking = _sent_back(app, site)
    cards = _cards(app, site, sujet)
    assert "Renvoyé</span>" in cards
    assert f"Motif du renvoi :</strong> {MOTIF}" in cards
    asking.open()
    asking.send("demander")
    assert "Motif du renvoi" not in _cards(app, site, sujet)


def test_the_card_of_a_projection_says_it_too(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    planning(app, site, sujet).send("demander", **ENOUGH)
    judging = Answering(visitor(app, RESPONSABLE), projection_address(site, sujet))
    assert judging.send("renvoyer", motif=MOTIF).status_code == 303
    assert f"Motif du renvoi :</strong> {MOTIF}" in _cards(app, site, sujet)


def test_a_long_reason_is_cut_on_the_card_and_whole_on_the_page(app: Flask, site: Site) -> None:
    motif = "mot " * 200 + "fin"
    sujet, asking = _sent_back(app, site, motif)
    assert motif not in _cards(app, site, sujet)
    assert motif in read(asking.open())


@pytest.mark.parametrize("motif", ["", "   ", "x" * 10_001])
def test_a_sending_back_without_a_reason_that_can_be_kept_leads_to_its_field(
    app: Flask, site: Site, motif: str
) -> None:
    sujet, projete = site.produit(), evalue(site)
    Answering(visitor(app, CONTRIBUTEUR), evaluation_address(site, sujet)).send("demander", **answers(FORTES))
    planning(app, site, projete).send("demander", **ENOUGH)
    for page in (evaluation_address(site, sujet), projection_address(site, projete)):
        judging = Answering(visitor(app, RESPONSABLE), page)
        answer = judging.send("renvoyer", motif=motif)
        assert answer.status_code == 422
        text = read(answer)
        summary = text[text.index("data-error-summary") :]
        assert '<a href="#motif">' in summary[: summary.index("</div>")]
        assert re.search(r'id="motif"[^>]*aria-describedby="motif-aide motif-erreur" aria-invalid="true"', text)
        assert 'id="motif-erreur"' in text
