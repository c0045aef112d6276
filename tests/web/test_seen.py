"""What is validated is what the person saw: a colleague's change in between stops it, says where, and loses nothing."""

import pytest
from flask import Flask

from tests.support.answering import Answering, answers, evaluation_address
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.forms import form_fields
from tests.support.planning import ENOUGH, FAIBLES, evalue, planifier, planning, reevaluer
from tests.support.reading import read
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES
from workflows.commands.projections import SaisieProjection

ADDED = "RESTE À LIRE"


def _evaluating(app: Flask, site: Site, sujet: str, email: str = CONTRIBUTEUR) -> Answering:
    return Answering(visitor(app, email), evaluation_address(site, sujet))


@pytest.mark.parametrize("event", ["valider", "demander"])
@both_databases
def test_an_answer_that_a_colleague_changed_meanwhile_is_never_validated_unseen(
    app: Flask, site: Site, event: str
) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    person = _evaluating(app, site, sujet, RESPONSABLE)
    site.repondre(sujet, {"A10.1": "rouge"})
    answer = person.send(event, **{"commentaire-A10.2": ADDED})
    assert answer.status_code == 409
    page = read(answer)
    assert "Des réponses ont changé depuis que vous avez ouvert cette page" in page
    assert '<a href="#critere-A10-1">A10.1' in page
    assert '<a href="#critere-A10-2">' not in page
    kept = site.evaluation(sujet)
    assert (kept.etat, kept.reponses["A10.1"].valeur) == ("brouillon", "rouge")
    assert kept.reponses["A10.2"].commentaire == ADDED
    person.fields = form_fields(answer.text, "questionnaire")
    assert person.send(event).status_code == 303


def test_a_request_that_was_taken_back_changed_and_made_again_is_not_validated_unseen(app: Flask, site: Site) -> None:
    sujet = site.produit()
    contributeur = _evaluating(app, site, sujet)
    contributeur.send("demander", **answers(FORTES))
    responsable = _evaluating(app, site, sujet, RESPONSABLE)
    for event, changed in (("reprendre", {}), ("demander", {"niveau-A10.1": "rouge"})):
        contributeur.open()
        assert contributeur.send(event, **changed).status_code == 303
    assert responsable.send("valider").status_code == 409
    assert site.evaluation(sujet).etat == "a_valider"


def test_a_validation_that_does_not_say_what_was_seen_is_refused(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    someone = visitor(app, RESPONSABLE)
    assert someone.post(f"{evaluation_address(site, sujet)}/valider").status_code == 409
    assert site.evaluation(sujet).etat == "brouillon"


def test_what_was_kept_field_by_field_is_seen_by_the_one_who_validates(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    person = _evaluating(app, site, sujet, RESPONSABLE)
    told = person.autosave("A10.1", **{"niveau-A10.1": "jaune"})
    assert told.json is not None
    kept = told.json["criteres"]["A10.1"]
    person.fields |= {"niveau-A10.1": "jaune", "revision-A10.1": str(kept["revision"]), "vu-A10.1": kept["vu"]}
    assert person.send("valider").status_code == 303


@pytest.mark.parametrize("event", ["valider", "demander"])
def test_a_plan_that_a_colleague_changed_meanwhile_is_never_validated_unseen(
    app: Flask, site: Site, event: str
) -> None:
    sujet = evalue(site)
    planning(app, site, sujet).send(**ENOUGH)
    person = planning(app, site, sujet, RESPONSABLE)
    planifier(site, sujet, SaisieProjection("A10.1", {"orange": "2030-01"}))
    answer = person.send(event, **{"commentaire-A08.5.01": ADDED})
    assert answer.status_code == 409
    page = read(answer)
    assert "Modifié depuis que vous avez ouvert cette page." in page
    assert '<a href="#critere-A10-1">A10.1' in page
    kept = site.projection(sujet)
    assert (kept.etat, kept.reponses["A08.5.01"].commentaire) == ("brouillon", ADDED)
    person.fields = form_fields(answer.text, "questionnaire")
    assert person.send(event).status_code == 303


def test_a_plan_is_not_validated_against_an_evaluation_that_was_not_seen(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    person = planning(app, site, sujet, RESPONSABLE)
    person.send(**ENOUGH)
    person.open()
    reevaluer(site, sujet, FAIBLES)
    answer = person.send("valider")
    assert answer.status_code == 409
    assert "L'évaluation de ce thème a été validée de nouveau" in read(answer)
    assert site.projection(sujet).etat == "a_revoir"
    person.open()
    assert person.send("valider").status_code == 303
