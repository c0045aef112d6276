"""Two people and a third who joins them, in a browser: a request, its queue, its reason, what each is told."""

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_evaluation import assert_nothing_is_wrong, card, critere, dossier, signed_in
from tests.support.accessibility import axe
from tests.support.builders import CONTRIBUTEUR, PASSWORD, RESPONSABLE, Site
from tests.support.people import colleague, requested
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES

WIDTHS = (1280, 360)
SECRET = "une phrase bien assez longue"


def _looks_right(page: Page) -> None:
    """Accessible, and within its width, on a desk and on a telephone."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})


def _bell(page: Page, unread: int) -> Locator:
    words = {0: "Notifications", 1: "Notifications, 1 non lue"}.get(unread, f"Notifications, {unread} non lues")
    return page.get_by_role("link", name=words, exact=True)


@both_databases
def test_a_request_goes_through_the_queue_back_with_its_reason_and_is_validated(
    browser: Browser, live_server: str, site: Site
) -> None:
    sujet = site.produit(nom="Careoptim", version="v0.1")
    site.repondre(sujet, FORTES)
    address = f"{dossier(site, sujet)}/evaluations/interoperabilite-2021"
    with (
        signed_in(browser, live_server, CONTRIBUTEUR) as contributeur,
        signed_in(browser, live_server, RESPONSABLE) as responsable,
    ):
        contributeur.goto(address)
        contributeur.get_by_role("button", name="Enregistrer et demander validation").click()
        expect(card(contributeur, "Interopérabilité 2021")).to_contain_text("Validation demandée")
        contributeur.get_by_role("link", name="Vos demandes").click()
        expect(contributeur.get_by_role("row", name="Careoptim")).to_contain_text("En attente de validation")
        _looks_right(contributeur)

        responsable.goto("/tableau-de-bord")
        expect(_bell(responsable, 1)).to_be_visible()
        expect(responsable.get_by_text("1 demande attend votre validation.")).to_be_visible()
        responsable.get_by_role("link", name="À valider 1").click()
        _looks_right(responsable)
        _open_with_the_keyboard(responsable, "Évaluation : Interopérabilité 2021")
        responsable.get_by_label("Motif du renvoi").fill("Dites quelle version du SMT.")
        responsable.get_by_role("button", name="Renvoyer").click()
        expect(_bell(responsable, 0)).to_be_visible()

        contributeur.goto("/tableau-de-bord")
        _bell(contributeur, 1).click()
        expect(contributeur.get_by_text("Dites quelle version du SMT.")).to_be_visible()
        _looks_right(contributeur)
        contributeur.get_by_role("button", name="Marquer comme lue").click()
        expect(_bell(contributeur, 0)).to_be_visible()
        contributeur.get_by_role("link", name="Évaluation : Interopérabilité 2021").click()
        critere(contributeur, "A10.1").get_by_label("Ajouter des commentaires").fill("Version de mars 2026.")
        contributeur.get_by_role("button", name="Enregistrer et demander validation").click()
        expect(card(contributeur, "Interopérabilité 2021")).to_contain_text("Validation demandée")

        responsable.goto("/a-valider")
        responsable.get_by_role("link", name="Évaluation : Interopérabilité 2021").click()
        responsable.get_by_role("button", name="Valider", exact=True).click()
        expect(responsable.get_by_role("link", name="À valider", exact=True)).to_be_visible()

        contributeur.goto("/notifications")
        expect(contributeur.get_by_role("heading", name="Questionnaire validé")).to_be_visible()
        contributeur.get_by_role("button", name="Tout marquer comme lu").click()
        expect(_bell(contributeur, 0)).to_be_visible()
        contributeur.get_by_role("link", name="Vos demandes").click()
        expect(contributeur.get_by_role("row", name="Careoptim").first).to_contain_text("Validée par Responsable")
    assert site.evaluation(sujet).etat == "valide"
    assert_nothing_is_wrong(site)


def _open_with_the_keyboard(page: Page, name: str) -> None:
    """Reached with the tab key alone, from the top of the page."""
    link = page.get_by_role("link", name=name)
    page.locator("main").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/evaluations/" in url)
            return
    raise AssertionError(f"« {name} » ne s'atteint pas au clavier")


@both_databases
def test_a_responsable_invites_a_second_one_and_leaves_them_the_company(
    browser: Browser, live_server: str, site: Site
) -> None:
    with signed_in(browser, live_server, RESPONSABLE) as responsable:
        responsable.goto("/mon-compte")
        responsable.get_by_role("button", name="Responsable").click()
        responsable.get_by_role("link", name="Comptes de l’entreprise").click()
        responsable.get_by_role("link", name="Responsable", exact=True).click()
        responsable.get_by_role("button", name="Suspendre le compte").click()
        expect(responsable.get_by_role("alert")).to_contain_text("dernier responsable actif")
        _looks_right(responsable)

        responsable.goto("/entreprise/comptes")
        responsable.get_by_label("Adresse électronique de la personne").fill("rose@edi")
        responsable.get_by_label("Responsable : valide aussi").check()
        responsable.get_by_role("button", name="Inviter").click()
        expect(responsable.locator("[data-error-summary]")).to_be_focused()
        _looks_right(responsable)
        responsable.get_by_label("Adresse électronique de la personne").fill("rose@edi.example")
        responsable.get_by_role("button", name="Inviter").click()
        link = responsable.locator("#lien-invitation").inner_text()
        _looks_right(responsable)

        _join(browser, live_server, link)
        responsable.goto("/notifications")
        expect(responsable.get_by_text("Rose Petit a ouvert son compte.")).to_be_visible()
        responsable.goto("/entreprise/comptes")
        responsable.get_by_role("link", name="Responsable", exact=True).click()
        responsable.get_by_role("button", name="Suspendre le compte").click()
        responsable.wait_for_url(lambda url: "/connexion" in url)
    assert_nothing_is_wrong(site)


def _join(browser: Browser, live_server: str, link: str) -> None:
    context = browser.new_context(base_url=live_server, locale="fr-FR")
    page = context.new_page()
    page.goto(link)
    _looks_right(page)
    page.get_by_label("Votre nom").fill("Rose Petit")
    page.get_by_label("Nouveau mot de passe", exact=False).first.fill(SECRET)
    page.get_by_label("Nouveau mot de passe, une seconde fois").fill(SECRET)
    page.get_by_role("button", name="Ouvrir le compte").click()
    page.get_by_label("Adresse électronique").fill("rose@edi.example")
    page.get_by_label("Mot de passe").fill(SECRET)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("link", name="À valider")).to_be_visible()
    context.close()


def test_a_suspended_person_is_out_at_their_next_click(browser: Browser, live_server: str, site: Site) -> None:
    compte = colleague(site, "paul@edi.example", "contributeur")
    requested(site)
    with (
        signed_in(browser, live_server, "paul@edi.example") as paul,
        signed_in(browser, live_server, RESPONSABLE) as responsable,
    ):
        responsable.goto(f"/entreprise/comptes/{compte.id}")
        responsable.get_by_role("button", name="Suspendre le compte").click()
        expect(responsable.get_by_text("Suspendu", exact=True)).to_be_visible()
        paul.get_by_role("link", name="Vos demandes").click()
        paul.wait_for_url(lambda url: "/connexion" in url)
        paul.get_by_label("Adresse électronique").fill("paul@edi.example")
        paul.get_by_label("Mot de passe").fill(PASSWORD)
        paul.get_by_role("button", name="Se connecter").click()
        expect(paul.locator("[data-error-summary]")).to_contain_text("Adresse ou mot de passe incorrect")
