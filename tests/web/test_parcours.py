"""A parcours and its démarches: what each says, who is enrolled, how a product or the stratégie globale joins."""

import pytest
from flask import Flask

from tests.support.builders import AUTRE, CONTRIBUTEUR, Site
from tests.support.closed import FERMEE, PARCOURS, TITRE, publish_closed
from tests.support.reading import read
from tests.support.statements import count_statements
from tests.support.sujets import archived, free_product, left, reference_of, strategie
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import SOCLES
from workflows.commands.dossiers import QuitterDemarche

DEMARCHE = "/parcours/doctrine/socles"
AJOUTER = f"{DEMARCHE}/ajouter-un-produit"
NOT_OPEN = "Cette démarche n’est pas encore ouverte."


def _page(app: Flask, address: str, email: str = CONTRIBUTEUR) -> str:
    answer = visitor(app, email).get(address)
    assert answer.status_code == 200
    return read(answer).replace("\u00a0", " ")


def test_the_doctrine_says_what_it_is_and_offers_its_demarches(app: Flask) -> None:
    page = _page(app, "/parcours/doctrine")
    assert "Qu'est-ce que la Doctrine du Numérique en Santé ?" in page
    assert "Consulter la Doctrine du Numérique en Santé" in page
    assert "Gérez dans cette section les évaluations de la maturité de vos produits" in page
    assert f'href="{DEMARCHE}">Evaluation et projection socles</a>' in page
    for code, titre in (("teleconsultation", "Téléconsultation"), ("telesoin", "Télésoin")):
        assert f'href="/parcours/doctrine/{code}">{titre}</a>' in page


def test_a_demarche_that_is_not_open_says_so_and_leads_nowhere(app: Flask, site: Site) -> None:
    publish_closed(site)
    main = _page(app, f"/parcours/{PARCOURS}").split("<main")[1]
    card = next(card for card in main.split("<article")[1:] if TITRE in card)
    assert NOT_OPEN in card
    assert "href" not in card
    page = _page(app, f"/parcours/{PARCOURS}/{FERMEE}").split("<main")[1]
    assert NOT_OPEN in page
    assert "Ajouter un produit à la démarche" not in page
    someone = visitor(app, CONTRIBUTEUR)
    assert someone.get(f"/parcours/{PARCOURS}/{FERMEE}/ajouter-un-produit").status_code == 404


def test_mon_espace_sante_offers_its_two_demarches_in_the_guides_words(app: Flask) -> None:
    page = _page(app, "/parcours/mon-espace-sante")
    assert "Qu'est-ce que Mon espace santé ?" in page
    for code, titre in (("sans", "Référencement sans échange"), ("avec", "Référencement avec échange")):
        assert f'href="/parcours/mon-espace-sante/referencement-{code}-echange">{titre} de données</a>' in page
    assert "Gérez dans cette section les évaluations de la maturité de vos produits pour les faire référencer" in page


@pytest.mark.parametrize(("code", "nombres"), [("sans", (7, 4, 34, 34)), ("avec", (7, 6, 36, 34))])
def test_a_referencement_says_how_it_is_completed(app: Flask, code: str, nombres: tuple[int, ...]) -> None:
    page = _page(app, f"/parcours/mon-espace-sante/referencement-{code}-echange")
    rows = page.split('class="data themes"')[1].split("</table>")[0].split("<tr>")[2:]
    themes = [row.split('<th scope="row">')[1].split("<")[0].strip() for row in rows]
    assert themes == ["Interopérabilité", "Urbanisation", "Sécurité", "Ethique"]
    for row, nombre in zip(rows, nombres, strict=True):
        assert f"{nombre} critères" in row
        assert "Projection" not in row
    assert "stratégie globale" not in page


def test_segur_is_a_page_of_information(app: Flask) -> None:
    main = _page(app, "/parcours/segur").split("<main")[1]
    assert "Qu'est-ce que le Ségur du Numérique en Santé ?" in main
    assert "Les démarches" not in main


@pytest.mark.parametrize("address", ["/parcours/rien", "/parcours/doctrine/rien", "/parcours/mon-espace-sante/socles"])
def test_what_is_not_published_does_not_exist(app: Flask, address: str) -> None:
    assert visitor(app, CONTRIBUTEUR).get(address).status_code == 404


def test_a_demarche_says_how_it_is_completed_theme_by_theme(app: Flask) -> None:
    page = _page(app, DEMARCHE)
    assert "Comment compléter cette démarche ?" in page
    assert "Évaluer et réaliser une projection pour votre stratégie globale" in page
    rows = page.split('class="data themes"')[1].split("</table>")[0].split("<tr>")[2:]
    themes = [row.split('<th scope="row">')[1].split("<")[0].strip() for row in rows]
    assert themes == ["Interopérabilité", "Urbanisation", "Sécurité", "Politique globale"]
    assert all("Évaluation" in row and "Projection" in row for row in rows)
    assert [count for count in ("7 critères", "6 critères", "36 critères", "4 critères") if count not in page] == []


@both_databases
def test_enrolled_products_are_listed_with_their_status(app: Flask, site: Site) -> None:
    sujet = site.produit(nom="Careoptim")
    site.repondre(sujet, {"A10.1": "vert"})
    left(site, nom="Parti")
    archived(site, nom="Archivé")
    free_product(site, nom="Libre")
    page = _page(app, DEMARCHE)
    assert f'href="/dossiers/{reference_of(site, sujet)}/socles"' in page
    assert "En cours" in page
    assert [name for name in ("Parti", "Archivé", "Libre") if name in page] == []
    assert "Careoptim" not in _page(app, DEMARCHE, AUTRE)


def test_the_demarche_costs_as_many_statements_whatever_is_in_it(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    site.produit()
    strategie(site)
    few = count_statements(app, lambda: someone.get(DEMARCHE))
    for number in range(5):
        site.produit(nom=f"Produit {number}")
    assert count_statements(app, lambda: someone.get(DEMARCHE)) == few


@both_databases
def test_an_existing_product_joins_and_goes_straight_to_its_list(app: Flask, site: Site) -> None:
    free = reference_of(site, free_product(site, nom="Libre"))
    site.produit(nom="Déjà inscrit")
    someone = visitor(app, CONTRIBUTEUR)
    page = read(someone.get(AJOUTER))
    assert "Sélectionner" in page
    assert "Déjà inscrit" not in page
    answer = someone.post(AJOUTER, reference=str(free))
    assert answer.location == f"/dossiers/{free}/socles"
    assert someone.get(answer.location).status_code == 200


@pytest.mark.parametrize("reference", ["", "x", "0", "-1", "99999999999999999999"])
def test_a_product_that_does_not_exist_cannot_be_selected(app: Flask, reference: str) -> None:
    assert visitor(app, CONTRIBUTEUR).post(AJOUTER, reference=reference).status_code == 404


def test_products_to_enrol_are_searched(app: Flask, site: Site) -> None:
    free_product(site, nom="Élan")
    free_product(site, nom="Careoptim")
    page = _page(app, f"{AJOUTER}?produits_recherche=elan")
    assert "Élan" in page
    assert "Careoptim" not in page


def test_a_new_product_is_initialised_for_the_demarche(app: Flask) -> None:
    assert 'href="/produits/nouveau?demarche=socles"' in _page(app, AJOUTER)
    assert "Pour la démarche « Evaluation et projection socles »" in read(
        visitor(app, CONTRIBUTEUR).get("/produits/nouveau?demarche=socles", follow_redirects=True)
    )


def test_starting_the_strategie_globale_opens_its_initialisation_the_first_time(app: Flask) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    assert "Démarrer" in _page(app, DEMARCHE)
    answer = someone.post(f"{DEMARCHE}/strategie-globale")
    assert answer.location == "/strategie-globale/nouvelle?demarche=socles"


def test_starting_it_again_takes_the_draft_up_where_it_was_left(app: Flask, site: Site) -> None:
    draft = strategie(site, valide=False)
    assert "Brouillon" in _page(app, DEMARCHE)
    answer = visitor(app, CONTRIBUTEUR).post(f"{DEMARCHE}/strategie-globale")
    assert answer.location == f"/strategie-globale/brouillons/{draft}/qualification"


def test_starting_it_once_initialised_opens_its_list(app: Flask, site: Site) -> None:
    reference = reference_of(site, strategie(site))
    page = _page(app, DEMARCHE)
    assert f"<dd>{reference}</dd>" in page
    assert "Évaluation Politique globale 2021, Projection Politique globale 2021" in page
    answer = visitor(app, CONTRIBUTEUR).post(f"{DEMARCHE}/strategie-globale")
    assert answer.location == f"/dossiers/{reference}/socles"
    site.assert_faithful()


def test_a_strategie_globale_that_left_asks_before_it_comes_back(app: Flask, site: Site) -> None:
    sujet = strategie(site)
    site.do(QuitterDemarche(site.contributeur, sujet, SOCLES))
    someone = visitor(app, CONTRIBUTEUR)
    back = f"/dossiers/{reference_of(site, sujet)}/socles/revenir"
    assert someone.post(f"{DEMARCHE}/strategie-globale").location == back
    assert someone.post(back).status_code == 303
    assert not site.dossier(sujet).quitte


def test_the_strategie_globale_of_another_company_does_not_show(app: Flask, site: Site) -> None:
    strategie(site)
    answer = visitor(app, AUTRE).post(f"{DEMARCHE}/strategie-globale")
    assert answer.location == "/strategie-globale/nouvelle?demarche=socles"
