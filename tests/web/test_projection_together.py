"""Several people, and the script of the page, in one projection: conflicts, and one critère at a time."""

import pytest
from flask import Flask

from tests.support.answering import Answering
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.forms import form_fields
from tests.support.planning import (
    PLAN,
    evalue,
    planifier,
    planning,
    projection_address,
)
from tests.support.reading import read
from tests.web.conftest import both_databases


def _in_conflict(app: Flask, site: Site) -> tuple[str, Answering, str]:
    sujet = evalue(site)
    planifier(site, sujet, PLAN[0])
    one, other = (planning(app, site, sujet, email) for email in (CONTRIBUTEUR, RESPONSABLE))
    theirs = {"mois-orange-A10.1": "2026-12", "commentaire-A10.1": "le leur"}
    assert other.send(**theirs).status_code == 303
    answer = one.send(**{"mois-vert-A10.1": "2028-01", "commentaire-A10.1": "le mien", "mois-vert-A08.5.01": "2027-01"})
    assert answer.status_code == 409
    return sujet, one, read(answer)


@both_databases
def test_both_plans_of_a_conflict_are_shown_and_the_rest_is_kept(app: Flask, site: Site) -> None:
    sujet, _one, page = _in_conflict(app, site)
    for words in ("le leur", "le mien", "2026-12", "2028-01", "Celui de Responsable"):
        assert words in page
    reponses = site.projection(sujet).reponses
    assert reponses["A08.5.01"].echeances == {"vert": "2027-01"}
    assert reponses["A10.1"].commentaire == "le leur"


def test_a_conflict_with_one_s_own_other_tab_says_so_and_leads_back(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    planifier(site, sujet, PLAN[0])
    one, other = (planning(app, site, sujet, CONTRIBUTEUR) for _ in range(2))
    other.send(**{"commentaire-A10.1": "dans l’autre"})
    page = read(one.send(**{"commentaire-A10.1": "ici"}))
    assert "Vous avez vous-même modifié ce critère entre-temps" in page
    assert "une autre personne" not in page
    assert f'href="{projection_address(site, sujet)}">Retour</a>' in page


@pytest.mark.parametrize(
    ("choice", "echeances", "commentaire"),
    [
        ("mienne", {"orange": "2026-10", "vert": "2028-01"}, "le mien"),
        ("sienne", {"orange": "2026-12", "vert": "2027-06"}, "le leur"),
        ("ensemble", {"orange": "2026-10", "vert": "2028-01"}, "le leur\n\nle mien"),
    ],
)
def test_the_person_chooses_what_a_conflict_leaves(
    app: Flask, site: Site, choice: str, echeances: dict[str, str], commentaire: str
) -> None:
    sujet, one, page = _in_conflict(app, site)
    one.fields = form_fields(page, "conflit")
    assert one.send(**{"choix-A10.1": choice}).status_code == 303
    kept = site.projection(sujet).reponses["A10.1"]
    assert (kept.echeances, kept.commentaire) == (echeances, commentaire)


def test_a_conflict_in_which_nothing_was_chosen_stays_one(app: Flask, site: Site) -> None:
    sujet, one, page = _in_conflict(app, site)
    one.fields = form_fields(page, "conflit")
    answer = one.send()
    assert answer.status_code == 409
    assert "le mien" in read(answer)
    assert site.projection(sujet).reponses["A10.1"].commentaire == "le leur"


def test_an_event_asked_for_in_a_conflict_does_not_happen(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    planifier(site, sujet, *PLAN)
    one, other = (planning(app, site, sujet, email) for email in (RESPONSABLE, CONTRIBUTEUR))
    other.send(**{"mois-vert-A08.5.01": "2027-02"})
    answer = one.send("valider", **{"mois-vert-A08.5.01": "2027-03"})
    assert answer.status_code == 409
    assert "Votre demande n’a pas été transmise" in read(answer)
    assert site.projection(sujet).etat == "brouillon"


# --- one critère at a time, by the script of the page


@both_databases
def test_a_month_that_is_left_is_kept_and_the_page_is_told_when(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    person = planning(app, site, sujet)
    told = person.autosave("A10.1", **{"mois-orange-A10.1": "2026-10"})
    assert told.json is not None
    assert told.json["enregistre_a"] == "09 h 00"
    assert told.json["criteres"]["A10.1"]["revision"] == 1
    seen = {f"{name}-A10.1": str(value) for name, value in told.json["criteres"]["A10.1"].items()}
    again = person.autosave("A10.1", **seen, **{"mois-orange-A10.1": "2026-11"})
    assert again.json is not None
    assert again.json["criteres"]["A10.1"]["revision"] == 2
    assert site.projection(sujet).reponses["A10.1"].echeances == {"orange": "2026-11"}


def test_the_script_is_told_who_wrote_meanwhile_and_why_something_is_not_kept(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    one, other = (planning(app, site, sujet, email) for email in (CONTRIBUTEUR, RESPONSABLE))
    other.autosave("A10.1", **{"mois-orange-A10.1": "2026-10"})
    told = one.autosave("A10.1", **{"mois-orange-A10.1": "2026-11"})
    assert told.json is not None
    assert told.json["conflits"] == {"A10.1": "Responsable"}
    refused = one.autosave("A08.5.01", **{"mois-vert-A08.5.01": "2020-01"})
    assert refused.status_code == 422
    assert refused.json is not None
    assert "déjà passé" in refused.json["erreurs"][0]
