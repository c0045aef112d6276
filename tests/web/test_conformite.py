"""The page of a conformity questionnaire, without scripts: its nodes, its counts, what a validation still lacks."""

import pytest
from flask import Flask

from tests.support.answering import Answering
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.conformite import ARBRE, CONFORMES, adresse, enregistrer, produit_en_conformite
from tests.support.reading import read, shown
from tests.support.statements import count_statements
from tests.support.visiting import visitor

POURQUOI = "Le produit n'a aucun contenu médical."


@pytest.fixture
def sujet(site: Site) -> str:
    """A product whose démarche asks for conformity alone."""
    return produit_en_conformite(site)


def _person(app: Flask, site: Site, sujet: str, email: str = RESPONSABLE) -> Answering:
    return Answering(visitor(app, email), adresse(site, sujet, ARBRE))


def test_each_node_counts_its_own_and_what_is_below(app: Flask, site: Site, sujet: str) -> None:
    enregistrer(site, sujet, {"ESS.1.1": "conforme", "IA.1": "conforme"})
    enregistrer(site, sujet, {"QUA.1": "gris"}, POURQUOI)
    page = shown(_person(app, site, sujet).open())
    for node, count in (
        ("SF_CON Contenu médical", "0/1"),
        ("QUA Qualité du contenu", "0/1"),
        ("QUA.1 Éthique", "0/0"),
        ("QUA.2 Accessibilité", "0/1"),
        ("IA Intelligence artificielle", "1/2"),
    ):
        assert f"{node} Exigences complétées ({count})" in page
    assert "Critères renseignés 1/3" in page


def test_a_démarche_without_projection_lists_evaluations_alone(app: Flask, site: Site, sujet: str) -> None:
    page = shown(visitor(app, CONTRIBUTEUR).get(adresse(site, sujet)))
    assert "Retrouvez ici les questionnaires d'évaluation Évaluation" in page
    assert "rojection" not in page.partition("Retrouvez")[2]


def test_each_introduction_of_the_useful_information_has_its_own_list(app: Flask, site: Site, sujet: str) -> None:
    page = shown(_person(app, site, sujet).open())
    assert (
        "Pour chaque critère de questionnaire : Sélectionnez la case qui correspond à la conformité du produit ; "
        "Pour certains niveaux de questionnaire : Indiquez s'il est non applicable à l'aide du bouton."
    ) in page


def test_only_the_nodes_that_the_data_marks_have_a_switch(app: Flask, site: Site, sujet: str) -> None:
    person = _person(app, site, sujet)
    switches = {name for name in person.fields if name.startswith("vu-")} - {f"vu-{code}" for code in CONFORMES}
    assert switches == {"vu-QUA", "vu-QUA.1", "vu-IA"}


def test_a_node_switched_off_by_the_form_keeps_the_answers_below_it(app: Flask, site: Site, sujet: str) -> None:
    person = _person(app, site, sujet)
    fields = {"niveau-QUA": "gris", "commentaire-QUA": POURQUOI, "niveau-ESS.1.1": "non_conforme"}
    assert person.send(**fields).status_code == 303
    kept = site.evaluation(sujet, ARBRE).reponses
    assert (kept["QUA"].valeur, kept["QUA"].commentaire, kept["ESS.1.1"].valeur) == ("gris", POURQUOI, "non_conforme")
    person.open()
    del person.fields["niveau-QUA"]
    person.send()
    assert site.evaluation(sujet, ARBRE).reponses["QUA"].valeur is None


def test_a_switch_saves_itself_and_tells_of_a_colleague_s(app: Flask, site: Site, sujet: str) -> None:
    person = _person(app, site, sujet)
    told = person.autosave("QUA", **{"niveau-QUA": "gris", "commentaire-QUA": POURQUOI}).get_json()
    assert told["criteres"]["QUA"]["revision"] == 1
    enregistrer(site, sujet, {"QUA": None}, acteur=site.contributeur)
    again = {"niveau-QUA": "gris", "commentaire-QUA": "Autre.", "revision-QUA": "1", "vu-QUA": ""}
    assert person.autosave("QUA", **again).get_json()["conflits"] == {"QUA": "Contributeur"}


def test_a_node_switched_off_since_the_page_was_opened_is_never_validated_unseen(
    app: Flask, site: Site, sujet: str
) -> None:
    enregistrer(site, sujet, CONFORMES)
    person = _person(app, site, sujet)
    enregistrer(site, sujet, {"QUA": "gris"}, POURQUOI)
    answer = person.send("valider")
    assert answer.status_code == 409
    assert '<a href="#critere-QUA">QUA Qualité du contenu' in read(answer)
    person.open()
    assert person.send("valider").status_code == 303


@pytest.mark.parametrize("valeur", ["conforme", "x" * 200, "\x00"])
def test_a_switch_that_says_something_else_is_refused_beside_it(
    app: Flask, site: Site, sujet: str, valeur: str
) -> None:
    answer = _person(app, site, sujet).send(**{"niveau-QUA": valeur})
    assert answer.status_code == 422
    assert "Section QUA : elle peut seulement être rendue non applicable, ou réactivée." in read(answer)
    assert not site.evaluation(sujet, ARBRE).reponses


def test_who_may_only_read_sees_what_is_switched_off_and_why(app: Flask, site: Site, sujet: str) -> None:
    enregistrer(site, sujet, CONFORMES)
    enregistrer(site, sujet, {"IA": "gris"}, POURQUOI)
    person = _person(app, site, sujet, CONTRIBUTEUR)
    assert person.send("demander").status_code == 303
    page = read(person.open())
    assert f'<p class="multiline">{POURQUOI}</p>' in page
    assert 'name="niveau-IA" value="gris" checked disabled' in page


def test_the_page_asks_the_same_of_the_database_however_much_is_answered(app: Flask, site: Site, sujet: str) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    address = adresse(site, sujet, ARBRE)
    enregistrer(site, sujet, {"IA.1": "conforme"})
    before = count_statements(app, lambda: someone.get(address))
    enregistrer(site, sujet, CONFORMES)
    enregistrer(site, sujet, {"QUA": "gris", "IA": "gris"}, POURQUOI)
    assert count_statements(app, lambda: someone.get(address)) == before
