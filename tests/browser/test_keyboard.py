"""The démarche is completed with the keyboard alone: evaluation, validation, projection, its validation, roadmap."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_evaluation import assert_nothing_is_wrong, card, critere, dossier, sign_in
from tests.support.builders import RESPONSABLE, Site
from tests.workflows.plateforme import FORTES

FAR = 200
"""More presses of Tab than any page of the walk has controls."""
CHECKED = "group => group.querySelector('input:checked')?.value ?? ''"


def tab_to(page: Page, target: Locator) -> None:
    """Tab until the control has the focus."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if target.evaluate("control => control === document.activeElement"):
            return
    raise AssertionError(f"Tab ne mène pas à {target}")


def press(page: Page, target: Locator) -> None:
    """Tab to the control, then Enter."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def _choose(page: Page, code: str, valeur: str) -> None:
    """Into the levels with Tab, then down to the one that is wanted."""
    levels = critere(page, code).locator("fieldset.levels")
    tab_to(page, levels.locator("input").first)
    page.keyboard.press("Space")
    while levels.evaluate(CHECKED) != valeur:
        page.keyboard.press("ArrowDown")
    expect(critere(page, code).get_by_text("Enregistré à 09 h 00")).to_be_visible()


def test_the_demarche_is_completed_with_the_keyboard_alone(page: Page, site: Site) -> None:
    sujet = site.produit()
    sign_in(page, RESPONSABLE)
    page.goto(dossier(site, sujet))
    press(page, card(page, "Interopérabilité 2021").get_by_role("link", name="Démarrer"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Questionnaire d'évaluation")
    for code, valeur in (FORTES | {"A10.1": "rouge"}).items():
        _choose(page, code, valeur)
    press(page, page.get_by_role("button", name="Valider", exact=True))
    expect(card(page, "Interopérabilité 2021")).to_contain_text("7/7")
    press(page, card(page, "Interopérabilité 2021", "Projection").get_by_role("link", name="Démarrer"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Questionnaire de projection")
    tab_to(page, page.locator('input[name="mois-orange-A10.1"]'))
    for keys in ("10", "2027"):
        page.keyboard.type(keys)
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(critere(page, "A10.1").get_by_text("Enregistré à 09 h 00")).to_be_visible()
    press(page, page.get_by_role("button", name="Valider", exact=True))
    done = card(page, "Interopérabilité 2021", "Projection")
    expect(done).to_contain_text("Atteint le 2027-10 pour")
    press(page, done.get_by_role("link", name="Voir les résultats"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Feuille de route")
    assert_nothing_is_wrong(site)
