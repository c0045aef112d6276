"""A projection is planned in a browser by two people: months by keyboard, refusals, roadmap, « à revoir »."""

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_evaluation import (
    assert_nothing_is_wrong,
    card,
    choose,
    critere,
    dossier,
    sign_in,
    signed_in,
)
from tests.browser.walking import assert_looks_right
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.planning import evalue, planifier, projection_address, projeter
from tests.web.conftest import both_databases
from workflows.commands.projections import SaisieProjection

THEME = "Interopérabilité 2021"
VERDICT = "Atteint le 2027-01 pour Doctrine du Numérique en Santé Evaluation et projection socles"


def _month(page: Page, code: str, niveau: str) -> Locator:
    return critere(page, code).get_by_label(f"Échéance du niveau {niveau}")


def type_month(page: Page, code: str, niveau: str, mois: str) -> None:
    """With the keyboard alone, as in Chromium's own field: the month, the year, and past the button of the calendar."""
    annee, numero = mois.split("-")
    _month(page, code, niveau).focus()
    page.keyboard.type(numero)
    page.keyboard.press("ArrowRight")
    page.keyboard.type(annee)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(_month(page, code, niveau)).to_have_value(mois)


def _kept(page: Page, code: str) -> None:
    expect(critere(page, code).get_by_text("Enregistré à 09 h 00")).to_be_visible()


@both_databases
def test_two_people_plan_ask_and_validate_then_see_the_plan_again(
    browser: Browser, live_server: str, site: Site
) -> None:
    sujet = evalue(site)
    with (
        signed_in(browser, live_server, CONTRIBUTEUR) as contributeur,
        signed_in(browser, live_server, RESPONSABLE) as responsable,
    ):
        _plan_and_ask(contributeur, dossier(site, sujet))
        _validate_and_read_the_roadmap(responsable, dossier(site, sujet))
        _evaluate_anew(responsable, dossier(site, sujet))
        _see_again(contributeur, dossier(site, sujet))
    assert site.projection(sujet).etat == "a_revoir"
    assert_nothing_is_wrong(site)


def _plan_and_ask(page: Page, dossier_url: str) -> None:
    page.goto(dossier_url)
    card(page, THEME, "Projection").get_by_role("link", name="Démarrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Questionnaire de projection : {THEME}")
    assert_looks_right(page)
    type_month(page, "A10.1", "orange", "2027-06")
    _kept(page, "A10.1")
    expect(page.locator("[data-count-done]")).to_have_text("6")
    type_month(page, "A10.1", "vert", "2027-01")
    order = "la date du niveau vert (2027-01) précède celle du niveau orange (2027-06) ; corrigez l'une des deux."
    expect(critere(page, "A10.1").get_by_text(order)).to_be_visible()
    page.get_by_role("button", name="Enregistrer comme brouillon").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(order)
    assert_looks_right(page)
    type_month(page, "A10.1", "orange", "2026-10")
    _kept(page, "A10.1")

    page.get_by_role("button", name="Enregistrer et demander validation").click()
    summary.get_by_role("link", name="A08.5.01").click()
    expect(_month(page, "A08.5.01", "vert")).to_be_focused()
    type_month(page, "A08.5.01", "vert", "2027-01")
    _kept(page, "A08.5.01")
    critere(page, "A08.5.01").get_by_label("Ajouter des commentaires").fill("En-tête revu.")
    page.get_by_role("button", name="Enregistrer et demander validation").click()
    expect(card(page, THEME, "Projection")).to_contain_text("Validation demandée")


def _validate_and_read_the_roadmap(page: Page, dossier_url: str) -> None:
    page.goto(dossier_url)
    card(page, THEME, "Projection").get_by_role("link", name="Voir la demande").click()
    expect(critere(page, "A08.5.01")).to_contain_text("En-tête revu.")
    expect(critere(page, "A10.1")).to_contain_text("Prévu pour 2026-10")
    page.get_by_role("button", name="Valider", exact=True).click()
    done = card(page, THEME, "Projection")
    expect(done).to_contain_text(VERDICT)
    expect(done).to_contain_text("7/7")
    done.get_by_role("link", name="Voir les résultats").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Feuille de route du produit sur le thème Interopérabilité"
    )
    expect(page.get_by_role("heading", name=f"Niveau : {VERDICT}")).to_be_visible()
    page.get_by_text("Pourquoi ?").first.click()
    expect(page.get_by_text("Projection qui atteint tous les niveaux recommandés à une date")).to_be_visible()
    assert page.locator(".timeline img").evaluate("image => image.complete && image.naturalWidth > 0")
    expect(page.get_by_role("row", name="A10.1").first).to_contain_text("orange")
    assert_looks_right(page)


def _evaluate_anew(page: Page, dossier_url: str) -> None:
    page.goto(dossier_url)
    card(page, THEME).get_by_role("button", name="Editer").click()
    choose(page, "A10.1", "orange")
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(card(page, THEME)).to_contain_text("Niveau :")


def _see_again(page: Page, dossier_url: str) -> None:
    page.goto(dossier_url)
    expect(card(page, THEME, "Projection")).to_contain_text("À revoir")
    card(page, THEME, "Projection").get_by_role("link", name="Editer").click()
    expect(page.get_by_text("Projection à revoir")).to_be_visible()
    expect(critere(page, "A10.1")).to_contain_text("Échéance donnée : 2026-10")
    expect(_month(page, "A10.1", "orange")).to_have_count(0)
    assert_looks_right(page)
    page.goto(f"{page.url}/feuille-de-route")
    expect(page.get_by_text("Projection à revoir")).to_be_visible()
    expect(page.get_by_role("heading", name=f"Niveau : {VERDICT}")).to_be_visible()


def test_a_date_of_which_a_part_is_missing_is_neither_sent_nor_lost_silently(page: Page, site: Site) -> None:
    sujet = evalue(site)
    sign_in(page, CONTRIBUTEUR)
    page.goto(projection_address(site, sujet))
    _month(page, "A08.5.01", "vert").focus()
    page.keyboard.type("03")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(critere(page, "A08.5.01").get_by_text("la date est incomplète")).to_be_visible()
    page.get_by_role("button", name="Enregistrer comme brouillon").click()
    expect(_month(page, "A08.5.01", "vert")).to_be_focused()
    assert not site.projection(sujet).reponses


def test_the_box_counts_at_once_and_gives_the_months_back_when_it_is_unticked(page: Page, site: Site) -> None:
    sujet = evalue(site)
    sign_in(page, CONTRIBUTEUR)
    page.goto(projection_address(site, sujet))
    type_month(page, "A08.5.01", "vert", "2027-01")
    _kept(page, "A08.5.01")
    box = critere(page, "A08.5.01").get_by_label("La cible envisagée pour ce critère n'est pas applicable.")
    box.focus()
    with page.expect_response("**/projections/**"):
        page.keyboard.press("Space")
    _kept(page, "A08.5.01")
    assert site.projection(sujet).reponses["A08.5.01"].non_applicable
    with page.expect_response("**/projections/**"):
        page.keyboard.press("Space")
    _kept(page, "A08.5.01")
    assert site.projection(sujet).reponses["A08.5.01"].echeances == {"vert": "2027-01"}


def test_what_could_not_be_sent_stays_in_the_browser_and_is_sent_later(page: Page, site: Site) -> None:
    sujet = evalue(site)
    sign_in(page, CONTRIBUTEUR)
    page.goto(projection_address(site, sujet))
    page.context.set_offline(True)
    type_month(page, "A08.5.01", "vert", "2027-01")
    expect(critere(page, "A08.5.01").get_by_text("non enregistré")).to_be_visible()
    page.context.set_offline(False)
    _kept(page, "A08.5.01")
    assert site.projection(sujet).reponses["A08.5.01"].echeances == {"vert": "2027-01"}
    assert page.evaluate("localStorage.length") == 0


def test_a_month_never_sent_is_found_again_after_a_new_sign_in(page: Page, site: Site) -> None:
    sujet = evalue(site)
    sign_in(page, CONTRIBUTEUR)
    page.goto(projection_address(site, sujet))
    _month(page, "A08.5.01", "vert").focus()
    page.keyboard.type("01")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("2027")
    page.context.clear_cookies()
    sign_in(page, CONTRIBUTEUR)
    page.goto(projection_address(site, sujet))
    expect(_month(page, "A08.5.01", "vert")).to_have_value("2027-01")
    _kept(page, "A08.5.01")


def test_a_colleague_s_plan_is_told_and_the_person_chooses(browser: Browser, live_server: str, site: Site) -> None:
    sujet = evalue(site)
    planifier(site, sujet, SaisieProjection("A08.5.01", {"vert": "2027-05"}))
    with (
        signed_in(browser, live_server, CONTRIBUTEUR) as one,
        signed_in(browser, live_server, RESPONSABLE) as other,
    ):
        for page in (one, other):
            page.goto(projection_address(site, sujet))
        type_month(other, "A08.5.01", "vert", "2027-02")
        _kept(other, "A08.5.01")
        type_month(one, "A08.5.01", "vert", "2027-03")
        expect(critere(one, "A08.5.01").get_by_text("Responsable a modifié ce critère entre-temps")).to_be_visible()
        one.get_by_role("button", name="Enregistrer comme brouillon").click()
        expect(one.get_by_role("heading", name="Deux plans différents")).to_be_visible()
        assert_looks_right(one)
        one.get_by_label("Le mien").check()
        one.get_by_role("button", name="Garder ces plans").click()
        expect(_month(one, "A08.5.01", "vert")).to_have_value("2027-03")
        assert one.evaluate("localStorage.length") == 0
    assert site.projection(sujet).reponses["A08.5.01"].echeances == {"vert": "2027-03"}


def test_without_scripts_months_are_kept_and_a_validation_asked(browser: Browser, live_server: str, site: Site) -> None:
    sujet = evalue(site)
    with signed_in(browser, live_server, CONTRIBUTEUR, java_script_enabled=False) as page:
        page.goto(projection_address(site, sujet))
        _month(page, "A08.5.01", "vert").fill("2027-01")
        _month(page, "A10.1", "orange").fill("2026-10")
        page.get_by_role("button", name="Enregistrer comme brouillon").click()
        expect(page.get_by_text("Brouillon enregistré.")).to_be_visible()
        page.get_by_role("button", name="Enregistrer et demander validation").click()
        expect(page.get_by_text("La validation du questionnaire est demandée.")).to_be_visible()
    assert site.projection(sujet).etat == "a_valider"


def test_the_roadmap_is_printed_without_the_bars_of_the_screen(page: Page, site: Site) -> None:
    sujet = evalue(site)
    projeter(site, sujet)
    sign_in(page, CONTRIBUTEUR)
    page.goto(f"{projection_address(site, sujet)}/feuille-de-route")
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name=f"Niveau : {VERDICT}").is_visible()
    assert page.get_by_role("link", name="Télécharger en JSON").is_hidden()
    assert page.get_by_role("navigation").first.is_hidden()
