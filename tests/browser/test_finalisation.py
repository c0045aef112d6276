"""The last validation of a référencement in a browser: the window, the ZIP, the portal, closing, editing again."""

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from reports.verification_bundle import verify_bundle
from tests.browser.test_evaluation import assert_nothing_is_wrong, card, sign_in, signed_in
from tests.support.accessibility import axe
from tests.support.builders import RESPONSABLE, Site
from tests.support.finishing import TELESOIN, en_telesoin, presque_reference
from tests.support.partager import ETHIQUE, SANS
from tests.web.conftest import both_databases

TITRE = "Vous avez finalisé la démarche « Référencement sans échange de données »"
WIDTHS = (360, 1280)


def _window(page: Page) -> Locator:
    return page.get_by_role("dialog")


@both_databases
def test_the_last_validation_finishes_the_référencement_and_editing_reopens_it(
    page: Page, site: Site, tmp_path: Path
) -> None:
    sujet = presque_reference(site)
    address = f"/dossiers/{site.sujet(sujet).reference}/{SANS}"
    sign_in(page, RESPONSABLE)
    page.goto(f"{address}/evaluations/{ETHIQUE}")
    page.get_by_role("button", name="Valider", exact=True).click()

    heading = _window(page).get_by_role("heading", name=TITRE)
    expect(heading).to_be_focused()
    expect(_window(page).get_by_role("listitem")).to_have_count(4)
    expect(_window(page)).to_contain_text("Atteint pour Mon espace santé Référencement sans échange de données")
    expect(_window(page)).to_contain_text(f"Référence à transmettre : {site.sujet(sujet).reference}")
    portail = _window(page).get_by_role("link", name="Accéder au portail du GIE SESAM-Vitale")
    expect(portail).to_have_attribute("href", "https://www.sesam-vitale.fr/")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    with page.expect_download() as started:
        _window(page).get_by_role("link", name="Télécharger les résultats").click()
    kept = tmp_path / started.value.suggested_filename
    started.value.save_as(kept)
    with kept.open("rb") as file:
        report = verify_bundle(file, site.signer.public)
    assert report.ok, report.faults

    page.keyboard.press("Escape")
    expect(_window(page)).to_have_count(0)
    page.goto("/tableau-de-bord")
    page.goto(address)
    expect(_window(page)).to_have_count(0)
    expect(page.get_by_role("link", name="Télécharger les résultats")).to_be_visible()
    assert axe(page) == []

    card(page, "Ethique Mon espace santé").get_by_role("button", name="Editer").click()
    page.goto(address)
    expect(page.get_by_role("link", name="Télécharger les résultats")).to_have_count(0)
    assert_nothing_is_wrong(site)


def test_without_scripts_the_window_is_there_and_closes_with_its_button(
    browser: Browser, live_server: str, site: Site
) -> None:
    sujet = en_telesoin(site)
    with signed_in(browser, live_server, RESPONSABLE, java_script_enabled=False) as page:
        page.goto(f"/dossiers/{site.sujet(sujet).reference}/{TELESOIN}")
        expect(_window(page).get_by_role("heading")).to_be_focused()
        _window(page).get_by_role("button", name="Fermer").press("Enter")
        expect(_window(page)).to_have_count(0)
        page.goto("/parcours/doctrine/telesoin")
        expect(page.get_by_role("link", name="Télécharger les résultats")).to_be_visible()
