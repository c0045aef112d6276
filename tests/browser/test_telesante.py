"""From the sheet of a product to the verdict of a démarche of télésanté, by the guide's names."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_evaluation import assert_nothing_is_wrong, card, critere
from tests.browser.walking import sign_in
from tests.referentiels.published import published
from tests.support.accessibility import axe
from tests.support.builders import RESPONSABLE, Site
from tests.support.sujets import free_product, reference_of
from tests.web.conftest import both_databases
from workflows.commands.evaluations import EnregistrerEvaluation, Saisie

KEPT = "Enregistré à 09 h 00"


@both_databases
@pytest.mark.parametrize(
    ("titre", "code", "premier", "manque"),
    [
        ("Téléconsultation", "teleconsultation", "TCO.IDE.1", "TCO.VID.1"),
        ("Téléexpertise", "teleexpertise", "TEX.IDE.1", "TEX.IMG.1"),
        ("Télésoin", "telesoin", "TSO.IDE.1", "TSO.VID.1"),
    ],
)
def test_a_product_joins_a_démarche_of_télésanté_and_is_judged(
    page: Page, site: Site, titre: str, code: str, premier: str, manque: str
) -> None:
    criteres = published().questionnaires[f"{code}-2021"].criteres
    nombre = len(criteres)
    sujet = free_product(site)
    sign_in(page, RESPONSABLE)
    page.goto(f"/produits/{reference_of(site, sujet)}")
    page.get_by_role("link", name="Nouvelle démarche").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nouvelle démarche « Doctrine du Numérique en Santé »")
    page.get_by_role("button", name=titre).click()
    liste = card(page, f"{titre} 2021")
    expect(liste).to_contain_text(f"0/{nombre}")
    liste.get_by_role("link", name="Démarrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Questionnaire d'évaluation : {titre} 2021")
    assert axe(page) == []

    reponses = dict.fromkeys(criteres, "conforme") | {manque: "non_conforme"}
    saisies = tuple(Saisie(c, valeur) for c, valeur in reponses.items() if c != premier)
    site.do(EnregistrerEvaluation(site.responsable, sujet, code, f"{code}-2021", saisies))
    page.reload()
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_contain_text(premier)
    critere(page, premier).get_by_role("radio", name="Conforme", exact=True).check()
    expect(critere(page, premier).get_by_text(KEPT)).to_be_visible()
    page.get_by_role("button", name="Valider", exact=True).click()

    done = card(page, f"{titre} 2021")
    expect(done).to_contain_text(f"Non atteint pour Doctrine du Numérique en Santé {titre}")
    expect(done).to_contain_text(f"{nombre}/{nombre}")
    done.get_by_role("link", name="Voir les résultats").click()
    page.get_by_text("Pourquoi ?").first.click()
    expect(page.get_by_text("Au moins un critère obligatoire et applicable n'est pas conforme.")).to_be_visible()
    assert axe(page) == []
    assert_nothing_is_wrong(site)
