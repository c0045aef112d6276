"""What changes between two versions is read with the keyboard, with a screen reader and on a telephone."""

from playwright.sync_api import Page, expect

from referentiels.loading import read_document
from tests.browser.walking import assert_looks_right
from tests.support.builders import ADMINISTRATEUR, PASSWORD, Site
from tests.support.prochaine_version import suite
from tests.workflows.plateforme import FORTES
from workflows.commands.publications import CreerBrouillon

TITRE = "titre: Partage et/ou échange de documents (producteur de documents CDA) - structuration minimale"


def test_two_versions_are_chosen_and_compared(page: Page, site: Site) -> None:
    site.repondre(site.produit(), FORTES)
    la_suite = suite((TITRE, "titre: Production de documents CDA"), ("code: A10.2\n", "code: A10.3\n"))
    for texte in (la_suite.questionnaire, *la_suite.parcours):
        lu = read_document(texte, "suite")
        site.do(CreerBrouillon(site.acteur(ADMINISTRATEUR), lu.genre, lu.code, texte))
    page.goto("/connexion")
    page.get_by_label("Adresse électronique").fill(ADMINISTRATEUR)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.goto("/administration/referentiels/interoperabilite")
    page.get_by_label("De la version").select_option("2021")
    page.get_by_label("À la version").select_option("2026")
    page.get_by_role("button", name="Comparer").click()
    expect(page.get_by_role("heading", name="Critères modifiés")).to_be_visible()
    expect(page.locator("ins").first).to_contain_text("Production")
    assert_looks_right(page)
