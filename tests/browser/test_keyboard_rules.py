"""A rule is changed with the keyboard alone: nested condition, copy, move, disable, undo, cases run at each save."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_evaluation import sign_in
from tests.browser.test_keyboard import press, tab_to
from tests.support.builders import ADMINISTRATEUR, Site

TITRE = "Profilage : doctrine-2021"
CHOSEN = "list => list.selectedOptions[0]?.label ?? ''"


def _choose(page: Page, field: Locator, label: str) -> None:
    """Into the list, then its words typed as one does to find an option."""
    tab_to(page, field)
    page.keyboard.type(label[:30])
    assert field.evaluate(CHOSEN) == label


def _write(page: Page, field: Locator, text: str) -> None:
    tab_to(page, field)
    page.keyboard.type(text)


def _button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def _rules(page: Page) -> Locator:
    return page.locator("tr.rule th a")


def _expect_rules(page: Page, rules: list[str]) -> None:
    """The table has these, in this order."""
    expect(_rules(page)).to_have_text(rules)


def test_a_rule_is_added_copied_moved_disabled_and_undone_with_the_keyboard_alone(page: Page, site: Site) -> None:
    sign_in(page, ADMINISTRATEUR)
    page.goto("/administration/publications")
    press(page, _button(page, f"Modifier {TITRE}"))
    press(page, page.get_by_role("link", name="Les règles en table"))
    expect(_rules(page).first).to_be_visible()
    before = _rules(page).all_text_contents()
    _add_a_nested_rule(page)
    expect(page.locator("#PROF-DOC-008")).to_contain_text("Au moins une de ces conditions")
    _expect_rules(page, [*before, "PROF-DOC-008"])
    expect(page.get_by_text("échouent")).to_be_visible()
    _take_it_around_the_table(page, before)
    _show_it_by_a_case(page)
    site.assert_faithful()


def _add_a_nested_rule(page: Page) -> None:
    press(page, page.get_by_role("link", name="Ajouter une règle"))
    _write(page, page.get_by_label("Libellé"), "Stratégie, ou produit sans numéro")
    _choose(page, page.get_by_label("Nouveau groupe"), "Au moins une")
    press(page, _button(page, "Ajouter un groupe à la règle"))
    _compare(page, "c.0.0", "Type de sujet", "Stratégie globale")
    press(page, _button(page, "Ajouter une condition au groupe 1"))
    _compare(page, "c.0.1", "Le produit a un N° d'identification (NIL)", "Non")
    tab_to(page, page.locator('[name="t.0.target"]'))
    page.keyboard.type("A10.2")
    _write(page, page.get_by_label("Parce que"), "Rien n'est à exposer.")
    press(page, _button(page, "Enregistrer"))


def _compare(page: Page, place: str, fact: str, value: str) -> None:
    _choose(page, page.locator(f'[name="{place}.fact"]'), fact)
    press(page, page.locator(f'[value="choisir:{place}"]'))
    _choose(page, page.locator(f'[name="{place}.v"]'), value)


def _take_it_around_the_table(page: Page, before: list[str]) -> None:
    """Its copy is moved, disabled, deleted; undoing brings each back."""
    press(page, _button(page, "Copier PROF-DOC-008"))
    _expect_rules(page, [*before, "PROF-DOC-008", "PROF-DOC-009"])
    press(page, _button(page, "Monter PROF-DOC-009"))
    _expect_rules(page, [*before, "PROF-DOC-009", "PROF-DOC-008"])
    press(page, _button(page, "Désactiver PROF-DOC-009"))
    expect(page.locator("#PROF-DOC-009")).to_contain_text("désactivée")
    press(page, _button(page, "Supprimer PROF-DOC-009"))
    _expect_rules(page, [*before, "PROF-DOC-008"])
    press(page, _button(page, "Annuler"))
    expect(page.locator("#PROF-DOC-009")).to_contain_text("désactivée")
    for _ in range(3):
        press(page, _button(page, "Annuler"))
    _expect_rules(page, [*before, "PROF-DOC-008"])


def _show_it_by_a_case(page: Page) -> None:
    press(page, page.get_by_role("link", name="Ajouter un cas", exact=True))
    _choose(page, page.locator('[name="c.0.fact"]'), "Le produit a un N° d'identification (NIL)")
    press(page, page.locator('[value="choisir:c.0"]'))
    _choose(page, page.locator('[name="c.0.v"]'), "Non")
    press(page, _button(page, "Ajouter une conclusion"))
    tab_to(page, page.locator('[name="t.0.target"]'))
    page.keyboard.type("A10.2")
    press(page, _button(page, "Enregistrer"))
    expect(page.get_by_role("row", name="Cas 11")).to_contain_text("réussit")
