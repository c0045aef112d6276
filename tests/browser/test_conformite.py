"""A conformity questionnaire in a browser: its tree, its switches, its counts, by keyboard and on a telephone."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_evaluation import card, critere, signed_in
from tests.browser.walking import sign_in
from tests.support.accessibility import axe
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.conformite import ARBRE, CONFORMES, adresse, enregistrer, produit_en_conformite
from tests.web.conftest import both_databases

KEPT = "Enregistré à 09 h 00"
POURQUOI = "Le produit n'a aucun contenu médical."


@pytest.fixture
def sujet(site: Site) -> str:
    """A product whose démarche asks for conformity alone."""
    return produit_en_conformite(site)


def node(page: Page, titre: str) -> Locator:
    """What folds a node."""
    return page.locator("summary").filter(has=page.get_by_role("heading", name=titre, exact=True))


def switch(page: Page, titre: str) -> Locator:
    """What makes a node not applicable."""
    return page.get_by_role("switch", name=f"Section non applicable : {titre}")


@both_databases
def test_a_tree_is_folded_switched_answered_and_validated(page: Page, site: Site, sujet: str) -> None:
    sign_in(page, RESPONSABLE)
    page.goto(adresse(site, sujet))
    card(page, "Arbre d'essai").get_by_role("link", name="Démarrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Questionnaire d'évaluation : Arbre d'essai")
    expect(node(page, "SF_CON Contenu médical")).to_contain_text("Exigences complétées (0/3)")
    assert page.get_by_text("recommandé par la doctrine").count() == 0

    page.get_by_role("button", name="Tout replier").click()
    expect(node(page, "QUA Qualité du contenu")).to_be_hidden()
    page.get_by_role("button", name="Tout déplier").click()
    critere(page, "ESS.1.1").get_by_role("radio", name="Conforme", exact=True).check()
    expect(critere(page, "ESS.1.1").get_by_text(KEPT)).to_be_visible()
    for titre, compte in (("QUA.1 Éthique", "(1/2)"), ("SF_CON Contenu médical", "(1/3)")):
        expect(node(page, titre)).to_contain_text(f"Exigences complétées {compte}")
    expect(page.locator(".plan-count")).to_have_text("1/5")

    switch(page, "QUA Qualité du contenu").check()
    expect(page.locator(".plan-count")).to_have_text("0/2")
    expect(node(page, "SF_CON Contenu médical")).to_contain_text("Exigences complétées (0/0)")
    expect(critere(page, "ESS.1.1")).to_be_hidden()
    for code in ("IA.1", "IA.2"):
        critere(page, code).get_by_role("radio", name="Conforme", exact=True).check()
    page.get_by_role("button", name="Valider", exact=True).click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_contain_text("QUA Qualité du contenu : il manque un commentaire")
    summary.get_by_role("link", name="QUA Qualité du contenu").click()
    comment = page.get_by_label("Commentaires : QUA", exact=True)
    expect(comment).to_be_focused()
    comment.fill(POURQUOI)
    page.get_by_role("button", name="Valider", exact=True).click()
    done = card(page, "Arbre d'essai")
    expect(done).to_contain_text("Atteint pour Parcours de conformité Démarche d'essai")
    expect(done).to_contain_text("2/2")
    reponses = site.evaluation(sujet, ARBRE).reponses
    assert (reponses["QUA"].commentaire, reponses["ESS.1.1"].valeur) == (POURQUOI, "conforme")
    site.assert_faithful()


def test_the_tree_is_walked_with_the_keyboard_on_a_telephone(
    browser: Browser, live_server: str, site: Site, sujet: str
) -> None:
    with signed_in(browser, live_server, CONTRIBUTEUR, viewport={"width": 360, "height": 740}) as page:
        page.goto(adresse(site, sujet, ARBRE))
        assert axe(page) == []
        folded = node(page, "QUA.1 Éthique")
        folded.focus()
        page.keyboard.press("Enter")
        expect(critere(page, "ESS.1.1")).to_be_hidden()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(switch(page, "QUA.1 Éthique")).to_be_focused()
        page.keyboard.press("Space")
        expect(critere(page, "ESS.1.1")).to_be_hidden()
        expect(page.locator(".plan-count")).to_have_text("0/3")
        page.keyboard.press("Tab")
        page.keyboard.type(POURQUOI)
        page.keyboard.press("Tab")
        expect(page.locator('[data-critere="QUA.1"]').get_by_text(KEPT)).to_be_visible()
        critere(page, "QUA.2.1").get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        expect(critere(page, "QUA.2.1").get_by_text("Obligatoire pour « Non applicable »")).to_be_visible()
        expect(page.locator(".plan-count")).to_have_text("1/3")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.reload()
        expect(switch(page, "QUA.1 Éthique")).to_be_checked()
        expect(page.locator(".plan-count")).to_have_text("1/3")


def test_a_link_of_the_plan_opens_the_nodes_that_hide_its_critère(page: Page, site: Site, sujet: str) -> None:
    sign_in(page, CONTRIBUTEUR)
    page.goto(adresse(site, sujet, ARBRE))
    assert axe(page) == []
    page.get_by_role("button", name="Tout replier").click()
    page.get_by_role("link", name="ESS.1.2").click()
    expect(critere(page, "ESS.1.2").get_by_role("heading")).to_be_in_viewport()


def test_without_scripts_a_node_is_folded_switched_off_and_on(
    browser: Browser, live_server: str, site: Site, sujet: str
) -> None:
    with signed_in(browser, live_server, CONTRIBUTEUR, java_script_enabled=False) as page:
        page.goto(adresse(site, sujet, ARBRE))
        expect(page.get_by_role("button", name="Tout replier")).to_be_hidden()
        node(page, "QUA.1 Éthique").click()
        expect(critere(page, "ESS.1.1")).to_be_hidden()
        switch(page, "IA Intelligence artificielle").check()
        page.get_by_label("Commentaires : IA", exact=True).fill("Aucune intelligence artificielle.")
        page.get_by_role("button", name="Enregistrer comme brouillon").click()
        expect(page.locator(".plan-count")).to_have_text("0/3")
        switch(page, "IA Intelligence artificielle").uncheck()
        page.get_by_role("button", name="Enregistrer comme brouillon").click()
        expect(page.locator(".plan-count")).to_have_text("0/5")
    assert site.evaluation(sujet, ARBRE).reponses["IA"].commentaire == "Aucune intelligence artificielle."


def test_two_people_who_switch_a_node_otherwise_choose(
    browser: Browser, live_server: str, site: Site, sujet: str
) -> None:
    enregistrer(site, sujet, CONFORMES)
    with signed_in(browser, live_server, CONTRIBUTEUR) as page:
        page.goto(adresse(site, sujet, ARBRE))
        enregistrer(site, sujet, {"QUA": "gris"}, POURQUOI, acteur=site.responsable)
        page.get_by_label("Commentaires : QUA", exact=True).evaluate("area => { area.value = 'Autrement.' }")
        page.get_by_role("button", name="Enregistrer comme brouillon").click()
        expect(page.get_by_role("heading", name="QUA Qualité du contenu")).to_be_visible()
        expect(page.get_by_text("Section non applicable")).to_be_visible()
        assert axe(page) == []
        page.get_by_label("Celle de Responsable").check()
        page.get_by_role("button", name="Garder ces réponses").click()
        page.goto(adresse(site, sujet, ARBRE))
        expect(page.locator(".plan-count")).to_have_text("2/2")
