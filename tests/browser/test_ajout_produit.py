"""From signing in to a product that is added and enrolled, by the guide's own labels; with a mouse, then without."""

from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.walking import expect_step, identify, qualify, sign_in
from tests.support.accessibility import axe
from tests.support.builders import CONTRIBUTEUR, Site
from tests.support.serving import serving
from tests.support.sujets import free_product
from tests.web.conftest import both_databases
from tests.workflows.plateforme import INTEROP

WIDTHS = (1280, 360)


@both_databases
def test_a_product_is_added_and_enrolled_as_the_guide_tells(page: Page) -> None:
    sign_in(page, CONTRIBUTEUR)
    page.get_by_role("link", name="Ajouter un produit", exact=True).click()
    expect(page.get_by_role("heading", name="Ajouter un nouveau produit", level=1)).to_be_visible()
    expect(page.get_by_text("Les champs obligatoires sont signalés par un astérisque *")).to_be_visible()
    expect(page.get_by_text("A savoir")).to_be_visible()
    expect_step(page, 1, "Identification")
    identify(page)
    page.get_by_role("button", name="Suivant").click()
    expect_step(page, 2, "Qualification")
    qualify(page)
    page.get_by_role("button", name="Suivant").click()
    expect_step(page, 3, "Récapitulatif")
    expect(page.get_by_role("heading", name="1. Identification")).to_be_visible()
    expect(page.get_by_text("Certification 01 - Certification 02 - Certification 03")).to_be_visible()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("heading", name="Produit ajouté")).to_be_visible()
    expect(page.get_by_text("Votre produit « Careoptim - v0.1 » a bien été ajouté.")).to_be_visible()
    for name in ("Ajouter un nouveau produit", "Voir le produit ajouté", "Voir tous vos produits"):
        expect(page.locator("main").get_by_role("link", name=name)).to_be_visible()
    page.get_by_role("link", name="Commencer : Doctrine du Numérique en Santé").click()
    page.get_by_role("button", name="Evaluation et projection socles").click()
    title = "Careoptim - v0.1 - 1 : Evaluation et projection socles"
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(page.get_by_role("article").filter(has_text="Interopérabilité 2021").first).to_contain_text("0/7")


@both_databases
def test_the_three_steps_are_made_with_the_keyboard_alone(page: Page, site: Site) -> None:
    sign_in(page, CONTRIBUTEUR)
    page.goto("/produits/nouveau")
    reach(page, "Nom du produit *")
    page.keyboard.type("Careoptim")
    page.keyboard.press("Tab")
    page.keyboard.type("v0.1")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Responsable")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Décrit au clavier.")
    press(page, "Suivant")
    expect_step(page, 2, "Qualification")
    for number in range(1, 6):
        reach(page, f"0{number}.", within="fieldset")
        page.keyboard.press("ArrowDown")
    press(page, "Précédent")
    expect_step(page, 1, "Identification")
    expect(page.get_by_label("Description du produit")).to_have_value("Décrit au clavier.")
    page.get_by_label("Nom du produit").focus()
    page.keyboard.press("Enter")
    expect_step(page, 2, "Qualification")
    expect(page.get_by_role("radio", checked=True)).to_have_count(5)
    press(page, "Suivant")
    expect_step(page, 3, "Récapitulatif")
    press(page, "Valider")
    expect(page.get_by_role("heading", name="Produit ajouté")).to_be_visible()
    site.assert_faithful()


def reach(page: Page, name: str, within: str = "") -> None:
    """Press Tab until what is focused has that label, or stands in a group that has it."""
    label = (
        "e => (e.closest('fieldset')?.querySelector('legend')?.textContent ?? '')"
        if within
        else "e => [...(e.labels ?? [])].map(label => label.textContent).join(' ') || e.textContent"
    )
    for _ in range(60):
        page.keyboard.press("Tab")
        if name in page.evaluate(f"({label})(document.activeElement)"):
            return
    raise AssertionError(f"« {name} » n'est pas atteint par la touche Tab")


def press(page: Page, name: str) -> None:
    """Reach a button with Tab, and press it with the space bar."""
    reach(page, name)
    page.keyboard.press("Space")


@both_databases
def test_an_existing_product_joins_a_demarche_and_its_list_opens(page: Page, site: Site) -> None:
    free_product(site, nom="Élan", version="2")
    sign_in(page, CONTRIBUTEUR)
    page.get_by_role("link", name="Sélectionner ce parcours : Doctrine du Numérique en Santé").click()
    page.locator("main").get_by_role("link", name="Evaluation et projection socles").click()
    page.get_by_role("link", name="Ajouter un produit à la démarche").click()
    page.get_by_label("Rechercher :").press_sequentially("elan")
    page.get_by_role("button", name="Sélectionner Élan - 2 - 1").click()
    expect(page.get_by_role("heading", name="Élan - 2 - 1 : Evaluation et projection socles")).to_be_visible()


def test_the_strategie_globale_is_begun_from_its_card(page: Page) -> None:
    sign_in(page, CONTRIBUTEUR)
    page.goto("/parcours/doctrine/socles")
    page.get_by_role("button", name="Démarrer").click()
    expect(page.get_by_role("heading", name="Stratégie globale : Evaluation et projection socles")).to_be_visible()
    expect_step(page, 1, "Identification de la stratégie globale")
    expect(page.get_by_label("Nom de la stratégie globale")).to_have_value("Edi")
    page.get_by_role("button", name="Suivant").click()
    page.get_by_role("radio", name="Non").check()
    page.get_by_role("button", name="Suivant").click()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("heading", name="Récapitulatif")).to_be_visible()


def test_without_scripts_a_product_is_added_all_the_same(app: Flask, browser: Browser) -> None:
    with serving(app) as url:
        context = browser.new_context(base_url=url, java_script_enabled=False)
        page = context.new_page()
        sign_in(page, CONTRIBUTEUR)
        page.get_by_role("link", name="Ajouter un produit", exact=True).click()
        identify(page)
        page.get_by_role("button", name="Suivant").click()
        qualify(page)
        page.get_by_role("button", name="Suivant").click()
        page.get_by_role("button", name="Valider").click()
        expect(page.get_by_role("heading", name="Produit ajouté")).to_be_visible()
        page.goto("/tableau-de-bord")
        page.get_by_label("Rechercher un produit par nom ou référence").fill("rien")
        page.get_by_role("button", name="Rechercher").click()
        expect(page.get_by_text("Aucun produit ne correspond à votre recherche.")).to_be_visible()
        context.close()


def test_cards_of_products_follow_what_is_typed(page: Page, site: Site) -> None:
    for nom in ("Élan", "Careoptim"):
        free_product(site, nom=nom)
    sign_in(page, CONTRIBUTEUR)
    cards = page.locator("#produits").get_by_role("article")
    expect(cards).to_have_count(2)
    page.get_by_label("Rechercher un produit par nom ou référence").press_sequentially("elan")
    expect(cards).to_have_count(1)
    expect(cards).to_contain_text("Élan")


def test_every_state_of_the_forms_is_accessible(page: Page, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, {"A10.1": "vert"})
    sign_in(page, CONTRIBUTEUR)
    wrong: list[str] = []
    page.goto("/produits/nouveau")
    page.get_by_role("button", name="Suivant").click()
    wrong += look(page, "erreurs")
    page.get_by_label("Nom du produit").fill("Careoptim")
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("region", name="Annuler l’ajout de ce produit ?")).to_be_focused()
    wrong += look(page, "annulation")
    page.goto("/produits/1/qualification")
    page.get_by_role("radio", name="Le produit n'interagit pas avec Mon Espace Santé").check()
    page.get_by_role("radio", name="Le produit est proposé via une offre standardisée uniquement").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("region", name="Ce que change votre modification")).to_be_focused()
    wrong += look(page, "modification")
    assert wrong == []
    assert site.evaluation(sujet, INTEROP).reponses["A10.1"].valeur == "vert"


def look(page: Page, state: str) -> list[str]:
    """What is wrong with the page as it stands, at each width."""
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wrong += [f"{state}, {width} : {violation}" for violation in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{state}, {width} : la page déborde de l'écran")
    return wrong
