"""« Scénario et preuves » with the mouse, by the guide's names of each control; with scripts and without."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.walking import sign_in
from tests.support.accessibility import axe
from tests.support.builders import CONTRIBUTEUR, Site
from tests.support.documents import pdf
from tests.support.preuves import CRITERE, ETHIQUE, produit_a_prouver
from tests.support.proving import proofs_address


@pytest.fixture(params=[True, False], ids=["scripts", "sans scripts"])
def person(request: pytest.FixtureRequest, browser: Browser, live_server: str, app: Flask) -> Iterator[Page]:
    """A browser, with scripts or without."""
    context = browser.new_context(base_url=live_server, java_script_enabled=request.param, locale="fr-FR")
    yield context.new_page()
    context.close()


def _add(page: Page, nom: str, content: bytes, genre: str) -> None:
    page.get_by_label("Description :").fill("Les contributeurs, page 3.")
    page.get_by_label("Document :").set_input_files({"name": nom, "mimeType": "application/pdf", "buffer": content})
    page.get_by_label("Type de preuve :").select_option(label=genre)
    page.get_by_role("button", name="Ajouter", exact=True).click()


def test_a_proof_is_added_declared_over_and_downloaded(person: Page, site: Site) -> None:
    sujet = produit_a_prouver(site)
    sign_in(person, CONTRIBUTEUR)
    person.goto(proofs_address(site, sujet))
    expect(person.get_by_role("heading", name="Scénario et preuves SC.001")).to_be_visible()
    expect(person.get_by_role("heading", name="Ajout d'un document")).to_be_visible()
    _add(person, "Élan – liste.pdf", pdf(), "Liste des contributeurs")
    expect(person.get_by_text("« Élan – liste.pdf » est ajouté.")).to_be_visible()
    person.get_by_role("button", name="Le dépôt des preuves est finalisé").click()
    expect(person.get_by_text("Dépôt finalisé")).to_be_visible()
    with person.expect_download() as started:
        person.get_by_role("link", name="Élan – liste.pdf").click()
    assert started.value.suggested_filename == "Élan – liste.pdf"
    assert started.value.path().read_bytes() == pdf()
    person.get_by_role("link", name="Fermer").click()
    person.wait_for_url(lambda url: url.endswith(f"/evaluations/{ETHIQUE}#critere-{CRITERE.replace('.', '-')}"))
    site.assert_faithful()


def test_a_document_that_is_too_big_is_said_so_before_it_is_sent(page: Page, site: Site) -> None:
    sujet = produit_a_prouver(site)
    sign_in(page, CONTRIBUTEUR)
    page.goto(proofs_address(site, sujet))
    chosen = page.get_by_label("Document :")
    chosen.set_input_files({"name": "grand.pdf", "mimeType": "application/pdf", "buffer": pdf(10_000_000)})
    assert "moins de 10" in str(chosen.evaluate("input => input.validationMessage"))
    chosen.set_input_files({"name": "juste.pdf", "mimeType": "application/pdf", "buffer": pdf(9_999_999)})
    assert chosen.evaluate("input => input.validationMessage") == ""


def test_a_refused_document_leads_to_its_field_and_the_page_stays_accessible(page: Page, site: Site) -> None:
    sujet = produit_a_prouver(site)
    sign_in(page, CONTRIBUTEUR)
    page.goto(proofs_address(site, sujet))
    _add(page, "faux.pdf", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Certificat ISO 13485")
    expect(page.get_by_role("alert")).to_contain_text("son contenu est celui d'un fichier svg")
    expect(page.get_by_label("Description :")).to_have_value("Les contributeurs, page 3.")
    assert axe(page) == []
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Document :")).to_be_focused()
