"""Adding a product or beginning the stratégie globale in three steps; leaving midway keeps the draft."""

from uuid import uuid4

import pytest
from flask import Flask

from tests.support.builders import AUTRE, CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.closed import FERMEE, publish_closed
from tests.support.initialising import PRODUIT, begin, next_page, send
from tests.support.reading import read, said
from tests.support.sujets import strategie
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from workflows.commands.base import SYSTEME
from workflows.commands.comptes import DesactiverCompte
from workflows.demonstration import QUALIFICATION


@both_databases
def test_a_product_is_added_in_three_steps(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = begin(someone)
    page = read(someone.get(first)).replace("\u00a0", " ")
    assert "Les champs obligatoires sont signalés par un astérisque *" in page
    assert "Afin de faciliter l'identification du produit, nous vous proposons également de respecter" in page
    for label in ("Nom du produit", "N° d'identification (NIL délivré par le CNDA)", "Description du produit"):
        assert label in page
    second = next_page(send(someone, first, **PRODUIT))
    third = next_page(send(someone, second, **QUALIFICATION))
    recap = read(someone.get(third))
    assert "Certification 01 - Certification 02" in recap
    assert "Le produit consommera et alimentera Mon Espace Santé" in recap
    added = next_page(send(someone, third))
    assert added == "/produits/1/ajoute"
    page = read(someone.get(added)).replace("\u00a0", " ")
    assert "Votre produit « Careoptim - v0.1 » a bien été ajouté." in page
    for label in ("Ajouter un nouveau produit", "Voir le produit ajouté", "Voir tous vos produits", "Commencer"):
        assert label in page
    sujet = site.sujet(first.split("brouillon=")[1])
    assert sujet.certifications == ("Certification 01", "Certification 02")
    assert sujet.description == "Un produit.\nEn deux lignes."
    site.assert_faithful()


def test_a_product_begun_from_a_demarche_goes_straight_to_its_list(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    second = next_page(send(someone, begin(someone, "/produits/nouveau?demarche=socles"), **PRODUIT))
    listed = next_page(send(someone, next_page(send(someone, second, **QUALIFICATION))))
    assert listed == "/dossiers/1/socles"
    page = read(someone.get(listed))
    assert "a bien été ajouté" in page
    assert "Careoptim - v0.1 - 1 : Evaluation et projection socles" in page


@pytest.mark.parametrize("demarche", ["rien", FERMEE])
def test_a_demarche_that_cannot_be_joined_is_left_aside(app: Flask, site: Site, demarche: str) -> None:
    publish_closed(site)
    someone = visitor(app, CONTRIBUTEUR)
    assert "demarche" not in begin(someone, f"/produits/nouveau?demarche={demarche}")


def test_what_is_wrong_is_said_beside_each_field_and_what_was_typed_stays(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    answer = send(someone, begin(someone), nom="Careoptim", version="", certifications="ISO 13485")
    page = said(answer)
    assert answer.status_code == 422
    assert '<a href="#version">Version : ce champ est obligatoire.</a>' in page
    assert '<a href="#type_produit">Type de produit : choisissez Socle ou Option.</a>' in page
    assert 'id="version-erreur"' in page
    assert 'value="Careoptim"' in page
    assert "ISO 13485" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("nom", "x" * 121, "120 caractères au plus"),
        ("type_produit", "autre", "choisissez Socle ou Option"),
        ("responsable_id", "inconnu", "choisissez un compte actif de votre entreprise"),
        ("certifications", "\n".join("x" * 21), "20 au plus"),
        ("nom", "a\x07b", "caractères de contrôle"),
    ],
)
def test_each_value_that_cannot_be_kept_is_refused(app: Flask, field: str, value: str, sentence: str) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    answer = send(someone, begin(someone), **(PRODUIT | {field: value}))
    assert answer.status_code == 422
    assert sentence in read(answer)


def test_the_current_account_is_the_responsable_unless_another_is_chosen(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = begin(someone)
    next_page(send(someone, first, **PRODUIT))
    assert site.sujet(first.split("brouillon=")[1]).responsable_id == site.contributeur.compte_id
    page = read(someone.get(first, follow_redirects=True))
    assert ">Responsable</option>" in page
    assert str(site.acteur(AUTRE).compte_id) not in page


def test_a_closed_account_is_no_longer_offered(app: Flask, site: Site) -> None:
    draft = site.produit(valide=False)
    closed = site.contributeur.compte_id
    site.do(DesactiverCompte(SYSTEME, CONTRIBUTEUR))
    page = read(visitor(app, RESPONSABLE).get(f"/produits/brouillons/{draft}/identification"))
    assert "Choisissez une personne" in page
    assert f'value="{closed}"' not in page


def test_each_question_needs_an_answer(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    second = next_page(send(someone, begin(someone), **PRODUIT))
    page = said(someone.get(second))
    assert "01. Référencement au sein du catalogue de services de Mon Espace Santé" in page
    assert " checked" not in page
    answer = send(someone, second, referencement_mes="reference", echange_mes="inventé")
    page = said(answer)
    assert answer.status_code == 422
    assert "Question 02 : choisissez une des réponses proposées." in page
    assert "Question 01" not in page
    assert page.count(" checked") == 1


@pytest.mark.parametrize("chosen", [QUALIFICATION, {"referencement_mes": "reference"}, {}])
def test_going_back_keeps_what_was_answered_so_far(app: Flask, site: Site, chosen: dict[str, str]) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    second = next_page(send(someone, begin(someone), **PRODUIT))
    back = next_page(send(someone, second, action="precedent", **chosen))
    assert back.endswith("/identification")
    assert "Careoptim" in read(someone.get(back))
    assert dict(site.sujet(second.split("/")[3]).qualification) == chosen


def test_the_recapitulatif_leads_back_to_each_block(app: Flask, site: Site) -> None:
    draft = site.produit(valide=False)
    someone, base = visitor(app, CONTRIBUTEUR), f"/produits/brouillons/{draft}"
    page = read(someone.get(f"{base}/recapitulatif"))
    assert "1. Identification" in page
    assert "2. Qualification" in page
    assert f'href="{base}/identification"' in page
    assert f'href="{base}/qualification"' in page
    assert next_page(send(someone, f"{base}/recapitulatif", action="precedent")) == f"{base}/qualification"


def test_the_recapitulatif_waits_for_the_qualification(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    second = next_page(send(someone, begin(someone), **PRODUIT))
    assert someone.get(second.replace("qualification", "recapitulatif")).location == second


def test_what_is_missing_at_the_end_is_named_with_the_way_to_it(app: Flask, site: Site) -> None:
    draft = site.produit(valide=False, responsable_id=site.contributeur.compte_id)
    site.do(DesactiverCompte(SYSTEME, CONTRIBUTEUR))
    answer = send(visitor(app, RESPONSABLE), f"/produits/brouillons/{draft}/recapitulatif")
    assert answer.status_code == 422
    sentence = "Responsable : choisissez un compte actif de votre entreprise."
    assert f'<a href="/produits/brouillons/{draft}/identification">{sentence}</a>' in read(answer)


@both_databases
def test_the_strategie_globale_is_initialised_in_three_steps(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = begin(someone, "/strategie-globale/nouvelle?demarche=socles")
    page = read(someone.get(first))
    assert "Stratégie globale : Evaluation et projection socles" in page
    assert "Identification de la stratégie globale" in page
    assert "Nom de la stratégie globale" in page
    assert "Certification(s)" in page
    assert 'value="Edi"' in page
    assert "A savoir" not in page
    second = next_page(send(someone, first, certifications="ISO XXXXX"))
    page = read(someone.get(second))
    assert "01. L'entreprise propose d'autres services que les produits qu'elle commercialise" in page
    third = next_page(send(someone, second, autres_services="non"))
    assert "ISO XXXXX" in read(someone.get(third))
    listed = next_page(send(someone, third))
    assert listed == "/dossiers/1/socles"
    assert someone.get(listed).status_code == 200
    site.assert_faithful()


def test_a_company_has_one_strategie_globale(app: Flask, site: Site) -> None:
    draft = strategie(site, valide=False)
    someone = visitor(app, CONTRIBUTEUR)
    again = someone.get("/strategie-globale/nouvelle")
    assert again.location == f"/strategie-globale/brouillons/{draft}/qualification"
    answer = someone.post(f"/strategie-globale/nouvelle?brouillon={uuid4()}", nom="Une autre")
    assert answer.status_code == 422
    assert "Votre entreprise a déjà une stratégie globale" in read(answer)
    assert visitor(app, AUTRE).get("/strategie-globale/nouvelle").location.startswith("/strategie-globale/nouvelle?")


def test_a_strategie_globale_that_exists_leads_to_its_list(app: Flask, site: Site) -> None:
    strategie(site)
    assert visitor(app, CONTRIBUTEUR).get("/strategie-globale/nouvelle").location == "/dossiers/1/socles"
