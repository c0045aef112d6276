"""Bad input on an evaluation: forged events, a tampered token, another questionnaire's critère, markup."""

import pytest
from flask import Flask

from tests.support.answering import Answering, answers, evaluation_address
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.reading import read, said
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from workflows.commands.evaluations import DemanderValidation, ModifierEvaluation

ADDED = "RESTE À LIRE"
MARKUP = "<script>alert('é')</script> & <b>gras</b>"


def _answering(app: Flask, site: Site, sujet: str, email: str = CONTRIBUTEUR) -> Answering:
    return Answering(visitor(app, email), evaluation_address(site, sujet))


def _in_state(site: Site, etat: str) -> str:
    sujet = site.produit()
    if etat != "a_completer":
        site.repondre(sujet, FORTES)
    if etat == "a_valider":
        site.do(DemanderValidation(site.contributeur, sujet, SOCLES, INTEROP))
    if etat in ("valide", "edite"):
        site.valider(sujet)
    if etat == "edite":
        site.do(ModifierEvaluation(site.contributeur, sujet, SOCLES, INTEROP))
    return sujet


@pytest.mark.parametrize(
    ("etat", "event"),
    [
        ("a_completer", "reprendre"),
        ("a_completer", "renvoyer"),
        ("a_completer", "modifier"),
        ("brouillon", "reprendre"),
        ("brouillon", "renvoyer"),
        ("brouillon", "modifier"),
        ("a_valider", "demander"),
        ("a_valider", "modifier"),
        ("valide", "demander"),
        ("valide", "reprendre"),
        ("valide", "renvoyer"),
        ("valide", "valider"),
        ("edite", "modifier"),
        ("edite", "renvoyer"),
    ],
)
def test_an_event_forged_in_an_impossible_state_is_refused_in_words_and_changes_nothing(
    app: Flask, site: Site, etat: str, event: str
) -> None:
    sujet = _in_state(site, etat)
    before = site.sujet(sujet)
    answer = _answering(app, site, sujet, RESPONSABLE).send(event, motif="Forgé.")
    assert answer.status_code == 422
    assert "data-error-summary" in answer.text
    assert site.sujet(sujet) == before


@both_databases
def test_a_tampered_token_keeps_nothing_and_shows_what_was_typed(app: Flask, site: Site) -> None:
    sujet = site.produit()
    person = _answering(app, site, sujet, RESPONSABLE)
    for event in ("", "valider"):
        answer = person.send(event, **answers(FORTES), **{"commentaire-A10.1": ADDED, "csrf_token": "truqué"})
        assert answer.status_code == 400
        assert ADDED in read(answer)
    assert site.evaluation(sujet).reponses == {}
    told = person.autosave("A10.1", **{"niveau-A10.1": "vert", "csrf_token": "truqué"})
    assert told.status_code == 400
    assert told.mimetype == "application/problem+json"


@pytest.mark.parametrize("code", ["A08.3.01", "A05.1", "A09.1"])
def test_a_critere_of_another_questionnaire_is_refused(app: Flask, site: Site, code: str) -> None:
    sujet = site.produit()
    answer = _answering(app, site, sujet).send(**{f"niveau-{code}": "vert", "niveau-A10.1": "vert"})
    assert answer.status_code == 422
    assert f"Le critère {code} n'appartient pas à ce questionnaire." in read(answer)
    assert site.evaluation(sujet).reponses == {}


def test_a_critere_that_does_not_apply_takes_no_answer(app: Flask, site: Site) -> None:
    sujet = site.produit(type_produit="option")
    someone = Answering(visitor(app, CONTRIBUTEUR), evaluation_address(site, sujet, "urbanisation-2021"))
    answer = someone.send(**{"niveau-A05.1": "vert"})
    assert answer.status_code == 422
    assert "Critère A05.1 : il ne s'applique pas à ce produit" in said(answer)


def test_markup_in_a_comment_stays_text_on_every_page_that_shows_it(app: Flask, site: Site) -> None:
    sujet = site.produit()
    person = _answering(app, site, sujet, RESPONSABLE)
    person.send(**answers(FORTES), **{"commentaire-A10.1": MARKUP})
    pages = [person.open()]
    person.send("valider")
    pages += [person.open(), person.someone.get(f"{person.address}/resultats")]
    for page in pages:
        assert "<script>alert" not in page.text
        assert MARKUP in read(page)


@pytest.mark.parametrize(
    "rest", ["", f"/evaluations/{INTEROP}", f"/projections/{INTEROP}", f"/evaluations/{INTEROP}/criteres/A10.1/preuves"]
)
def test_a_reference_that_no_column_can_hold_is_nobody_s(app: Flask, site: Site, rest: str) -> None:
    address = f"/dossiers/{10**20}/{SOCLES}{rest}"
    assert visitor(app, CONTRIBUTEUR).get(address).status_code == 404
