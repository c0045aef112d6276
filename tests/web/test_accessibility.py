"""Every page passes axe, at the width of a desk and of a telephone, and keeps within its width."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from rules.edition import EditionCache
from tests.support.accessibility import axe
from tests.support.builders import ADMINISTRATEUR, AUDITEUR, PASSWORD, RESPONSABLE, Site
from tests.support.serving import serving
from tests.support.style_page import bp as style_page
from tests.web.conftest import close
from tests.web.route_matrix import BUILDERS, ROUTES
from tests.web.rows import VISITORS, Answer
from webapp.app import create_app
from webapp.config import Settings
from workflows.clock import SetClock

WIDTHS = (1280, 360)
NOT_PAGES = {
    "deroulement.fichier",
    "static",
    "sante.alive",
    "sante.ready",
    "supervision.metrics",
    "industriel.preuve",
    "industriel.resultats_fichier",
    "industriel.feuille_de_route_fichier",
    "industriel.calendrier_fichier",
    "industriel.classeur_fichier",
    "industriel.resultats_du_dossier",
    "audit.verificateur",
    "audit.cle_publique",
    "audit.document_a_la_date",
    "audit.archive_a_la_date",
    "administration.processus_fichier",
    "administration.publication_yaml",
    "administration.referentiel_fichier",
    "administration.simulation_fichier",
    "administration.moyennes_fichier",
}


@pytest.fixture
def app(settings: Settings, clock: SetClock, editions: EditionCache) -> Iterator[Flask]:
    """The application, and one page more with every macro on it."""
    made = create_app(settings, clock, editions)
    made.register_blueprint(style_page)
    yield made
    close(made)


def sign_in(page: Page, email: str) -> None:
    """Through the form, as people do."""
    page.goto("/connexion")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "/connexion" not in url)


def look(page: Page, address: str, status: int = 200) -> list[str]:
    """What is wrong with a page at each width."""
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status, address
        wrong += [f"{width} : {violation}" for violation in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{width} : la page déborde de l'écran")
    return wrong


def test_the_sign_in_page_is_accessible_also_when_it_refuses(page: Page) -> None:
    assert look(page, "/connexion") == []
    page.get_by_label("Adresse électronique").fill("personne@nulle.part")
    page.get_by_label("Mot de passe").fill("faux")
    page.get_by_role("button", name="Se connecter").click()
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    assert axe(page) == []


@pytest.mark.parametrize("email", [RESPONSABLE, ADMINISTRATEUR, AUDITEUR])
def test_every_page_that_somebody_can_open_is_accessible(page: Page, site: Site, email: str) -> None:
    column = list(VISITORS.values()).index(email)
    named = {name: value for build in BUILDERS for name, value in build(site).items()}
    sign_in(page, email)
    pages = [r for r in ROUTES if r.method == "GET" and r.endpoint not in NOT_PAGES and r.row[column] is Answer.OPEN]
    wrong = {route.address: look(page, route.address.format(**named)) for route in pages}
    assert {address: faults for address, faults in wrong.items() if faults} == {}


@pytest.mark.parametrize(("address", "status"), [("/nulle-part", 404), ("/style", 200)])
def test_error_pages_and_every_macro_are_accessible(page: Page, address: str, status: int) -> None:
    sign_in(page, RESPONSABLE)
    assert look(page, address, status) == []


def test_a_refused_form_leads_to_its_fields(page: Page) -> None:
    sign_in(page, RESPONSABLE)
    page.goto("/style")
    page.get_by_role("button", name="Suivant").click()
    page.get_by_role("link", name="Saisissez le nom du produit.").click()
    assert page.evaluate("document.activeElement.id") == "nom"
    assert axe(page) == []


def test_menus_open_with_the_keyboard_and_close_with_escape(page: Page) -> None:
    sign_in(page, RESPONSABLE)
    page.goto("/mon-compte")
    button = page.get_by_role("button", name="Responsable")
    button.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="Mon compte").is_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    assert page.get_by_role("link", name="Mon compte").is_hidden()
    assert button.evaluate("element => element === document.activeElement")


def test_without_scripts_people_sign_in_and_out(app: Flask, browser: Browser) -> None:
    with serving(app) as url:
        context = browser.new_context(base_url=url, java_script_enabled=False)
        page = context.new_page()
        sign_in(page, RESPONSABLE)
        page.get_by_role("button", name="Responsable").focus()
        page.get_by_role("button", name="Se déconnecter").click()
        expect(page.get_by_text("Vous êtes déconnecté.")).to_be_visible()
        context.close()


def test_the_rows_of_a_table_follow_what_is_typed(page: Page) -> None:
    sign_in(page, RESPONSABLE)
    page.goto("/style")
    rows, search = page.locator("#produits tbody tr"), page.get_by_label("Rechercher :")
    search.press_sequentially("eclair")
    expect(rows).to_have_count(1)
    expect(search).to_be_focused()
    search.fill("")
    expect(rows).not_to_have_count(1)
    page.get_by_label("Afficher").select_option("25")
    page.wait_for_url(lambda address: "_nombre=25" in address)
    page.get_by_role("link", name="Ref. produit").click()
    expect(rows.first).to_contain_text("902")
