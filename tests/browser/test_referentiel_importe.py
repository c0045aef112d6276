"""A framework of others becomes a démarche: imported by the agency, approved by another, answered, taken away again."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.publication import Publication
from referentiels.exports.ciso import bibliotheque
from referentiels.imports.importing import importer
from referentiels.imports.result import Cadre
from referentiels.imports.texts import titre_court
from referentiels.loading import seed_documents
from tests.browser.test_evaluation import assert_nothing_is_wrong
from tests.browser.walking import identify, qualify, sign_in
from tests.support.accessibility import axe
from tests.support.builders import ADMINISTRATEUR, PASSWORD, RESPONSABLE, Site
from tests.support.frameworks import ciso
from tests.support.rediger import Redaction, redaction
from tests.web.conftest import both_databases

VIDE, EN_VIGUEUR = Cadre(), Cadre(seed_documents())
ORDRE = ("qualification", "questionnaire", "regles", "parcours")


@dataclass(frozen=True)
class Publie:
    """A published framework: its drafts, what it lists as lost, what is answered of it by who is in no group."""

    fichier: str
    questionnaire: str
    brouillons: int
    perdus: str
    repondus: int


CARE = Publie("ans-care-domaine2", "care-d2-1", 3, "Rien : tout le fichier est dans les brouillons.", 13)
AUTRES = (
    Publie("ans-hospiconnect-hopen2", "hospiconnect-hopen2-1", 3, CARE.perdus, 17),
    Publie("hds-v2", "hds-v2-0-2", 3, CARE.perdus, 71),
    # twelve critères are asked of two groups only
    Publie("anssi-mon-aide-cyber", "anssi-monaidecyber-1", 5, "188 éléments du fichier n’ont pas de place", 41),
)


@both_databases
def test_a_framework_of_others_is_imported_published_and_answered(page: Page, site: Site) -> None:
    _walk(page, site, CARE)


@pytest.mark.parametrize("cadre", AUTRES, ids=[cadre.fichier for cadre in AUTRES])
def test_so_are_the_other_published_frameworks(page: Page, site: Site, cadre: Publie) -> None:
    _walk(page, site, cadre)


def _walk(page: Page, site: Site, cadre: Publie) -> None:
    titre = importer(ciso(cadre.fichier), "f.yaml", EN_VIGUEUR).titre
    _import(page, cadre, titre)
    redac = _publish(site)
    page.get_by_role("button", name="Admin").click()
    page.get_by_role("button", name="Se déconnecter").click()
    sign_in(page, RESPONSABLE)
    _answer(page, cadre, titre_court(titre))
    assert_nothing_is_wrong(site)
    # and goes out again
    publie = redac.edition().catalogue.questionnaires[cadre.questionnaire]
    assert importer(bibliotheque(publie).encode(), "rendu.yaml", VIDE).brouillons[0].nombre == len(publie.criteres)


def _import(page: Page, cadre: Publie, titre: str) -> None:
    page.goto("/connexion")
    page.get_by_label("Adresse électronique").fill(ADMINISTRATEUR)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("link", name="Référentiels", exact=True).first.click()
    assert axe(page) == []
    page.get_by_role("link", name="Importer un référentiel").click()
    assert axe(page) == []
    page.get_by_label("Fichier à importer").set_input_files(
        {"name": f"{cadre.fichier}.yaml", "mimeType": "application/yaml", "buffer": ciso(cadre.fichier)}
    )
    page.get_by_role("button", name="Voir ce qu’il créerait").click()
    expect(page.get_by_text(cadre.perdus)).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Motif").fill("Essai d'un référentiel publié.")
    page.get_by_role("button", name=f"Ouvrir les {cadre.brouillons} brouillons").click()
    expect(page.get_by_role("heading", name=titre, level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Brouillons à publier")).to_be_visible()
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


def _answer(page: Page, cadre: Publie, titre: str) -> None:
    page.get_by_role("link", name=f"Sélectionner ce parcours : {titre}").click()
    page.locator("main").get_by_role("link", name=titre).first.click()
    page.get_by_role("link", name="Ajouter un produit à la démarche").click()
    page.get_by_role("link", name="Ajouter un nouveau produit").last.click()
    identify(page)
    page.get_by_role("button", name="Suivant").click()
    qualify(page)
    for groupe in page.get_by_role("group", name="êtes-vous concerné par").all():
        groupe.get_by_role("radio", name="Non").check()
    page.get_by_role("button", name="Suivant").click()
    page.get_by_role("button", name="Valider").click()
    carte = page.locator("article").filter(has=page.get_by_text("Évaluation", exact=True))
    expect(carte).to_contain_text(f"0/{cadre.repondus}")
    carte.get_by_role("link", name="Démarrer").click()
    for bloc in page.locator("[data-critere]").all():
        bloc.get_by_label("Conforme", exact=True).check()
    assert axe(page) == []
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(carte).to_contain_text(f"{cadre.repondus}/{cadre.repondus}", timeout=60_000)
    expect(carte).to_contain_text("Atteint")
