"""A step that is not complete is kept as the draft all the same: refused, left for another page, or by its script."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.forms import form_fields
from tests.support.initialising import PRODUIT, begin, next_page, send
from tests.support.reading import read
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import Plateforme
from workflows.commands.sujets import Identification, ModifierIdentification, ModifierQualification
from workflows.demonstration import QUALIFICATION
from workflows.errors import ValidationRefused


def _draft_of(address: str) -> str:
    return address.split("brouillon=")[1].partition("&")[0]


def _keep(someone: Visitor, address: str, **fields: str) -> TestResponse:
    """What the script of a step sends when a field is left."""
    shown = form_fields(read(someone.get(address, follow_redirects=True)), "etape")
    data = shown | {"action": "garder"} | fields
    return someone.client.post(address, data=data, headers={"Accept": "application/json"})


@both_databases
def test_an_identification_refused_for_what_is_missing_is_a_draft_that_is_taken_up_where_it_stopped(
    app: Flask, site: Site
) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = begin(someone, "/produits/nouveau?demarche=socles")
    answer = send(someone, first, nom="Careoptim", description="Commencée.")
    assert answer.status_code == 422
    assert "ce que vous avez saisi est gardé en brouillon" in read(answer)
    kept = site.sujet(_draft_of(first))
    assert (kept.etat, kept.nom, kept.description, kept.version) == ("brouillon", "Careoptim", "Commencée.", "")
    assert kept.demarche_visee == "socles"
    base = f"/produits/brouillons/{kept.id}"
    assert f'href="{base}/qualification"' in read(someone.get("/produits"))
    for step in ("qualification", "recapitulatif"):
        page = someone.get(f"{base}/{step}", follow_redirects=True)
        assert page.request.path == f"{base}/identification"
    again = form_fields(answer.text)
    again.pop("action", None)
    assert someone.client.post(first, data=again | PRODUIT | {"action": "suivant"}).status_code == 303
    site.assert_faithful()


def test_nothing_is_kept_of_what_cannot_be(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = begin(someone)
    answer = send(someone, first, nom="x" * 121)
    assert answer.status_code == 422
    assert "La saisie n’a pas été enregistrée" in read(answer)
    assert "Reprendre l’ajout" not in read(someone.get("/produits"))


@both_databases
def test_a_qualification_refused_for_what_is_missing_is_kept_and_finished_later(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    second = next_page(send(someone, begin(someone), **PRODUIT))
    draft = second.split("/")[3]
    assert send(someone, second, referencement_mes="reference").status_code == 422
    assert dict(site.sujet(draft).qualification) == {"referencement_mes": "reference"}
    assert someone.get(f"/produits/brouillons/{draft}/recapitulatif").location == second
    assert next_page(send(someone, second, **QUALIFICATION)).endswith("/recapitulatif")
    site.assert_faithful()


def test_a_step_keeps_itself_field_by_field_without_a_conflict_with_its_own(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = begin(someone)
    told = _keep(someone, first, nom="Careoptim")
    assert told.json == {"revision": 0, "enregistre_a": "09 h 00"}
    told = _keep(someone, first, nom="Careoptim", version="v2", revision="0")
    assert told.json == {"revision": 1, "enregistre_a": "09 h 00"}
    told = _keep(someone, first, nom="Careoptim", version="v2", revision="1")
    assert told.json == {"revision": 1, "enregistre_a": "09 h 00"}
    assert site.sujet(_draft_of(first)).version == "v2"
    wrong = _keep(someone, first, nom="x" * 121, revision="1")
    assert wrong.status_code == 422
    assert wrong.json is not None
    assert "120 caractères au plus" in wrong.json["erreurs"][0]


def test_the_script_is_told_that_a_colleague_changed_the_draft(app: Flask, site: Site) -> None:
    draft = site.produit(valide=False)
    address = f"/produits/brouillons/{draft}/qualification"
    mine, theirs = visitor(app, CONTRIBUTEUR), visitor(app, RESPONSABLE)
    seen = form_fields(read(mine.get(address)), "etape")["revision"]
    next_page(send(theirs, f"/produits/brouillons/{draft}/identification", nom="Le leur"))
    told = _keep(mine, address, mise_a_disposition="saas", revision=seen)
    assert told.status_code == 409


def test_a_draft_without_a_name_can_be_found_and_dropped(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    first = begin(someone)
    _keep(someone, first, nil="123")
    assert "Sans nom" in read(someone.get("/produits"))
    page = read(send(someone, first.replace("nouveau?brouillon=", "brouillons/") + "/identification", action="annuler"))
    assert "Le brouillon « Sans nom » sera abandonné" in page.replace("\u00a0", " ")


def test_a_validated_product_is_never_left_incomplete(site: Plateforme) -> None:
    sujet = site.produit()
    revision = site.sujet(sujet).revision
    for command in (
        ModifierIdentification(site.contributeur, sujet, Identification(nom="Seul"), revision, partielle=True),
        ModifierQualification(site.contributeur, sujet, {}, revision, partielle=True),
    ):
        with pytest.raises(ValidationRefused):
            site.do(command)
