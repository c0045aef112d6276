"""Planning a projection through its pages without scripts: what is shown, what is kept, what is refused."""

import pytest
from flask import Flask

from tests.support.answering import evaluation_address
from tests.support.builders import CONTRIBUTEUR, Site
from tests.support.forms import form_fields
from tests.support.planning import (
    ENOUGH,
    FAIBLES,
    PLAN,
    evalue,
    planifier,
    planning,
    projection_address,
)
from tests.support.reading import read
from tests.support.statements import count_statements
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from workflows.clock import SetClock

ADDED = "RESTE À LIRE"
LOCKED = "Afin de procéder à une projection sur ce thème, vous devez d'abord évaluer votre produit."
BASE = (
    "Niveaux reportés d'après la réponse au questionnaire Interopérabilité 2021 validée le 2 mars 2026 par Responsable"
)


# --- what is shown


@both_databases
def test_the_questionnaire_shows_what_the_guide_shows(app: Flask, site: Site) -> None:
    page = read(planning(app, site, evalue(site)).open())
    for words in (
        "Questionnaire de projection : Interopérabilité 2021",
        "Informations utiles au démarrage",
        "Laissez vides les échéances des niveaux que vous n'atteindrez pas",
        BASE,
        "Cible :",
        "Niveau recommandé par la doctrine :",
        "Niveau atteint",
        "Échéance du niveau vert",
        "La cible envisagée pour ce critère n'est pas applicable.",
        "Recommandations :",
        "Ajouter des commentaires",
        "Retour",
        "Enregistrer comme brouillon",
        "Enregistrer et demander validation",
    ):
        assert words in page


def test_only_the_levels_that_are_not_reached_have_a_month(app: Flask, site: Site) -> None:
    fields = planning(app, site, evalue(site)).fields
    months = [name for name in fields if name.startswith("mois-") and name.endswith("A10.1")]
    assert months == ["mois-orange-A10.1", "mois-jaune-A10.1", "mois-vert-A10.1"]
    assert [name for name in fields if name.startswith("mois-") and name.endswith("A10.2")] == []


def test_a_critere_that_needs_nothing_says_so_and_counts(app: Flask, site: Site) -> None:
    page = read(planning(app, site, evalue(site)).open())
    assert "Le niveau le plus mature est atteint : rien n’est attendu." in page
    assert "<span data-count-done>5</span>/<span data-count-total>7</span>" in page


def test_a_comment_has_its_label_and_the_plan_says_what_is_left_without_a_script(app: Flask, site: Site) -> None:
    page = read(planning(app, site, evalue(site)).open())
    assert 'for="commentaire-A10-1">Ajouter des commentaires<' in page
    assert page.count("(répondu)") == 5
    assert page.count("(à répondre)") == 2
    assert "(non applicable)" not in page


def test_a_grey_critere_has_no_level_to_date(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet, FAIBLES | {"A10.1": "gris"})
    person = planning(app, site, sujet)
    assert [name for name in person.fields if name.startswith("mois-") and name.endswith("A10.1")] == []
    assert "déclaré non applicable dans l’évaluation" in read(person.open())


def test_a_locked_projection_says_why_and_leads_to_the_evaluation(app: Flask, site: Site) -> None:
    sujet = site.produit()
    page = read(visitor(app, CONTRIBUTEUR).get(projection_address(site, sujet)))
    assert LOCKED in page
    assert f'href="{evaluation_address(site, sujet)}"' in page
    assert "Enregistrer comme brouillon" not in page


def test_a_questionnaire_without_projection_has_no_such_page(app: Flask, site: Site) -> None:
    address = projection_address(site, evalue(site), "ethique-mes-2021")
    assert visitor(app, CONTRIBUTEUR).get(address).status_code == 404


def test_a_constant_number_of_statements_however_much_is_planned(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    person = planning(app, site, sujet)
    planifier(site, sujet, PLAN[0])
    one = count_statements(app, person.open)
    planifier(site, sujet, PLAN[1])
    assert count_statements(app, person.open) == one


# --- keeping


@both_databases
def test_a_draft_is_kept_and_found_again(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    person = planning(app, site, sujet)
    answer = person.send(**ENOUGH, **{"commentaire-A10.1": "Deux\r\nlignes"})
    assert answer.status_code == 303
    assert answer.location.endswith(person.address)
    assert "Brouillon enregistré." in person.open().text
    assert person.fields["mois-orange-A10.1"] == "2026-10"
    assert person.fields["mois-vert-A10.1"] == ""
    assert person.fields["commentaire-A10.1"] == "Deux\nlignes"
    assert set(site.projection(sujet).reponses) == {"A10.1", "A08.5.01"}
    site.assert_faithful()


def test_sending_what_was_not_changed_writes_nothing(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    planifier(site, sujet, *PLAN)
    before = site.projection(sujet)
    person = planning(app, site, sujet)
    assert person.send().status_code == 303
    assert "Tout est déjà enregistré" in read(person.open())
    assert site.projection(sujet) == before


def test_a_target_that_does_not_apply_is_kept_without_the_months(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    person = planning(app, site, sujet)
    assert person.send(**{"mois-vert-A08.5.01": "2027-01", "hors-A08.5.01": "1"}).status_code == 303
    kept = site.projection(sujet).reponses["A08.5.01"]
    assert kept.non_applicable
    assert kept.echeances == {}
    person.open()
    assert person.fields["hors-A08.5.01"] == "1"


def test_the_last_month_can_be_taken_back(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    planifier(site, sujet, PLAN[1])
    assert planning(app, site, sujet).send(**{"mois-vert-A08.5.01": ""}).status_code == 303
    assert site.projection(sujet).reponses["A08.5.01"].echeances == {}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"mois-vert-A10.1": "2023-13"}, "« 2023-13 » n'est pas un mois ; écrivez-le AAAA-MM"),
        ({"mois-vert-A10.1": "demain"}, "« demain » n'est pas un mois"),
        ({"mois-vert-A10.1": "٢٠٢٧-٠٣"}, "« ٢٠٢٧-٠٣ » n'est pas un mois"),
        ({"mois-vert-A10.1": "9" * 500}, "« ? » n'est pas un mois"),
        ({"mois-vert-A10.1": "2027-01\x00"}, "« ? » n'est pas un mois"),
        ({"mois-vert-A10.1": "2026-02"}, "le mois 2026-02 du niveau vert est déjà passé"),
        (
            {"mois-orange-A10.1": "2027-05", "mois-vert-A10.1": "2027-01"},
            "la date du niveau vert (2027-01) précède celle du niveau orange (2027-05) ; corrigez l'une des deux.",
        ),
        ({"mois-rouge-A10.1": "2027-01"}, "« rouge » n'est pas un niveau qui reste à atteindre"),
        ({"mois-violet-A10.1": "2027-01"}, "« violet » n'est pas un niveau qui reste à atteindre"),
        ({"mois-vert-Z9.9": "2027-01"}, "Le critère Z9.9 n'est pas à projeter dans ce questionnaire."),
        ({"commentaire-A10.1": "x" * 10_001}, "le commentaire a 10001 caractères, il peut en avoir 10000"),
        ({"commentaire-A10.1": "avant\x07après"}, "contient des caractères de contrôle"),
    ],
)
@both_databases
def test_what_cannot_be_kept_is_named_and_nothing_typed_is_lost(
    app: Flask, site: Site, fields: dict[str, str], sentence: str
) -> None:
    sujet = evalue(site)
    typed = {"mois-vert-A08.5.01": "2027-01", "commentaire-A08.6.01": ADDED}
    answer = planning(app, site, sujet).send(**typed, **fields)
    assert answer.status_code == 422
    page = read(answer)
    assert sentence in page
    assert ADDED in page
    assert form_fields(answer.text, "questionnaire")["mois-vert-A08.5.01"] == "2027-01"
    assert not site.projection(sujet).reponses


def test_what_is_no_month_is_shown_as_it_was_typed(app: Flask, site: Site) -> None:
    answer = planning(app, site, evalue(site)).send(**{"mois-vert-A10.1": "printemps 2027"})
    assert form_fields(answer.text, "questionnaire")["mois-vert-A10.1"] == "printemps 2027"
    assert 'name="mois-vert-A10.1" value="printemps 2027" autocomplete="off" maxlength="64" type="text"' in answer.text
    assert '<a href="#erreur-A10-1">Critère A10.1' in read(answer)
    assert ">erreur-" not in answer.text


def test_what_was_typed_is_shown_as_text_and_never_as_a_page(app: Flask, site: Site) -> None:
    answer = planning(app, site, evalue(site)).send(**{"mois-vert-A10.1": "<script>alert(1)</script>"})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_a_month_that_passes_after_it_was_entered_stays_and_is_called_overdue(
    app: Flask, site: Site, clock: SetClock
) -> None:
    sujet = evalue(site)
    planifier(site, sujet, *PLAN)
    clock.instant = clock.instant.replace(year=2027, month=3)
    person = planning(app, site, sujet)
    assert "échéance dépassée" in read(person.open())
    assert person.send(**{"commentaire-A08.5.01": "Encore en cours."}).status_code == 303
    assert site.projection(sujet).reponses["A08.5.01"].echeances == {"vert": "2027-01"}
