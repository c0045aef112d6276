"""What the page says of what was typed is true at every moment, and a refused save drops nothing of it."""

from playwright.sync_api import Page, Route, expect

from tests.browser.test_evaluation import critere, dossier, sign_in
from tests.support.builders import CONTRIBUTEUR, Site

LIVE = """
    window.said = [];
    new MutationObserver(() => said.push(document.querySelector('[data-save-all]').textContent))
        .observe(document.querySelector('[data-save-all]'), {childList: true, characterData: true, subtree: true});
"""


def _opened(page: Page, site: Site) -> str:
    sujet = site.produit()
    sign_in(page, CONTRIBUTEUR)
    page.goto(f"{dossier(site, sujet)}/evaluations/interoperabilite-2021")
    return sujet


def test_a_refused_save_keeps_what_was_typed_in_the_browser(page: Page, site: Site) -> None:
    sujet = _opened(page, site)
    area = critere(page, "A10.1").get_by_label("Ajouter des commentaires")
    area.fill("x" * 10_001)
    page.get_by_role("button", name="Enregistrer comme brouillon").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("10001 caractères")
    expect(critere(page, "A10.1").locator("[data-save-state]")).to_contain_text("non enregistré")
    address = page.url
    page.goto("/tableau-de-bord")
    page.goto(address)
    expect(critere(page, "A10.1").get_by_label("Ajouter des commentaires")).to_have_value("x" * 10_001)
    expect(critere(page, "A10.1").locator("[data-save-state]")).to_contain_text("non enregistré")
    critere(page, "A10.1").get_by_label("Ajouter des commentaires").fill("assez court")
    critere(page, "A10.1").get_by_label("Ajouter des commentaires").blur()
    expect(critere(page, "A10.1").get_by_text("Enregistré à 09 h 00")).to_be_visible()
    assert site.evaluation(sujet).reponses["A10.1"].commentaire == "assez court"
    assert page.evaluate("localStorage.length") == 0


def test_what_a_refused_save_could_have_kept_is_sent_by_itself(page: Page, site: Site) -> None:
    sujet = _opened(page, site)
    page.route("**/evaluations/**", lambda route: route.abort() if _scripted(route) else route.fallback())
    critere(page, "A10.2").locator('input[value="vert"]').check()
    critere(page, "A10.1").get_by_label("Ajouter des commentaires").fill("x" * 10_001)
    page.get_by_role("button", name="Enregistrer comme brouillon").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("10001 caractères")
    assert site.evaluation(sujet).reponses == {}
    page.unroute_all()
    page.reload()
    expect(critere(page, "A10.2").get_by_text("Enregistré à 09 h 00")).to_be_visible()
    assert site.evaluation(sujet).reponses["A10.2"].valeur == "vert"


def test_what_is_typed_after_a_save_is_at_once_said_to_be_unsaved(page: Page, site: Site) -> None:
    _opened(page, site)
    area = critere(page, "A10.1").get_by_label("Ajouter des commentaires")
    expect(page.locator(".page-header .badge-status")).to_have_text("À compléter")
    area.fill("un")
    area.blur()
    expect(page.locator(".page-header .badge-status")).to_have_text("Brouillon")
    state = critere(page, "A10.1").locator("[data-save-state]")
    expect(state).to_have_text("Enregistré à 09 h 00")
    area.press_sequentially(" d")
    assert state.text_content() == "non enregistré"
    expect(page.locator("[data-save-all]")).to_have_text("")
    area.blur()
    expect(state).to_have_text("Enregistré à 09 h 00")


def test_a_screen_reader_hears_of_a_save_once_and_of_no_keystroke(page: Page, site: Site) -> None:
    _opened(page, site)
    page.evaluate(LIVE)
    area = critere(page, "A10.1").get_by_label("Ajouter des commentaires")
    area.press_sequentially("Un commentaire de quelques mots.")
    area.blur()
    expect(critere(page, "A10.1").get_by_text("Enregistré à 09 h 00")).to_be_visible()
    critere(page, "A10.1").locator('input[value="vert"]').check()
    critere(page, "A10.2").locator('input[value="vert"]').check()
    expect(critere(page, "A10.2").get_by_text("Enregistré à 09 h 00")).to_be_visible()
    heard = [words for words in page.evaluate("said") if words]
    assert heard == ["Enregistré à 09 h 00"]
    assert page.locator("[aria-live], [role=status], [role=alert]").count() == 1


def _scripted(route: Route) -> bool:
    return route.request.headers.get("accept") == "application/json"
