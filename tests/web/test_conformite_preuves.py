"""From the questionnaire to its proofs: a link under each requirement, what is there, what a validation still lacks."""

import re

import pytest
from flask import Flask

from tests.support.answering import Answering
from tests.support.builders import RESPONSABLE, Site
from tests.support.preuves import CRITERE, ESSAI, ETHIQUE, LISTE, Dossier, document, produit_a_prouver
from tests.support.proving import proofs_address
from tests.support.reading import read, shown
from tests.support.visiting import visitor

ANSWERS = {"niveau-ESS.1.1": "conforme", "niveau-ESS.1.2": "non_conforme", "niveau-ESS.1.3": "non_conforme"}


@pytest.fixture
def sujet(site: Site) -> str:
    """A product whose critères ask for proofs."""
    return produit_a_prouver(site)


def _person(app: Flask, site: Site, sujet: str) -> Answering:
    reference = site.sujet(sujet).reference
    return Answering(visitor(app, RESPONSABLE), f"/dossiers/{reference}/{ESSAI}/evaluations/{ETHIQUE}")


def test_each_requirement_with_a_scenario_leads_to_its_proofs(app: Flask, site: Site, sujet: str) -> None:
    page = read(_person(app, site, sujet).open())
    links = re.findall(r'<a id="preuves-([^"]+)" href="([^"]+)"', page)
    assert links == [(c.replace(".", "-"), proofs_address(site, sujet, c)) for c in (CRITERE, "ESS.1.3")]
    assert "Scénario et preuves SC.001 : ESS.1.1" in shown(_person(app, site, sujet).open())


def test_it_says_how_many_documents_there_are_and_what_is_left_to_do(app: Flask, site: Site, sujet: str) -> None:
    person, dossier = _person(app, site, sujet), Dossier(site, sujet)
    dossier.repondre(ESS_1_1="conforme")
    assert "ESS.1.1 aucun document Preuves à ajouter" in shown(person.open())
    dossier.deposer()
    assert "ESS.1.1 1 document Dépôt à finaliser" in shown(person.open())
    dossier.deposer(LISTE, document("suite.pdf", b"%PDF-1.7 suite"))
    dossier.finaliser()
    assert "ESS.1.1 2 documents Dépôt finalisé" in shown(person.open())


def test_a_validation_names_the_missing_proofs_then_the_deposit_then_nothing(
    app: Flask, site: Site, sujet: str
) -> None:
    person, dossier = _person(app, site, sujet), Dossier(site, sujet)
    answer = person.send("valider", **ANSWERS)
    assert answer.status_code == 422
    link = '<a href="#preuves-ESS-1-1">ESS.1.1 Expertise des contributeurs</a> : '
    assert f"{link}il manque une preuve (Liste des contributeurs)" in read(answer)
    dossier.deposer()
    person.open()
    assert f"{link}le dépôt des preuves n’est pas finalisé" in read(person.send("valider"))
    dossier.finaliser()
    person.open()
    assert person.send("valider").status_code == 303
    results = read(person.someone.get(f"{person.address}/resultats"))
    assert 'liste.pdf <span class="muted">(Liste des contributeurs)</span>' in results
    written = person.someone.get(f"{person.address}/resultats.json").get_json()
    preuves = [c["preuves"] for section in written["sections"] for c in section["criteres"] if c["code"] == CRITERE]
    assert [(p["nom"], p["type"]) for p in preuves[0]] == [("liste.pdf", "liste_des_contributeurs")]


@pytest.mark.parametrize("valeur", ["non_conforme", "non_applicable"])
def test_only_what_conforms_needs_proofs(app: Flask, site: Site, sujet: str, valeur: str) -> None:
    person = _person(app, site, sujet)
    commented = {"niveau-ESS.1.1": valeur, "commentaire-ESS.1.1": "Sans objet."}
    assert person.send("valider", **(ANSWERS | commented)).status_code == 303
