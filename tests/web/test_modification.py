"""Editing what was said of a subject: what it moves in the questionnaires is shown first, and every answer is kept."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.builders import AUTRE, CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.forms import form_fields
from tests.support.reading import read, said
from tests.support.sujets import free_product, reference_of, strategie
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import SOCLES
from workflows.commands.evaluations import EnregistrerEvaluation, Saisie, ValiderEvaluation
from workflows.commands.sujets import ArchiverSujet, ModifierIdentification
from workflows.demonstration import QUALIFICATION

URBANISATION = "urbanisation-2021"
URBANISATION_SANS_MES = ("A04.1", "A05.1", "A06.1", "A07.1", "A08.7.2")


def _send(someone: Visitor, address: str, **fields: str) -> TestResponse:
    return someone.client.post(address, data=form_fields(read(someone.get(address))) | fields)


def _confirm(someone: Visitor, address: str, shown: TestResponse, **fields: str) -> TestResponse:
    return someone.client.post(address, data=form_fields(read(shown)) | fields)


def _edit(site: Site, sujet: str, step: str) -> str:
    return f"/produits/{reference_of(site, sujet)}/{step}"


def _impact(answer: TestResponse) -> str:
    return read(answer).split('aria-labelledby="impact"')[1].split("</section>")[0]


@both_databases
def test_a_changed_qualification_is_shown_before_it_is_confirmed(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.do(
        EnregistrerEvaluation(site.contributeur, sujet, SOCLES, URBANISATION, (Saisie("A15.1", "vert", "répondu"),))
    )
    address, someone = _edit(site, sujet, "qualification"), visitor(app, CONTRIBUTEUR)
    shown = _send(someone, address, echange_mes="aucun", mise_a_disposition="standard")
    assert shown.status_code == 200
    said = _impact(shown)
    assert "<strong>A15.1</strong>" in said
    assert "1 critère retiré" in said
    assert "1 critère verrouillé" in said
    assert "<strong>A08.7.2</strong>" in said
    assert "4 critères retirés" in said
    assert "<strong>0/32</strong>" in said
    assert site.sujet(sujet).qualification == QUALIFICATION
    answer = _confirm(someone, address, shown)
    assert answer.location == f"/produits/{reference_of(site, sujet)}"
    assert site.sujet(sujet).qualification == QUALIFICATION | {"echange_mes": "aucun", "mise_a_disposition": "standard"}
    assert site.evaluation(sujet, URBANISATION).reponses["A15.1"].valeur == "vert"
    back = _send(someone, address, echange_mes="alimentation")
    assert "1 critère ajouté" in _impact(back)
    site.assert_faithful()


def test_a_recommended_level_that_changes_is_shown(app: Flask, site: Site) -> None:
    address = _edit(site, site.produit(), "qualification")
    said = _impact(_send(visitor(app, CONTRIBUTEUR), address, referencement_bsp="reference"))
    assert "1 niveau recommandé modifié" in said
    assert "<strong>A05.1</strong>" in said


def test_a_validated_questionnaire_that_gains_a_critere_is_in_progress_again(app: Flask, site: Site) -> None:
    sujet = site.produit()
    someone, address = visitor(app, CONTRIBUTEUR), _edit(site, sujet, "qualification")
    _confirm(someone, address, _send(someone, address, echange_mes="aucun"))
    saisies = tuple(Saisie(critere, "vert") for critere in URBANISATION_SANS_MES)
    site.do(EnregistrerEvaluation(site.contributeur, sujet, SOCLES, URBANISATION, saisies))
    site.do(ValiderEvaluation(site.responsable, sujet, SOCLES, URBANISATION))
    said = _impact(_send(someone, address, echange_mes="consommation"))
    assert "1 critère ajouté" in said
    assert "5/5" in said
    assert "<strong>5/6</strong>" in said
    assert "Terminé" in said
    assert "<strong>En cours</strong>" in said


@pytest.mark.parametrize("enrolled", [True, False])
def test_a_change_that_moves_nothing_says_so_and_is_confirmed_too(app: Flask, site: Site, enrolled: bool) -> None:
    sujet = site.produit() if enrolled else free_product(site)
    address, someone = _edit(site, sujet, "qualification"), visitor(app, CONTRIBUTEUR)
    shown = _send(someone, address, referencement_mes="non_reference")
    assert "Aucun critère n’est ajouté ni retiré" in _impact(shown)
    assert _confirm(someone, address, shown).status_code == 303
    assert site.sujet(sujet).qualification["referencement_mes"] == "non_reference"


def test_confirming_something_else_than_what_was_shown_shows_again(app: Flask, site: Site) -> None:
    sujet = site.produit()
    address, someone = _edit(site, sujet, "qualification"), visitor(app, CONTRIBUTEUR)
    shown = _send(someone, address, echange_mes="aucun")
    again = _confirm(someone, address, shown, mise_a_disposition="saas")
    assert again.status_code == 200
    assert "A08.11.03" in _impact(again)
    assert site.sujet(sujet).qualification == QUALIFICATION
    assert _confirm(someone, address, again).status_code == 303


def test_nothing_changed_is_nothing_to_confirm(app: Flask, site: Site) -> None:
    sujet = site.produit()
    someone = visitor(app, CONTRIBUTEUR)
    for step in ("identification", "qualification"):
        answer = _send(someone, _edit(site, sujet, step))
        assert answer.status_code == 303
        assert "Rien n’avait changé" in read(someone.get(answer.location))
    assert site.sujet(sujet).revision == 1


def test_a_choice_that_does_not_exist_is_refused_beside_its_question(app: Flask, site: Site) -> None:
    address = _edit(site, site.produit(), "qualification")
    answer = _send(visitor(app, CONTRIBUTEUR), address, echange_mes="inventé")
    assert answer.status_code == 422
    assert "Question 02 : choisissez une des réponses proposées." in said(answer)


@both_databases
def test_an_identification_that_moves_nothing_is_kept_at_once(app: Flask, site: Site) -> None:
    sujet = site.produit()
    someone = visitor(app, CONTRIBUTEUR)
    answer = _send(someone, _edit(site, sujet, "identification"), nom="Caresuivi", certifications="HDS")
    assert answer.status_code == 303
    assert (site.sujet(sujet).nom, site.sujet(sujet).certifications) == ("Caresuivi", ("HDS",))
    site.assert_faithful()


def test_a_changed_type_of_product_is_shown_before_it_is_confirmed(app: Flask, site: Site) -> None:
    sujet = site.produit()
    address, someone = _edit(site, sujet, "identification"), visitor(app, CONTRIBUTEUR)
    shown = _send(someone, address, type_produit="option")
    assert "<strong>A05.1</strong>" in _impact(shown)
    assert site.sujet(sujet).type_produit == "socle"
    assert _confirm(someone, address, shown).status_code == 303
    assert site.sujet(sujet).type_produit == "option"


@pytest.mark.parametrize(("field", "value"), [("nom", ""), ("type_produit", "autre"), ("responsable_id", "x")])
def test_an_identification_that_cannot_be_kept_is_refused(app: Flask, site: Site, field: str, value: str) -> None:
    sujet = site.produit()
    answer = _send(visitor(app, CONTRIBUTEUR), _edit(site, sujet, "identification"), **{field: value})
    assert answer.status_code == 422
    assert f'id="{field}-erreur"' in read(answer)
    assert site.sujet(sujet).nom == "Careoptim"


@pytest.mark.parametrize(
    ("step", "change"), [("identification", {"nom": "Le mien"}), ("qualification", {"echange_mes": "aucun"})]
)
def test_the_change_of_a_colleague_is_never_overwritten_silently(
    app: Flask, site: Site, step: str, change: dict[str, str]
) -> None:
    sujet = site.produit()
    address, someone = _edit(site, sujet, step), visitor(app, CONTRIBUTEUR)
    opened = form_fields(read(someone.get(address)))
    theirs = site.identification(site.contributeur, nom="Celui du collègue")
    site.do(ModifierIdentification(site.responsable, sujet, theirs, 1))
    answer = someone.client.post(address, data=opened | change)
    if step == "qualification":
        answer = _confirm(someone, address, answer)
    assert answer.status_code == 409
    assert "Ce qui est enregistré maintenant" in read(answer)
    assert site.sujet(sujet).nom == "Celui du collègue"
    answer = _confirm(someone, address, answer)
    if step == "qualification":
        answer = _confirm(someone, address, answer)
    assert answer.status_code == 303
    site.assert_faithful()


def test_an_archived_product_is_not_edited_and_says_why(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.do(ArchiverSujet(site.contributeur, sujet))
    answer = _send(visitor(app, CONTRIBUTEUR), _edit(site, sujet, "identification"), nom="Autre")
    assert answer.status_code == 422
    assert "Ce produit est archivé ; désarchivez-le avant de le modifier." in said(answer)


@both_databases
def test_the_strategie_globale_is_edited_from_its_list(app: Flask, site: Site) -> None:
    sujet = strategie(site)
    listed, someone = f"/dossiers/{reference_of(site, sujet)}/socles", visitor(app, RESPONSABLE)
    page = read(someone.get(listed))
    assert 'href="/strategie-globale/identification"' in page
    assert 'href="/strategie-globale/qualification"' in page
    shown = _send(someone, "/strategie-globale/qualification", autres_services="non")
    assert "1 critère verrouillé" in _impact(shown)
    assert "<strong>1/4</strong>" in _impact(shown)
    assert _confirm(someone, "/strategie-globale/qualification", shown).location == listed
    assert _send(someone, "/strategie-globale/identification", nom="Edi Santé").location == listed
    assert site.sujet(sujet).nom == "Edi Santé"


def test_what_was_said_is_not_open_to_another_company(app: Flask, site: Site) -> None:
    sujet = site.produit()
    strategie(site)
    other = visitor(app, AUTRE)
    for step in ("identification", "qualification"):
        assert other.get(_edit(site, sujet, step)).status_code == 404
        assert other.post(_edit(site, sujet, step), nom="Volé").status_code == 404
        assert other.get(f"/strategie-globale/{step}").status_code == 404
