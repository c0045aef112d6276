"""Adding a product or beginning the stratégie globale in three steps; leaving midway keeps the draft."""

from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.builders import AUTRE, CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.forms import form_fields
from tests.support.reading import read
from tests.support.sujets import strategie
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import both_databases
from workflows.commands import SYSTEME, DesactiverCompte
from workflows.demonstration import QUALIFICATION

PRODUIT = {
    "nom": "Careoptim",
    "version": "v0.1",
    "type_produit": "socle",
    "nil": "123456789",
    "description": "Un produit.\r\nEn deux lignes.",
    "certifications": "Certification 01\r\n\r\n Certification 02 \r\n",
}


def _begin(someone: Visitor, address: str = "/produits/nouveau") -> str:
    """The address of step 1, which carries the identifier."""
    answer = someone.get(address)
    assert answer.status_code == 302
    return str(answer.location)


def _send(someone: Visitor, address: str, **fields: str) -> TestResponse:
    """Fill the form of a page in, and press « Suivant » unless told otherwise."""
    shown = form_fields(read(someone.get(address)))
    shown.pop("action", None)
    return someone.client.post(address, data=shown | {"action": "suivant"} | fields)


def _step(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.location)


@both_databases
def test_a_product_is_added_in_three_steps(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = _begin(someone)
    page = read(someone.get(first)).replace("\u00a0", " ")
    assert "Les champs obligatoires sont signalés par un astérisque *" in page
    assert "Afin de faciliter l'identification du produit, nous vous proposons également de respecter" in page
    for label in ("Nom du produit", "N° d'identification (NIL délivré par le CNDA)", "Description du produit"):
        assert label in page
    second = _step(_send(someone, first, **PRODUIT))
    third = _step(_send(someone, second, **QUALIFICATION))
    recap = read(someone.get(third))
    assert "Certification 01 - Certification 02" in recap
    assert "Le produit consommera et alimentera Mon Espace Santé" in recap
    added = _step(_send(someone, third))
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
    second = _step(_send(someone, _begin(someone, "/produits/nouveau?demarche=socles"), **PRODUIT))
    listed = _step(_send(someone, _step(_send(someone, second, **QUALIFICATION))))
    assert listed == "/dossiers/1/socles"
    page = read(someone.get(listed))
    assert "a bien été ajouté" in page
    assert "Careoptim - v0.1 - 1 : Evaluation et projection socles" in page


@pytest.mark.parametrize("demarche", ["rien", "teleconsultation"])
def test_a_demarche_that_cannot_be_joined_is_left_aside(app: Flask, demarche: str) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    assert "demarche" not in _begin(someone, f"/produits/nouveau?demarche={demarche}")


def test_what_is_wrong_is_said_beside_each_field_and_what_was_typed_stays(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    answer = _send(someone, _begin(someone), nom="Careoptim", version="", certifications="ISO 13485")
    page = read(answer)
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
    answer = _send(someone, _begin(someone), **(PRODUIT | {field: value}))
    assert answer.status_code == 422
    assert sentence in read(answer)


def test_the_current_account_is_the_responsable_unless_another_is_chosen(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = _begin(someone)
    _step(_send(someone, first, **PRODUIT))
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


@both_databases
def test_the_same_first_form_sent_twice_makes_one_draft(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = _begin(someone)
    fields = form_fields(read(someone.get(first))) | PRODUIT | {"action": "suivant"}
    answers = [someone.client.post(first, data=fields) for _ in range(3)]
    assert len({_step(answer) for answer in answers}) == 1
    assert read(someone.get("/tableau-de-bord")).count("Reprendre l’ajout") == 1
    site.assert_faithful()


def test_coming_back_to_the_first_form_and_changing_it_changes_the_draft(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = _begin(someone)
    fields = form_fields(read(someone.get(first))) | PRODUIT | {"action": "suivant"}
    someone.client.post(first, data=fields)
    _step(someone.client.post(first, data=fields | {"nom": "Caresuivi"}))
    assert site.sujet(first.split("brouillon=")[1]).nom == "Caresuivi"


def test_the_first_form_leads_to_the_draft_once_there_is_one(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = _begin(someone)
    _step(_send(someone, first, **PRODUIT))
    assert someone.get(first).location == f"/produits/brouillons/{first.split('brouillon=')[1]}/identification"


def test_leaving_midway_keeps_the_draft_under_the_products(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    second = _step(_send(someone, _begin(someone), **PRODUIT))
    assert f'href="{second}"' in read(someone.get("/produits"))
    assert f'href="{second}"' in read(visitor(app, RESPONSABLE).get("/tableau-de-bord"))


def test_each_question_needs_an_answer(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    second = _step(_send(someone, _begin(someone), **PRODUIT))
    page = read(someone.get(second))
    assert "01. Référencement au sein du catalogue de services de Mon Espace Santé" in page
    assert " checked" not in page
    answer = _send(someone, second, referencement_mes="reference", echange_mes="inventé")
    page = read(answer)
    assert answer.status_code == 422
    assert "Question 02 : choisissez une des réponses proposées." in page
    assert "Question 01" not in page
    assert page.count(" checked") == 1


@pytest.mark.parametrize(("chosen", "kept"), [(QUALIFICATION, True), ({"referencement_mes": "reference"}, False)])
def test_going_back_keeps_a_whole_qualification_and_says_when_it_cannot(
    app: Flask, site: Site, chosen: dict[str, str], kept: bool
) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    second = _step(_send(someone, _begin(someone), **PRODUIT))
    back = _step(_send(someone, second, action="precedent", **chosen))
    assert back.endswith("/identification")
    page = read(someone.get(back))
    assert ("Vos réponses à la qualification ne sont pas gardées" in page) is not kept
    assert "Careoptim" in page
    assert bool(site.sujet(second.split("/")[3]).qualification) is kept


def test_the_recapitulatif_leads_back_to_each_block(app: Flask, site: Site) -> None:
    draft = site.produit(valide=False)
    someone, base = visitor(app, CONTRIBUTEUR), f"/produits/brouillons/{draft}"
    page = read(someone.get(f"{base}/recapitulatif"))
    assert "1. Identification" in page
    assert "2. Qualification" in page
    assert f'href="{base}/identification"' in page
    assert f'href="{base}/qualification"' in page
    assert _step(_send(someone, f"{base}/recapitulatif", action="precedent")) == f"{base}/qualification"


def test_the_recapitulatif_waits_for_the_qualification(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    second = _step(_send(someone, _begin(someone), **PRODUIT))
    assert someone.get(second.replace("qualification", "recapitulatif")).location == second


def test_what_is_missing_at_the_end_is_named_with_the_way_to_it(app: Flask, site: Site) -> None:
    draft = site.produit(valide=False, responsable_id=site.contributeur.compte_id)
    site.do(DesactiverCompte(SYSTEME, CONTRIBUTEUR))
    answer = _send(visitor(app, RESPONSABLE), f"/produits/brouillons/{draft}/recapitulatif")
    assert answer.status_code == 422
    sentence = "Responsable : choisissez un compte actif de votre entreprise."
    assert f'<a href="/produits/brouillons/{draft}/identification">{sentence}</a>' in read(answer)


def test_cancelling_an_empty_form_leads_back_at_once(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    assert _step(_send(someone, _begin(someone), action="annuler")) == "/produits"
    first = _begin(someone, "/produits/nouveau?demarche=socles")
    assert _step(_send(someone, first, action="annuler")) == "/parcours/doctrine/socles"


def test_cancelling_what_was_typed_asks_first_and_loses_nothing(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    answer = _send(someone, _begin(someone), action="annuler", nom="Careoptim")
    page = read(answer)
    assert answer.status_code == 200
    assert "Annuler l’ajout de ce produit ?" in page
    assert 'value="Careoptim"' in page
    assert "Reprendre l’ajout" not in read(someone.get("/tableau-de-bord"))


@pytest.mark.parametrize("step", ["identification", "qualification", "recapitulatif"])
def test_cancelling_a_draft_asks_first_then_drops_it(app: Flask, site: Site, step: str) -> None:
    draft = site.produit(valide=False, nom="À jeter")
    someone, base = visitor(app, CONTRIBUTEUR), f"/produits/brouillons/{draft}"
    page = read(_send(someone, f"{base}/{step}", action="annuler"))
    assert "Le brouillon « À jeter » sera abandonné" in page
    assert site.sujet(draft).etat == "brouillon"
    assert _step(someone.post(f"{base}/abandonner")) == "/produits"
    assert site.sujet(draft).etat == "abandonne"
    assert "Le brouillon « À jeter » est abandonné." in read(someone.get("/produits"))
    assert "À jeter" not in read(someone.get("/produits"))
    assert someone.get(f"{base}/{step}").status_code == 404
    assert _begin(someone, f"/produits/nouveau?brouillon={draft}") != f"/produits/nouveau?brouillon={draft}"


def test_a_draft_that_was_validated_meanwhile_leads_to_its_sheet(app: Flask, site: Site) -> None:
    sujet = site.produit()
    someone = visitor(app, CONTRIBUTEUR)
    for step in ("identification", "qualification", "recapitulatif"):
        assert someone.get(f"/produits/brouillons/{sujet}/{step}").location == "/produits/1"
    assert someone.get(f"/produits/nouveau?brouillon={sujet}").location == "/produits/1"
    answer = someone.post(f"/produits/brouillons/{sujet}/abandonner")
    assert answer.status_code == 422
    assert "vous pouvez l'archiver" in read(answer)


def test_the_change_of_a_colleague_is_shown_before_it_is_replaced(app: Flask, site: Site) -> None:
    draft = site.produit(valide=False)
    address = f"/produits/brouillons/{draft}/identification"
    mine, theirs = visitor(app, CONTRIBUTEUR), visitor(app, RESPONSABLE)
    opened = form_fields(read(mine.get(address)))
    opened.pop("action", None)
    _step(_send(theirs, address, nom="Nom du collègue"))
    answer = mine.client.post(address, data=opened | {"nom": "Mon nom", "action": "suivant"})
    page = read(answer)
    assert answer.status_code == 409
    assert "Ce qui est enregistré maintenant" in page
    assert "Nom du collègue" in page
    assert 'value="Mon nom"' in page
    assert site.sujet(draft).nom == "Nom du collègue"
    again = form_fields(page)
    again.pop("action", None)
    _step(mine.client.post(address, data=again | {"action": "suivant"}))
    assert site.sujet(draft).nom == "Mon nom"


def test_nothing_of_a_draft_is_open_to_another_company(app: Flask, site: Site) -> None:
    draft = site.produit(valide=False)
    other = visitor(app, AUTRE)
    for step in ("identification", "qualification", "recapitulatif"):
        assert other.get(f"/produits/brouillons/{draft}/{step}").status_code == 404
    assert other.post(f"/produits/nouveau?brouillon={draft}", **PRODUIT).status_code in (404, 422)
    assert site.sujet(draft).nom == "Careoptim"
    assert other.get(f"/produits/brouillons/{uuid4()}/identification").status_code == 404
    assert other.get("/produits/brouillons/pas-un-identifiant/identification").status_code == 404


@both_databases
def test_the_strategie_globale_is_initialised_in_three_steps(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = _begin(someone, "/strategie-globale/nouvelle?demarche=socles")
    page = read(someone.get(first))
    assert "Stratégie globale : Evaluation et projection socles" in page
    assert "Identification de la stratégie globale" in page
    assert "Nom de la stratégie globale" in page
    assert "Certification(s)" in page
    assert 'value="Edi"' in page
    assert "A savoir" not in page
    second = _step(_send(someone, first, certifications="ISO XXXXX"))
    page = read(someone.get(second))
    assert "01. L'entreprise propose d'autres services que les produits qu'elle commercialise" in page
    third = _step(_send(someone, second, autres_services="non"))
    assert "ISO XXXXX" in read(someone.get(third))
    listed = _step(_send(someone, third))
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
