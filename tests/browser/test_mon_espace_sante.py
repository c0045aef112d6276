"""« Référencement Mon espace santé pour un Produit », step by step as the guide tells it, by its own labels."""

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.sujet import Sujet
from tests.browser.test_conformite import KEPT, node
from tests.browser.test_evaluation import assert_nothing_is_wrong, card, choose, critere
from tests.browser.walking import assert_looks_right, expect_step, identify, qualify, sign_in
from tests.support.builders import RESPONSABLE, Site
from tests.support.documents import pdf
from tests.support.partager import AVEC, ETHIQUE, SANS, URBANISATION, fortes, rejoindre, repondre, valider
from tests.support.planning import FAIBLES
from tests.support.sujets import free_product, reference_of
from tests.web.conftest import both_databases
from tests.workflows.plateforme import INTEROP, SOCLES

TITRE = "Référencement sans échange de données"
TITRES = ("Interopérabilité 2021", "Urbanisation 2021", "Sécurité 2021", "Ethique Mon espace santé")
LEVEL = f"Niveau : Atteint pour Mon espace santé {TITRE}"
FORMATS = "pdf, xls, xlsx, ods, doc, docx, odt, ppt, pptx, odp, zip, png, xml, txt, csv, mp4, avi, mpg, mpeg"


def _list_counts(page: Page, *nombres: str) -> None:
    """The four cards of the list, each with its count; those that both parcours share say so."""
    for titre, nombre in zip(TITRES, nombres, strict=True):
        liste = card(page, titre)
        expect(liste).to_contain_text(nombre)
        shared = liste.get_by_text("Ce questionnaire est commun à plusieurs parcours")
        expect(shared).to_have_count(0 if titre.startswith("Ethique") else 1)


def _address(site: Site, sujet: str, demarche: str) -> str:
    return f"/dossiers/{reference_of(site, sujet)}/{demarche}"


def _only_product(site: Site) -> str:
    with Session(site.engine) as session:
        return session.scalars(select(Sujet.id).where(Sujet.type == "produit")).one()


@both_databases
def test_a_product_is_added_to_the_référencement_and_interopérabilité_validated(page: Page, site: Site) -> None:
    sign_in(page, RESPONSABLE)
    _reach_the_démarche(page)
    _add_a_product(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Careoptim - v0.1 - 1 : {TITRE}")
    _list_counts(page, "0/7", "0/4", "0/34", "0/34")
    assert_looks_right(page)
    _evaluate(page, site)
    _read_the_results(page)
    assert_nothing_is_wrong(site)


def _reach_the_démarche(page: Page) -> None:
    """« Etape 1 » and « Etape 2 »."""
    page.get_by_role("link", name="Sélectionner ce parcours : Mon espace santé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon espace santé")
    expect(page.get_by_role("heading", name="Qu'est-ce que Mon espace santé ?")).to_be_visible()
    expect(page.get_by_role("heading", name="Les démarches")).to_be_visible()
    assert_looks_right(page)
    page.locator("main").get_by_role("link", name=TITRE).click()


def _add_a_product(page: Page) -> None:
    """« Etape 3.1 » to « Etape 3.4 »."""
    expect(page.get_by_role("heading", level=1)).to_have_text(TITRE)
    assert_looks_right(page)
    page.get_by_role("link", name="Ajouter un produit à la démarche").click()
    expect(page.get_by_role("heading", name="Un produit existant")).to_be_visible()
    assert_looks_right(page)
    page.get_by_role("link", name="Ajouter un nouveau produit").click()
    expect_step(page, 1, "Identification")
    expect(page.get_by_text("A savoir")).to_be_visible()
    identify(page)
    assert_looks_right(page)
    page.get_by_role("button", name="Suivant").click()
    expect_step(page, 2, "Qualification")
    qualify(page)
    assert_looks_right(page)
    page.get_by_role("button", name="Suivant").click()
    expect_step(page, 3, "Récapitulatif")
    expect(page.get_by_role("heading", name="2. Qualification")).to_be_visible()
    assert_looks_right(page)
    page.get_by_role("button", name="Valider").click()


def _evaluate(page: Page, site: Site) -> None:
    """« Etape 4.1 » and « Etape 5.1 »: one critère here, the others by the door; then the card."""
    card(page, TITRES[0]).get_by_role("link", name="Démarrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Questionnaire d'évaluation : {TITRES[0]}")
    choose(page, "A10.1", FAIBLES["A10.1"])
    others = {code: valeur for code, valeur in FAIBLES.items() if code != "A10.1"}
    repondre(site, _only_product(site), SANS, INTEROP, others)
    page.reload()
    page.get_by_role("button", name="Valider", exact=True).click()
    done = card(page, TITRES[0])
    expect(done).to_contain_text(LEVEL)
    _list_counts(page, "7/7", "0/4", "0/34", "0/34")
    expect(done.get_by_role("button", name="Editer")).to_be_visible()
    with page.expect_download() as started:
        done.get_by_role("link", name="Télécharger").click()
    assert started.value.path().read_bytes().startswith(b"%PDF")
    assert_looks_right(page)


def _read_the_results(page: Page) -> None:
    """« Etape 5.2 », with a draft begun after the validation."""
    card(page, TITRES[0]).get_by_role("button", name="Editer").click()
    choose(page, "A08.6.01", "orange")
    page.get_by_role("button", name="Enregistrer comme brouillon").click()
    page.get_by_role("link", name="Retour").click()
    card(page, TITRES[0]).get_by_role("link", name="Voir les résultats").click()
    for name in (
        LEVEL,
        "Recommandations",
        "Dernier brouillon enregistré",
        "Dernière réponse validée",
        "Historique des réponses validées",
    ):
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Dernier brouillon enregistré")).to_contain_text("A08.6.01")
    assert_looks_right(page)


@both_databases
def test_ethique_is_answered_proved_and_validated_once_nothing_is_missing(page: Page, site: Site) -> None:
    sujet = free_product(site)
    rejoindre(site, sujet, SANS)
    sign_in(page, RESPONSABLE)
    page.goto(_address(site, sujet, SANS))
    card(page, TITRES[3]).get_by_role("link", name="Démarrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Questionnaire d'évaluation : {TITRES[3]}")
    _answer_the_first(page)
    _prove(page)
    _learn_what_is_missing(page, site, sujet)
    done = card(page, TITRES[3])
    expect(done).to_contain_text("34/34")
    expect(done).to_contain_text(f"Non atteint pour Mon espace santé {TITRE}")
    assert_nothing_is_wrong(site)


def _answer_the_first(page: Page) -> None:
    """« Etape 6.2 »: the tree with its counts, one critère « Conforme »."""
    contenu = "SF_CON Contenu médical éditorial ou lié aux données de santé de l'utilisateur"
    tree = (contenu, "QUA Qualité du contenu", "QUA.1 Ethique")
    for titre in tree:
        expect(node(page, titre)).to_contain_text("Exigences complétées (0/4)")
    expect(page.get_by_role("button", name="Tout replier")).to_be_visible()
    first = critere(page, "QUA.1.1")
    for words in ("Expertise des contributeurs", "Obligatoire", "Description", "Le système DOIT mentionner"):
        expect(first).to_contain_text(words)
    assert_looks_right(page)
    _say(first, "Conforme")
    for titre in tree:
        expect(node(page, titre)).to_contain_text("Exigences complétées (1/4)")


def _say(where: Locator, conformite: str) -> None:
    where.get_by_role("radio", name=conformite, exact=True).check()
    expect(where.get_by_text(KEPT)).to_be_visible()


def _prove(page: Page) -> None:
    """« Etape 6.3 »: a document with its description and type, then the deposit declared over."""
    critere(page, "QUA.1.1").get_by_role("link", name="Scénario et preuves SC.001").click()
    expect(page.get_by_role("heading", name="Scénario et preuves SC.001")).to_be_visible()
    expect(page.get_by_role("heading", name="Ajout d'un document")).to_be_visible()
    expect(page.get_by_text("1. Liste des contributeurs")).to_be_visible()
    expect(page.get_by_text(f"Taille < 10 MB. Les formats autorisés sont : {FORMATS}.")).to_be_visible()
    assert_looks_right(page)
    page.get_by_label("Description :").fill("Les contributeurs, page 3.")
    page.get_by_label("Document :").set_input_files(
        {"name": "liste.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    page.get_by_label("Type de preuve :").select_option(label="Liste des contributeurs")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.get_by_role("button", name="Le dépôt des preuves est finalisé").click()
    expect(page.get_by_text("Dépôt finalisé")).to_be_visible()
    assert_looks_right(page)
    page.get_by_role("link", name="Fermer").click()
    expect(critere(page, "QUA.1.1")).to_contain_text("Dépôt finalisé")


def _learn_what_is_missing(page: Page, site: Site, sujet: str) -> None:
    """« Valider » names a « Conforme » without proof and a critère without answer (S:1494-1496)."""
    others = fortes(SANS, ETHIQUE)
    for code in ("QUA.1.1", "QUA.1.3"):
        del others[code]
    repondre(site, sujet, SANS, ETHIQUE, others | {"QUA.1.2": "conforme"})
    page.reload()
    page.get_by_role("button", name="Valider", exact=True).click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("listitem")).to_have_count(2)
    expect(summary.get_by_role("listitem").nth(0)).to_contain_text("QUA.1.2")
    expect(summary.get_by_role("listitem").nth(0)).to_contain_text("preuve")
    expect(summary.get_by_role("listitem").nth(1)).to_contain_text("QUA.1.3")
    assert_looks_right(page)
    for code in ("QUA.1.2", "QUA.1.3"):
        _say(critere(page, code), "Non conforme")
    page.get_by_role("button", name="Valider", exact=True).click()


@both_databases
def test_with_exchange_more_is_asked_and_what_is_answered_on_one_side_is_seen_on_the_other(
    page: Page, site: Site
) -> None:
    sujet = free_product(site, nom="Élan", version="2")
    sign_in(page, RESPONSABLE)
    page.goto(f"/parcours/mon-espace-sante/{AVEC}")
    page.get_by_role("link", name="Ajouter un produit à la démarche").click()
    page.get_by_role("button", name="Sélectionner Élan - 2 - 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Élan - 2 - 1 : Référencement avec échange de données")
    _list_counts(page, "0/7", "0/6", "0/36", "0/34")
    assert_looks_right(page)

    rejoindre(site, sujet, SANS, SOCLES)
    valider(site, sujet, SANS, URBANISATION)
    page.reload()
    _list_counts(page, "0/7", "4/6", "0/36", "0/34")
    card(page, TITRES[1]).get_by_role("button", name="Editer").click()
    expect(critere(page, "A05.1").locator('input[value="vert"]')).to_be_checked()
    choose(page, "A04.1", "vert")
    choose(page, "A15.1", "orange")
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(card(page, TITRES[1])).to_contain_text("6/6")

    page.goto(_address(site, sujet, SOCLES))
    expect(card(page, TITRES[1])).to_contain_text("6/6")
    expect(card(page, TITRES[1])).to_contain_text("Non atteint pour Doctrine du Numérique en Santé")
    page.goto(_address(site, sujet, SANS))
    _list_counts(page, "0/7", "4/4", "0/34", "0/34")
    expect(card(page, TITRES[1])).to_contain_text(LEVEL)
    assert_nothing_is_wrong(site)
