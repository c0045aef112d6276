"""A seventh démarche comes from a folder of YAML, no Python touched: published beside the rest, then gone through."""

import shutil
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.test_evaluation import assert_nothing_is_wrong, card, choose
from tests.browser.walking import identify, qualify, sign_in
from tests.support.accessibility import axe
from tests.support.builders import RESPONSABLE, Site
from tests.web.conftest import both_databases
from workflows.installation import folder_documents, initialise

CONTENU = Path(__file__).parents[1] / "support" / "telesurveillance"
THEME = "Télésurveillance 2023"
POUR = "pour Télésurveillance médicale Prise en charge de la télésurveillance"


@both_databases
def test_a_demarche_made_of_data_alone_is_gone_through_to_its_roadmap(page: Page, site: Site, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CONTENU, tmp_path / "contenu"))
    # what `convergence init --contenu` does, at the hour of the test's clock, while the site is being served
    initialise(site.door, contenu=folder_documents(folder))
    sign_in(page, RESPONSABLE)
    _add_a_product(page)
    _evaluate(page)
    _project(page)
    page.get_by_role("link", name="Tableau de bord").first.click()
    expect(page.get_by_role("row").filter(has_text="Télésurveillance médicale")).to_contain_text("Terminé")
    assert_nothing_is_wrong(site)


def _add_a_product(page: Page) -> None:
    page.get_by_role("link", name="Sélectionner ce parcours : Télésurveillance médicale").click()
    expect(page.get_by_role("heading", name="Qu'est-ce que la télésurveillance médicale ?")).to_be_visible()
    page.locator("main").get_by_role("link", name="Prise en charge de la télésurveillance").click()
    page.get_by_role("link", name="Ajouter un produit à la démarche").click()
    page.get_by_role("link", name="Ajouter un nouveau produit").last.click()
    identify(page)
    page.get_by_role("button", name="Suivant").click()
    qualify(page)
    page.get_by_role("button", name="Suivant").click()
    page.get_by_role("button", name="Valider").click()
    title = "Careoptim - v0.1 - 1 : Prise en charge de la télésurveillance"
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(card(page, THEME)).to_contain_text("0/2")


def _evaluate(page: Page) -> None:
    card(page, THEME).get_by_role("link", name="Démarrer").click()
    choose(page, "TS.1", "orange")
    choose(page, "TS.2", "vert")
    assert axe(page) == []
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(card(page, THEME)).to_contain_text(f"Atteint {POUR}")
    card(page, THEME).get_by_role("link", name="Voir les résultats").click()
    expect(page.get_by_text("Laissez l'équipe de soins fixer les seuils de chaque patient.").first).to_be_visible()
    page.go_back()


def _project(page: Page) -> None:
    card(page, THEME, "Projection").get_by_role("link", name="Démarrer").click()
    page.locator('[data-critere="TS.1"]').get_by_label("Échéance du niveau vert").fill("2027-01")
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(card(page, THEME, "Projection")).to_contain_text(f"Atteint le 2027-01 {POUR}")
