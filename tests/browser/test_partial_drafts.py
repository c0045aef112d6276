"""A step left midway, by a link or by closing the page, is found again as it was."""

from playwright.sync_api import Page, expect

from tests.browser.walking import expect_step, identify, sign_in
from tests.support.builders import CONTRIBUTEUR


def test_steps_that_are_left_midway_are_found_again(page: Page) -> None:
    sign_in(page, CONTRIBUTEUR)
    page.goto("/produits/nouveau")
    page.get_by_label("Nom du produit").fill("Careoptim")
    page.get_by_label("Version").fill("v0.1")
    page.get_by_label("Version").blur()
    expect(page.get_by_text("Brouillon enregistré à 09 h 00")).to_be_visible()
    page.get_by_role("link", name="Votre catalogue produits").first.click()
    page.get_by_role("link", name="Careoptim v0.1").click()
    expect_step(page, 1, "Identification")
    expect(page.get_by_label("Version")).to_have_value("v0.1")
    identify(page)
    page.get_by_role("button", name="Suivant").last.click()
    expect_step(page, 2, "Qualification")
    first = page.get_by_role("radio").first
    first.check()
    expect(page.get_by_text("Brouillon enregistré à 09 h 00")).to_be_visible()
    page.get_by_role("button", name="Précédent").click()
    expect_step(page, 1, "Identification")
    page.get_by_role("button", name="Suivant").last.click()
    expect(page.get_by_role("radio").first).to_be_checked()
    page.get_by_role("radio").nth(2).check()
    page.get_by_role("button", name="Suivant").last.click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.reload()
    expect(page.get_by_role("radio").nth(2)).to_be_checked()
