"""The stratégie globale in a browser, step by step as the guide tells it, by its own labels."""

from playwright.sync_api import Page, expect

from tests.browser.test_evaluation import assert_nothing_is_wrong, card, choose, critere
from tests.browser.test_projection import type_month
from tests.browser.walking import assert_looks_right, expect_step, sign_in
from tests.support.builders import RESPONSABLE, Site
from tests.web.conftest import both_databases

TITRE = "Stratégie globale : Evaluation et projection socles"
THEME = "Politique globale 2021"
SOCLES = "Doctrine du Numérique en Santé Evaluation et projection socles"
QUESTION = "01. L'entreprise propose d'autres services que les produits qu'elle commercialise"
REPONSES = {"A08.8.1": "vert", "A09.1": "orange", "A09.2": "vert"}
EVALUE_D_ABORD = (
    "Afin de procéder à une projection sur ce thème, vous devez préalablement réaliser une évaluation pour votre "
    "stratégie globale."
)


@both_databases
def test_the_stratégie_globale_is_begun_evaluated_projected_and_changed(page: Page, site: Site) -> None:
    sign_in(page, RESPONSABLE)
    _reach_the_démarche(page)
    _initialise(page)
    _evaluate(page)
    _project(page)
    _answer_question_01_otherwise(page)
    assert_nothing_is_wrong(site)


def _reach_the_démarche(page: Page) -> None:
    """« Etape 1 » to « Etape 3.1 »."""
    assert_looks_right(page)
    page.get_by_role("link", name="Sélectionner ce parcours : Doctrine du Numérique en Santé").click()
    expect(page.get_by_role("heading", name="Qu'est-ce que la Doctrine du Numérique en Santé ?")).to_be_visible()
    assert_looks_right(page)
    page.locator("main").get_by_role("link", name="Evaluation et projection socles").click()
    offered = page.get_by_role("region", name="Stratégie globale")
    for words in ("Référence", "Questionnaires", "À compléter", "Responsable"):
        expect(offered).to_contain_text(words)
    assert_looks_right(page)
    offered.get_by_role("button", name="Démarrer").click()


def _initialise(page: Page) -> None:
    """« Etape 3.2 » to « Etape 3.4 »: the company's name by default, question 01 « Non »."""
    expect(page.get_by_role("heading", name=TITRE, level=1)).to_be_visible()
    expect_step(page, 1, "Identification de la stratégie globale")
    expect(page.get_by_label("Nom de la stratégie globale")).to_have_value("Edi")
    page.get_by_label("Certification").fill("ISO XXXXX")
    assert_looks_right(page)
    page.get_by_role("button", name="Suivant").click()
    expect_step(page, 2, "Qualification de la stratégie globale")
    page.get_by_role("group", name=QUESTION).get_by_role("radio", name="Non").check()
    assert_looks_right(page)
    page.get_by_role("button", name="Suivant").click()
    expect_step(page, 3, "Récapitulatif")
    expect(page.get_by_role("heading", name="1. Identification")).to_be_visible()
    expect(page.get_by_text("ISO XXXXX")).to_be_visible()
    assert_looks_right(page)
    page.get_by_role("button", name="Valider").click()


def _evaluate(page: Page) -> None:
    """« Etape 4.1 » to « Etape 5.2 »: A08.7.1 is locked and says why, and counts as answered."""
    expect(card(page, THEME)).to_contain_text("1/4")
    expect(card(page, THEME, "Projection")).to_contain_text(EVALUE_D_ABORD)
    expect(page.get_by_role("heading", name="2. Qualification")).to_be_visible()
    assert_looks_right(page)
    card(page, THEME).get_by_role("link", name="Démarrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Questionnaire d'évaluation : {THEME}")
    locked = critere(page, "A08.7.1")
    expect(locked).to_contain_text("Verrouillé : ce critère n’est pas applicable.")
    expect(locked).to_contain_text(
        "Sans autre service que ses produits, l'entreprise ne propose pas de service d'hébergement"
    )
    expect(locked.get_by_role("radio")).to_have_count(0)
    for code, valeur in REPONSES.items():
        choose(page, code, valeur)
    expect(page.locator("[data-count-done]").first).to_have_text("4")
    assert_looks_right(page)
    page.get_by_role("button", name="Valider", exact=True).click()
    done = card(page, THEME)
    expect(done).to_contain_text("4/4")
    expect(done).to_contain_text(f"Non atteint pour {SOCLES}")
    expect(done.get_by_role("button", name="Editer")).to_be_visible()
    expect(done.get_by_role("link", name="Télécharger")).to_be_visible()
    done.get_by_role("link", name="Voir les résultats").click()
    for name in ("Dernière réponse validée", "Recommandations", "Historique des réponses validées"):
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    assert_looks_right(page)
    page.get_by_role("navigation", name="fil d’Ariane").get_by_role("link", name=TITRE).click()


def _project(page: Page) -> None:
    """« Etape 6.1 » to « Etape 7.2 »."""
    card(page, THEME, "Projection").get_by_role("link", name="Démarrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Questionnaire de projection : {THEME}")
    expect(page.get_by_text(f"Niveaux reportés d'après la réponse au questionnaire {THEME} validée le")).to_be_visible()
    assert_looks_right(page)
    type_month(page, "A09.1", "vert", "2027-01")
    page.get_by_role("button", name="Valider", exact=True).click()
    done = card(page, THEME, "Projection")
    expect(done).to_contain_text(f"Atteint le 2027-01 pour {SOCLES}")
    expect(done.get_by_role("button", name="Editer")).to_be_visible()
    expect(done.get_by_role("link", name="Télécharger")).to_be_visible()
    done.get_by_role("link", name="Voir les résultats").click()
    title = "Feuille de route de la stratégie globale sur le thème Politique globale"
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("row", name="A09.1").first).to_contain_text("orange")
    assert_looks_right(page)
    page.get_by_role("navigation", name="fil d’Ariane").get_by_role("link", name=TITRE).click()


def _answer_question_01_otherwise(page: Page) -> None:
    """What « Oui » changes is shown first, and nothing is kept before it is confirmed."""
    page.get_by_role("link", name="Modifier la qualification").click()
    page.get_by_role("group", name=QUESTION).get_by_role("radio", name="Oui").check()
    page.get_by_role("button", name="Enregistrer").click()
    told = page.get_by_role("region", name="Ce que change votre modification")
    expect(told).to_be_focused()
    expect(told).to_contain_text("4/4")
    expect(told).to_contain_text("3/4")
    expect(told).to_contain_text("Rien n’est encore enregistré")
    assert_looks_right(page)
    page.get_by_role("button", name="Confirmer la modification").click()
    expect(page.get_by_role("region", name="Récapitulatif")).to_contain_text("Oui")
    expect(card(page, THEME)).to_contain_text("3/4")
