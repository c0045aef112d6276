"""The steps that several walks begin with, by the names that the guide gives to each control."""

from playwright.sync_api import Page, expect

from tests.support.accessibility import axe
from tests.support.builders import PASSWORD

WIDTHS = (1280, 360)

QUALIFICATION = (
    ("01. Référencement au sein du catalogue", "Le produit sera probablement référencé dans Mon Espace Santé"),
    ("02. Consommation ou alimentation de Mon", "Le produit consommera et alimentera Mon Espace Santé"),
    (
        "03. Référencement au sein du Bouquet",
        "Le produit ne sera probablement pas référencé dans le Bouquet de Services Professionnels",
    ),
    ("04. Consommation ou alimentation du Bouquet", "Le produit n'interagit pas avec le Bouquet"),
    ("05. Modèle de mise à disposition", "Le produit est proposé via une offre SaaS ou une offre standardisée"),
)


def sign_in(page: Page, email: str) -> None:
    """Through the form, to the dashboard."""
    page.goto("/connexion")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Les parcours")).to_be_visible()


def identify(page: Page, nom: str = "Careoptim", version: str = "v0.1") -> None:
    """« Étape 1 Identification », with the mouse."""
    page.get_by_label("Nom du produit").fill(nom)
    page.get_by_label("Version").fill(version)
    page.get_by_role("radio", name="Socle").check()
    page.get_by_label("N° d'identification (NIL délivré par le CNDA)").fill("123456789")
    page.get_by_label("Description du produit").fill("Ce produit est créé dans le cadre de la rédaction du guide.")
    page.get_by_label("Certifications").fill("Certification 01\nCertification 02\nCertification 03")


def qualify(page: Page) -> None:
    """« Étape 2 Qualification », with the mouse."""
    for question, choice in QUALIFICATION:
        page.get_by_role("group", name=question).get_by_role("radio", name=choice).check()


def expect_step(page: Page, number: int, name: str) -> None:
    """The step that the page shows."""
    expect(page.locator("[aria-current=step]")).to_contain_text(f"Étape {number} {name}")


def assert_looks_right(page: Page) -> None:
    """Accessible, and within its width, on a desk and on a telephone."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
