"""The dossier of a stratégie globale: its words, its locked critère, its récapitulatif."""

from uuid import uuid4

import pytest
from flask import Flask

from tests.support.answering import Answering, dossier_address
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.reading import read, said
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import SOCLES
from workflows.commands.dossiers import RejoindreDemarche
from workflows.commands.sujets import CommencerSujet, Identification, ModifierQualification, ValiderSujet


def _strategie(site: Site, autres_services: str) -> str:
    who, identifiant = site.responsable, str(uuid4())
    identification = Identification("Edi", responsable_id=str(who.compte_id), certifications=("ISO 27001", "HDS"))
    site.do(CommencerSujet(who, identifiant, "strategie", identification))
    site.do(ModifierQualification(who, identifiant, {"autres_services": autres_services}, 0))
    site.do(ValiderSujet(who, identifiant))
    site.do(RejoindreDemarche(who, identifiant, SOCLES))
    return identifiant


@both_databases
def test_its_list_speaks_of_it_and_ends_with_the_recapitulatif(app: Flask, site: Site) -> None:
    page = read(visitor(app, CONTRIBUTEUR).get(dossier_address(site, _strategie(site, "oui"))))
    for words in (
        "Stratégie globale : Evaluation et projection socles",
        "Politique globale 2021",
        "vous devez préalablement réaliser une évaluation pour votre stratégie globale.",
        "Récapitulatif",
        "1. Identification",
        "Nom de stratégie globale",
        "ISO 27001 - HDS",
        "2. Qualification",
        "01. L'entreprise propose d'autres services que les produits qu'elle commercialise",
        "Modifier l’identification",
        "Modifier la qualification",
    ):
        assert words in page
    assert "<dd>Oui</dd>" in page


@pytest.mark.parametrize(("autres_services", "done"), [("oui", 0), ("non", 1)])
def test_without_other_services_hosting_is_locked_and_counts_as_answered(
    app: Flask, site: Site, autres_services: str, done: int
) -> None:
    address = dossier_address(site, _strategie(site, autres_services))
    someone = visitor(app, RESPONSABLE)
    assert f"<strong>{done}/4</strong>" in read(someone.get(address))
    person = Answering(someone, f"{address}/evaluations/politique-globale-2021")
    page = read(person.open())
    assert "de votre stratégie globale du moins mature (rouge) au plus mature (vert)" in page
    assert ("Verrouillé : ce critère n’est pas applicable." in page) is bool(done)
    assert ("vu-A08.7.1" in person.fields) is not bool(done)
    assert "Dépend d'un produit option" not in page


def test_a_locked_critere_takes_no_answer(app: Flask, site: Site) -> None:
    sujet = _strategie(site, "non")
    person = Answering(visitor(app, CONTRIBUTEUR), f"{dossier_address(site, sujet)}/evaluations/politique-globale-2021")
    answer = person.send(**{"niveau-A08.7.1": "vert"})
    assert answer.status_code == 422
    assert "Critère A08.7.1 : il ne s'applique pas" in said(answer)


def _answered(app: Flask, site: Site) -> Answering:
    address = dossier_address(site, _strategie(site, "oui"))
    return Answering(visitor(app, RESPONSABLE), f"{address}/evaluations/politique-globale-2021")


@both_databases
def test_a_level_can_be_said_to_depend_on_another_critere_and_that_changes_no_level(app: Flask, site: Site) -> None:
    person = _answered(app, site)
    page = read(person.open())
    offered = page[page.index('id="depend-A09-1"') :].partition("</select>")[0]
    assert "Dépend d'un autre critère de stratégie globale" in page
    assert 'value="A08.8.1"' in offered
    assert 'value="A09.1"' not in offered
    levels = {f"niveau-{name.removeprefix('vu-')}": "rouge" for name in person.fields if name.startswith("vu-")}
    assert person.send("valider", **levels, **{"depend-A09.1": "A08.8.1"}).status_code == 303
    told = person.someone.get(f"{person.address}/resultats.json").json
    assert told is not None
    answers = {each["code"]: each for section in told["sections"] for each in section["criteres"]}
    assert answers["A09.1"]["depend_de"].startswith("A08.8.1 ")
    assert answers["A09.1"]["reponse"] == "rouge"
    assert answers["A08.8.1"]["depend_de"] is None
    results = read(person.someone.get(f"{person.address}/resultats"))
    assert "Dépend d'un autre critère de stratégie globale : A08.8.1" in results
    site.assert_faithful()


@pytest.mark.parametrize("depend", ["A09.1", "A10.1", "rien"])
def test_it_depends_on_another_critere_of_the_same_questionnaire_only(app: Flask, site: Site, depend: str) -> None:
    answer = _answered(app, site).send(**{"niveau-A09.1": "vert", "depend-A09.1": depend})
    assert answer.status_code == 422
    assert "choisissez un autre critère de votre stratégie globale" in read(answer)


def test_a_product_without_option_products_is_told_how_to_have_one_to_name(app: Flask, site: Site) -> None:
    address = f"{dossier_address(site, site.produit())}/evaluations/interoperabilite-2021"
    someone = visitor(app, CONTRIBUTEUR)
    assert "Votre entreprise n’a pas encore de produit option" in read(someone.get(address))
    site.produit(nom="Module", type_produit="option")
    page = read(someone.get(address))
    assert "Votre entreprise n’a pas encore de produit option" not in page
    assert "Dépend d'un produit option" in page
