"""The whole road of a rule: changed, checked, approved by a second person, published; who follows and who stays."""

from datetime import UTC, datetime

from playwright.sync_api import Browser, Page, expect

from tests.browser.test_evaluation import assert_nothing_is_wrong, critere, dossier, signed_in
from tests.browser.walking import assert_looks_right
from tests.support.builders import ADMINISTRATEUR, CONTRIBUTEUR, Site, password_hash
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES, INTEROP
from workflows.commands.base import SYSTEME
from workflows.commands.comptes import CreerCompte
from workflows.simulations import Simulateur

SECOND = "admin2@agence.example"
TITRE = "Profilage : doctrine-2021"
LENDEMAIN = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


@both_databases
def test_a_rule_is_changed_approved_and_published_and_a_draft_follows_while_a_validated_one_stays(
    browser: Browser, live_server: str, site: Site
) -> None:
    site.do(CreerCompte(SYSTEME, SECOND, "Basile", "administrateur", password_hash(), None))
    brouillon, valide = site.produit(nom="En brouillon"), site.produit(nom="Validé")
    site.repondre(brouillon, {"A10.1": "vert", "A10.2": "orange"})
    site.valider(valide, FORTES)
    juge = site.evaluation(valide).validation
    site.clock.instant = LENDEMAIN
    with (
        signed_in(browser, live_server, ADMINISTRATEUR) as auteur,
        signed_in(browser, live_server, SECOND) as autre,
        signed_in(browser, live_server, CONTRIBUTEUR) as industriel,
    ):
        adresse = _change_the_rules(auteur, live_server)
        _check_and_submit(auteur, adresse, site)
        _approve_and_publish(autre, adresse)
        _the_draft_follows(industriel, dossier(site, brouillon))
        _the_validated_one_stays(industriel, dossier(site, valide))
    assert site.evaluation(brouillon).reponses["A10.2"].valeur == "orange"
    assert site.evaluation(valide).validation == juge
    assert_nothing_is_wrong(site)


def _change_the_rules(page: Page, server: str) -> str:
    """A rule and its case, written from lists; gives back the address of the draft."""
    page.goto(f"{server}/administration/publications")
    assert_looks_right(page)
    page.get_by_role("button", name=f"Modifier {TITRE}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{TITRE}, version 2".replace(" :", "\u00a0:"))
    adresse = page.url
    page.get_by_role("link", name="Les règles en table").click()
    assert_looks_right(page)
    page.get_by_role("link", name="Ajouter une règle").click()
    page.get_by_label("Libellé").fill("Le produit n'a pas de numéro d'identification")
    page.get_by_role("button", name="Ajouter une condition").click()
    page.get_by_label("Fait", exact=True).select_option(label="Le produit a un N° d'identification (NIL)")
    page.get_by_role("button", name="Choisir ce fait").click()
    page.get_by_label("Valeur", exact=True).select_option(label="Non")
    page.get_by_label("Critère", exact=True).select_option("A10.2")
    page.get_by_label("Parce que").fill("Sans numéro, rien n'est à exposer.")
    assert_looks_right(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("row", name="PROF-DOC-008").first).to_contain_text("A10.2")
    _add_the_case(page)
    page.goto(adresse)
    expect(page.get_by_text("PROF-DOC-008 · ajoutée")).to_be_visible()
    return adresse


def _add_the_case(page: Page) -> None:
    page.get_by_role("link", name="Ajouter un cas").click()
    page.get_by_label("Fait", exact=True).select_option(label="Le produit a un N° d'identification (NIL)")
    page.get_by_role("button", name="Choisir ce fait").click()
    page.get_by_label("Valeur", exact=True).select_option(label="Non")
    page.get_by_role("button", name="Ajouter une conclusion").click()
    page.get_by_label("Critère", exact=True).select_option("A10.2")
    assert_looks_right(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("row", name="Cas 11")).to_contain_text("réussit")


def _check_and_submit(page: Page, adresse: str, site: Site) -> None:
    """Its author checks it, tests it, sees whom it would touch, and cannot approve it."""
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("Aucun constat")).to_be_visible()
    page.get_by_role("button", name="Tester sur les cas").click()
    expect(page.get_by_text("11 cas d’exemple rejoués")).to_be_visible()
    assert_looks_right(page)
    page.get_by_role("link", name="Simuler sur tous les dossiers").click()
    page.get_by_role("button", name="Simuler sur tous les dossiers").click()
    expect(page.get_by_text("En attente")).to_be_visible()
    _simulate(site)
    page.goto(adresse)
    expect(page.get_by_text("2 dossiers examinés")).to_be_visible()
    expect(page.get_by_text("2 changent")).to_be_visible()
    page.get_by_role("button", name="Soumettre à l’approbation").click()
    page.get_by_role("button", name="Approuver").click()
    expect(page.get_by_role("alert")).to_contain_text("un autre administrateur doit l'approuver")
    assert_looks_right(page)


def _simulate(site: Site) -> None:
    """What a worker does, which other tests start as a process of its own."""
    simulateur = Simulateur(site.door, site.engine)
    for simulation in simulateur.ouvertes():
        for lot in range(simulateur.preparer(simulation)):
            simulateur.lot(simulation, lot)
        simulateur.conclure(simulation)


def _approve_and_publish(page: Page, adresse: str) -> None:
    page.goto(adresse)
    page.get_by_role("button", name="Approuver").click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("button", name="Copier comme nouveau brouillon")).to_be_visible()
    expect(page.locator(".stepper [aria-current=step]")).to_contain_text("Publié")
    assert_looks_right(page)


def _the_draft_follows(page: Page, adresse: str) -> None:
    page.goto(f"{adresse}/evaluations/{INTEROP}")
    expect(page.get_by_text("Les règles ont changé depuis votre dernière saisie")).to_be_visible()
    page.get_by_text("Profilage : doctrine-2021, version 2".replace(" :", "\u00a0:")).click()
    expect(page.get_by_text("Ne s’applique pas : A10.2".replace(" :", "\u00a0:"))).to_be_visible()
    expect(critere(page, "A10.1")).to_be_visible()
    expect(critere(page, "A10.2")).to_have_count(0)
    assert_looks_right(page)


def _the_validated_one_stays(page: Page, adresse: str) -> None:
    page.goto(f"{adresse}/evaluations/{INTEROP}/resultats")
    expect(page.get_by_text("A10.2").first).to_be_visible()
    page.goto(f"{adresse}/evaluations/{INTEROP}")
    expect(page.get_by_text("Les règles ont changé")).to_have_count(0)
