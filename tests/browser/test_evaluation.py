"""A product is evaluated in a browser: answers, draft, validation, verdict and why; alone, then by two people."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from models.journal_reading import snapshot
from reports.verification import verify
from tests.support.builders import CONTRIBUTEUR, PASSWORD, RESPONSABLE, Site
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES

LEVEL = "Non atteint pour Doctrine du Numérique en Santé Evaluation et projection socles"
FAIBLES = FORTES | {"A10.1": "rouge"}


def sign_in(page: Page, email: str) -> None:
    """Through the form, as people do."""
    page.goto("/connexion")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "/connexion" not in url)


def card(page: Page, titre: str, kicker: str = "Évaluation") -> Locator:
    """A card of the list of questionnaires."""
    return page.locator("article").filter(has=page.get_by_text(kicker, exact=True)).filter(has_text=titre)


def critere(page: Page, code: str) -> Locator:
    """A critère of the questionnaire."""
    return page.locator(f'[data-critere="{code}"]')


def choose(page: Page, code: str, valeur: str) -> None:
    """Choose a level, and wait until the page says it is kept."""
    critere(page, code).locator(f'input[value="{valeur}"]').check()
    expect(critere(page, code).get_by_text("Enregistré à 09 h 00")).to_be_visible()


def dossier(site: Site, sujet: str) -> str:
    """The address of the dossier."""
    return f"/dossiers/{site.sujet(sujet).reference}/socles"


@contextmanager
def signed_in(browser: Browser, base_url: str, email: str, **options: object) -> Iterator[Page]:
    """A session of somebody, apart from any other."""
    context: BrowserContext = browser.new_context(base_url=base_url, locale="fr-FR", **options)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, email)
    yield page
    context.close()


def assert_nothing_is_wrong(site: Site) -> None:
    """The journal holds, and the tables are what it says."""
    site.assert_faithful()
    with snapshot(site.engine) as connection:
        report = verify(connection, site.signer.public)
    assert not report.faults, "\n".join(map(str, report.faults))


@both_databases
def test_a_product_is_evaluated_from_start_to_verdict_and_edited_again(page: Page, site: Site) -> None:
    sujet = site.produit(nom="Careoptim", version="v0.1")
    sign_in(page, RESPONSABLE)
    page.goto(dossier(site, sujet))
    card(page, "Interopérabilité 2021").get_by_role("link", name="Démarrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Questionnaire d'évaluation : Interopérabilité 2021")
    for code, valeur in FAIBLES.items():
        if code != "A10.2":
            choose(page, code, valeur)
    critere(page, "A10.1").get_by_label("Ajouter des commentaires").fill("Codées en dur.")
    page.get_by_role("button", name="Enregistrer comme brouillon").click()
    expect(page.locator(".flashes")).to_contain_text("enregistr")
    expect(critere(page, "A10.1").get_by_label("Ajouter des commentaires")).to_have_value("Codées en dur.")

    page.get_by_role("button", name="Valider", exact=True).click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="A10.2").click()
    expect(critere(page, "A10.2").locator("input[type=radio]").first).to_be_focused()
    choose(page, "A10.2", FAIBLES["A10.2"])
    page.get_by_role("button", name="Valider", exact=True).click()

    done = card(page, "Interopérabilité 2021")
    expect(done).to_contain_text(LEVEL)
    expect(done).to_contain_text("7/7")
    done.get_by_role("link", name="Voir les résultats").click()
    expect(page.get_by_role("heading", name=f"Niveau : {LEVEL}")).to_be_visible()
    page.get_by_text("Pourquoi ?").first.click()
    expect(page.get_by_text("Évaluation avec au moins un critère obligatoire sous son seuil")).to_be_visible()
    assert page.locator("figure.chart img").evaluate("image => image.complete && image.naturalWidth > 0")

    page.goto(dossier(site, sujet))
    card(page, "Interopérabilité 2021").get_by_role("button", name="Editer").click()
    choose(page, "A10.1", "vert")
    page.goto(dossier(site, sujet))
    beside = card(page, "Interopérabilité 2021")
    expect(beside).to_contain_text("brouillon en cours")
    expect(beside).to_contain_text(LEVEL)
    assert_nothing_is_wrong(site)


@both_databases
def test_two_people_ask_send_back_ask_again_and_validate(browser: Browser, live_server: str, site: Site) -> None:
    sujet = site.produit()
    address = f"{dossier(site, sujet)}/evaluations/interoperabilite-2021"
    with (
        signed_in(browser, live_server, CONTRIBUTEUR) as contributeur,
        signed_in(browser, live_server, RESPONSABLE) as responsable,
    ):
        contributeur.goto(address)
        expect(contributeur.get_by_role("button", name="Valider", exact=True)).to_have_count(0)
        for code, valeur in FORTES.items():
            choose(contributeur, code, valeur)
        contributeur.get_by_role("button", name="Enregistrer et demander validation").click()
        expect(card(contributeur, "Interopérabilité 2021")).to_contain_text("Validation demandée")

        responsable.goto(dossier(site, sujet))
        card(responsable, "Interopérabilité 2021").get_by_role("link", name="Voir la demande").click()
        expect(critere(responsable, "A10.1").locator("input").first).to_be_disabled()
        responsable.get_by_label("Motif du renvoi").fill("Dites quelle version du SMT.")
        responsable.get_by_role("button", name="Renvoyer").click()

        contributeur.goto(address)
        expect(contributeur.get_by_text("Dites quelle version du SMT.")).to_be_visible()
        critere(contributeur, "A10.1").get_by_label("Ajouter des commentaires").fill("Version de mars 2026.")
        contributeur.get_by_role("button", name="Enregistrer et demander validation").click()
        expect(card(contributeur, "Interopérabilité 2021")).to_contain_text("Validation demandée")

        responsable.goto(address)
        expect(responsable.get_by_text("Version de mars 2026.")).to_be_visible()
        responsable.get_by_role("button", name="Valider", exact=True).click()
        expect(card(responsable, "Interopérabilité 2021")).to_contain_text("Niveau : Atteint pour")
    assert site.evaluation(sujet).etat == "valide"
    assert_nothing_is_wrong(site)


def test_what_could_not_be_sent_stays_in_the_browser_and_is_sent_later(page: Page, site: Site) -> None:
    sujet = site.produit()
    sign_in(page, CONTRIBUTEUR)
    page.goto(f"{dossier(site, sujet)}/evaluations/interoperabilite-2021")
    page.context.set_offline(True)
    area = critere(page, "A10.1").get_by_label("Ajouter des commentaires")
    area.fill("Écrit dans le train.")
    area.blur()
    expect(critere(page, "A10.1").get_by_text("non enregistré")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="1 critère non enregistré")).to_be_visible()
    assert "A10.1" not in site.evaluation(sujet).reponses
    page.context.set_offline(False)
    expect(critere(page, "A10.1").get_by_text("Enregistré à 09 h 00")).to_be_visible()
    assert site.evaluation(sujet).reponses["A10.1"].commentaire == "Écrit dans le train."
    assert page.evaluate("localStorage.length") == 0


def test_what_was_typed_and_never_sent_is_found_again_after_a_new_sign_in(page: Page, site: Site) -> None:
    sujet = site.produit()
    address = f"{dossier(site, sujet)}/evaluations/interoperabilite-2021"
    sign_in(page, CONTRIBUTEUR)
    page.goto(address)
    critere(page, "A10.1").get_by_label("Ajouter des commentaires").press_sequentially("Jamais quitté")
    page.context.clear_cookies()
    sign_in(page, CONTRIBUTEUR)
    page.goto(address)
    expect(critere(page, "A10.1").get_by_label("Ajouter des commentaires")).to_have_value("Jamais quitté")
    expect(critere(page, "A10.1").get_by_text("Enregistré à 09 h 00")).to_be_visible()
    assert site.evaluation(sujet).reponses["A10.1"].commentaire == "Jamais quitté"


def test_what_one_account_typed_is_never_shown_to_another_on_the_same_browser(page: Page, site: Site) -> None:
    sujet = site.produit()
    address = f"{dossier(site, sujet)}/evaluations/interoperabilite-2021"
    sign_in(page, CONTRIBUTEUR)
    page.goto(address)
    critere(page, "A10.1").get_by_label("Ajouter des commentaires").press_sequentially("À moi")
    page.context.clear_cookies()
    sign_in(page, RESPONSABLE)
    page.goto(address)
    expect(critere(page, "A10.1").get_by_label("Ajouter des commentaires")).to_have_value("")


@pytest.mark.parametrize(("accepts", "kept"), [(True, 0), (False, 1)])
def test_signing_out_warns_of_what_is_unsent_and_then_clears_it(
    page: Page, site: Site, accepts: bool, kept: int
) -> None:
    sign_in(page, CONTRIBUTEUR)
    page.goto(f"{dossier(site, site.produit())}/evaluations/interoperabilite-2021")
    critere(page, "A10.1").get_by_label("Ajouter des commentaires").press_sequentially("Pas encore envoyé")
    page.context.set_offline(True)
    page.get_by_label("Ajouter des commentaires").first.focus()
    expect(critere(page, "A10.1").get_by_text("non enregistré")).to_be_visible()
    page.route("**/evaluations/**", lambda route: route.abort())
    page.context.set_offline(False)
    warnings: list[str] = []

    def answer(dialog: object) -> None:
        warnings.append(dialog.message)  # type: ignore[attr-defined]
        dialog.accept() if accepts else dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", answer)
    page.locator(".user-button").click()
    page.get_by_role("button", name="Se déconnecter").click()
    if accepts:
        page.wait_for_url("**/connexion*")
    assert len(warnings) == 1
    assert page.evaluate("localStorage.length") == kept


def test_a_colleague_s_change_is_told_and_the_person_chooses(browser: Browser, live_server: str, site: Site) -> None:
    sujet = site.produit()
    address = f"{dossier(site, sujet)}/evaluations/interoperabilite-2021"
    with (
        signed_in(browser, live_server, CONTRIBUTEUR) as one,
        signed_in(browser, live_server, RESPONSABLE) as other,
    ):
        one.goto(address)
        other.goto(address)
        choose(other, "A10.1", "orange")
        critere(one, "A10.1").locator('input[value="vert"]').check()
        expect(critere(one, "A10.1").get_by_text("Responsable a modifié ce critère entre-temps")).to_be_visible()
        one.get_by_role("button", name="Enregistrer comme brouillon").click()
        expect(one.get_by_role("heading", name="Deux réponses différentes")).to_be_visible()
        one.get_by_label("La mienne").check()
        one.get_by_role("button", name="Garder ces réponses").click()
        expect(critere(one, "A10.1").locator('input[value="vert"]')).to_be_checked()
        assert one.evaluate("localStorage.length") == 0
    assert site.evaluation(sujet).reponses["A10.1"].valeur == "vert"


def test_a_long_questionnaire_is_walked_with_the_keyboard_on_a_telephone(
    browser: Browser, live_server: str, site: Site
) -> None:
    sujet = site.produit()
    with signed_in(browser, live_server, CONTRIBUTEUR, viewport={"width": 360, "height": 740}) as page:
        page.goto(f"{dossier(site, sujet)}/evaluations/securite-2021")
        plan = page.locator("details.plan")
        assert plan.get_attribute("open") is None
        page.evaluate("scrollTo({top: 4000, behavior: 'instant'})")
        expect(plan.locator("summary")).to_be_in_viewport()
        plan.locator("summary").focus()
        page.keyboard.press("Enter")
        link = plan.get_by_role("link", name="A08.3.01")
        link.focus()
        page.keyboard.press("Enter")
        expect(critere(page, "A08.3.01").get_by_role("heading")).to_be_in_viewport()
        critere(page, "A08.3.01").locator("input[type=radio]").first.focus()
        page.keyboard.press("ArrowDown")
        expect(critere(page, "A08.3.01").get_by_text("Enregistré à 09 h 00")).to_be_visible()
        expect(plan.locator("summary")).to_contain_text("1/36")


def test_without_scripts_a_draft_is_kept_and_a_validation_asked(browser: Browser, live_server: str, site: Site) -> None:
    sujet = site.produit()
    with signed_in(browser, live_server, CONTRIBUTEUR, java_script_enabled=False) as page:
        page.goto(f"{dossier(site, sujet)}/evaluations/interoperabilite-2021")
        for code, valeur in FORTES.items():
            critere(page, code).locator(f'input[value="{valeur}"]').check()
        page.get_by_role("button", name="Enregistrer comme brouillon").click()
        expect(page.get_by_text("Brouillon enregistré.")).to_be_visible()
        page.get_by_role("button", name="Enregistrer et demander validation").click()
        expect(card(page, "Interopérabilité 2021")).to_contain_text("Validation demandée")
    assert site.evaluation(sujet).etat == "a_valider"


def test_an_answer_is_cleared_with_one_press_and_counts_no_more(page: Page, site: Site) -> None:
    sujet = site.produit()
    sign_in(page, CONTRIBUTEUR)
    page.goto(f"{dossier(site, sujet)}/evaluations/interoperabilite-2021")
    choose(page, "A10.1", "vert")
    expect(page.locator(".plan-count")).to_have_text("1/7")
    critere(page, "A10.1").get_by_role("button", name="Effacer ma réponse").click()
    expect(page.locator(".plan-count")).to_have_text("0/7")
    expect(critere(page, "A10.1").locator("input:checked")).to_have_count(0)
    # at once: the answer to what was just sent may come to the page that is being left
    page.reload()
    expect(critere(page, "A10.1").locator("input:checked")).to_have_count(0)
    page.wait_for_function("localStorage.length === 0")
    assert site.evaluation(sujet).reponses["A10.1"].valeur is None
