"""Where the keyboard is can be seen, on buttons as on fields."""

import pytest
from playwright.sync_api import Page


@pytest.mark.parametrize("name", ["Adresse électronique", "Se connecter"])
def test_what_the_keyboard_reaches_is_ringed(page: Page, live_server: str, name: str) -> None:
    page.goto(f"{live_server}/connexion")
    target = page.get_by_label(name) if name.startswith("Adresse") else page.get_by_role("button", name=name)
    while not target.evaluate("element => element === document.activeElement"):
        page.keyboard.press("Tab")
    assert target.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    assert target.evaluate("element => parseFloat(getComputedStyle(element).outlineWidth)") >= 3
