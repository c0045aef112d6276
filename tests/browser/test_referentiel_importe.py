"""A framework of others becomes a démarche: imported by the agency, approved by another, answered, taken away again."""

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.publication import Publication
from referentiels.exports.ciso import bibliotheque
from referentiels.imports.importing import importer
from referentiels.imports.result import Cadre
from tests.browser.test_evaluation import assert_nothing_is_wrong, card
from tests.browser.walking import identify, qualify, sign_in
from tests.support.accessibility import axe
from tests.support.builders import ADMINISTRATEUR, PASSWORD, RESPONSABLE, Site
from tests.support.frameworks import ciso
from tests.support.rediger import Redaction, redaction
from tests.web.conftest import both_databases

ORDRE = ("qualification", "questionnaire", "regles", "parcours")
TITRE = "Programme CaRE - Domaine 2 : Continuité et reprise d'activité, sauvegarde et restauration"


@both_databases
def test_a_framework_of_others_is_imported_published_and_answered(page: Page, site: Site) -> None:
    library = ciso("ans-care-domaine2")
    _import(page, library)
    redac = _publish(site)
    page.get_by_role("button", name="Admin").click()
    page.get_by_role("button", name="Se déconnecter").click()
    sign_in(page, RESPONSABLE)
    _answer(page)
    assert_nothing_is_wrong(site)
    # and goes out again, node for node
    sorti = bibliotheque(redac.edition().catalogue.questionnaires["care-d2-1"])
    assert importer(sorti.encode(), "rendu.yaml", Cadre()).brouillons[0].nombre == 13


def _import(page: Page, library: bytes) -> None:
    page.goto("/connexion")
    page.get_by_label("Adresse électronique").fill(ADMINISTRATEUR)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("link", name="Référentiels", exact=True).first.click()
    assert axe(page) == []
    page.get_by_role("link", name="Importer un référentiel").click()
    assert axe(page) == []
    page.get_by_label("Fichier à importer").set_input_files(
        {"name": "ans-care-domaine2.yaml", "mimeType": "application/yaml", "buffer": library}
    )
    page.get_by_role("button", name="Voir ce qu’il créerait").click()
    expect(page.get_by_text("Rien : tout le fichier est dans les brouillons.")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Motif").fill("Essai d'un référentiel de l'Agence du numérique en santé.")
    page.get_by_role("button", name="Ouvrir les 3 brouillons").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITRE.replace(" :", " :"))
    expect(page.get_by_text("Brouillon", exact=True).first).to_be_visible()
    assert axe(page) == []


def _publish(site: Site) -> Redaction:
    """Each draft in its order, checked, simulated, approved by the second administrateur."""
    redac = redaction(site)
    with Session(site.engine) as session:
        ouverts = session.execute(select(Publication.genre, Publication.id).where(Publication.etat == "brouillon"))
        drafts = sorted(ouverts.all(), key=lambda row: ORDRE.index(row.genre))
    for _, identifiant in drafts:
        redac.publie(identifiant)
    return redac


def _answer(page: Page) -> None:
    page.get_by_role("link", name=f"Sélectionner ce parcours : {TITRE}").click()
    page.locator("main").get_by_role("link", name=TITRE).first.click()
    page.get_by_role("link", name="Ajouter un produit à la démarche").click()
    page.get_by_role("link", name="Ajouter un nouveau produit").last.click()
    identify(page)
    page.get_by_role("button", name="Suivant").click()
    qualify(page)
    page.get_by_role("button", name="Suivant").click()
    page.get_by_role("button", name="Valider").click()
    expect(card(page, TITRE)).to_contain_text("0/13")
    card(page, TITRE).get_by_role("link", name="Démarrer").click()
    for bloc in page.locator("[data-critere]").all():
        bloc.get_by_label("Conforme", exact=True).check()
    assert axe(page) == []
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(card(page, TITRE)).to_contain_text("13/13")
    expect(card(page, TITRE)).to_contain_text("Atteint")
