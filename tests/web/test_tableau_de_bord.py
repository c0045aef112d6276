"""The landing page: the parcours in the guide's words, the company's démarches and products, what to do first."""

import pytest
from flask import Flask

from tests.support.builders import AUTRE, CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.reading import read
from tests.support.statements import count_statements
from tests.support.sujets import archived, free_product, left, reference_of, strategie
from tests.support.visiting import visitor
from tests.web.conftest import both_databases

ADDRESS = "/tableau-de-bord"


def _page(app: Flask, query: str = "", email: str = CONTRIBUTEUR) -> str:
    answer = visitor(app, email).get(ADDRESS + query)
    assert answer.status_code == 200
    return read(answer).replace("\u00a0", " ")


def _rows(page: str) -> list[list[str]]:
    body = page.split('id="demarches"')[1].split("<tbody>")[1].split("</tbody>")[0]
    return [[cell.split("</td>")[0] for cell in row.split("<td>")[1:]] for row in body.split("<tr>")[1:]]


def _cards(page: str) -> list[str]:
    return page.split('id="vos-produits"')[1].split("<article")[1:]


@pytest.mark.parametrize("email", [CONTRIBUTEUR, RESPONSABLE])
def test_each_industriel_lands_on_it(app: Flask, email: str) -> None:
    assert visitor(app, email).get("/").location == ADDRESS


def test_a_newcomer_is_told_what_to_do_first(app: Flask, site: Site) -> None:
    page = _page(app)
    assert "Ajouter votre premier produit" in page
    assert "Aucun produit pour l’instant." in page
    free_product(site)
    assert "Ajouter votre premier produit" not in _page(app)


def test_a_search_without_result_does_not_welcome_again(app: Flask) -> None:
    page = _page(app, "?produits_recherche=rien")
    assert "Ajouter votre premier produit" not in page
    assert "Aucun produit ne correspond à votre recherche." in page


def test_the_parcours_stand_there_in_the_words_of_the_guide(app: Flask) -> None:
    page = _page(app)
    assert "Sélectionnez le parcours qui répond à votre besoin" in page
    assert "Évaluez la maturité de vos produits à la Doctrine du Numérique en Santé" in page
    assert page.count("Les 3 étapes à suivre :") == 2
    assert "Récupérez le résultat de votre évaluation et la référence de votre produit" in page
    assert page.count("Sélectionner ce parcours") == 2
    assert 'href="/parcours/doctrine"' in page
    assert "Sélectionner ce parcours : Ségur" not in page


def test_the_bar_at_the_top_has_the_entries_of_the_guide_in_its_order(app: Flask) -> None:
    bar = _page(app).partition('id="navigation-principale"')[2].partition("</nav>")[0]
    labels = (
        "Tableau de bord",
        "Vos produits",
        "Doctrine du Numérique en Santé",
        "Mon espace santé",
        "Ségur du Numérique",
    )
    places = [bar.find(label) for label in labels]
    assert -1 not in places
    assert places == sorted(places)


@both_databases
def test_a_demarche_has_a_row_with_its_product_and_its_status(app: Flask, site: Site) -> None:
    sujet = site.produit(nom="Careoptim", version="v0.1")
    site.repondre(sujet, {"A10.1": "vert"})
    reference = reference_of(site, sujet)
    (row,) = _rows(_page(app))
    assert row[0] == str(reference)
    assert f'<a href="/produits/{reference}">Careoptim</a>' in row[1]
    assert row[2:4] == ["v0.1", "Doctrine du Numérique en Santé"]
    assert f'href="/dossiers/{reference}/socles"' in row[4]
    assert row[5] == "6"
    assert "En cours" in row[6]


def test_the_columns_are_those_of_the_guide(app: Flask, site: Site) -> None:
    site.produit()
    page = _page(app)
    head = page.split("<thead>")[1].split("</thead>")[0]
    places = [
        head.index(title)
        for title in ("Ref. produit", "Produit", "Version", "Parcours", "Démarche", "Questionnaires", "Statut")
    ]
    assert places == sorted(places)
    assert "Rechercher :" in page
    assert "Page 1 sur 1" in page


def test_the_strategie_globale_has_a_row_of_its_own(app: Flask, site: Site) -> None:
    strategie(site)
    (row,) = _rows(_page(app))
    assert row[1] == "Stratégie globale"
    assert row[2] == "–"
    assert row[5] == "2"


@both_databases
@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("ECLAIR", ["Éclair"]),
        ("zeta", ["Zeta"]),
        ("socles", ["Zeta", "Éclair"]),
        ("doctrine eclair", ["Éclair"]),
        ("À compléter", ["Zeta", "Éclair"]),
        ("termine", []),
    ],
)
def test_demarches_are_searched_in_every_column(app: Flask, site: Site, search: str, names: list[str]) -> None:
    site.produit(nom="Éclair")
    site.produit(nom="Zeta")
    rows = _rows(_page(app, f"?demarches_recherche={search}"))
    assert [row[1].split(">")[1].removesuffix("</a") for row in rows if len(row) > 1] == names


@both_databases
@pytest.mark.parametrize(
    "column", ["reference", "produit", "version", "parcours", "demarche", "questionnaires", "statut"]
)
def test_demarches_are_sorted_by_any_column_both_ways(app: Flask, site: Site, column: str) -> None:
    strategie(site)
    for nom in ("Beta", "éclair", "Zeta"):
        site.produit(nom=nom)
    up = [row[0] for row in _rows(_page(app, f"?demarches_tri={column}"))]
    down = [row[0] for row in _rows(_page(app, f"?demarches_tri={column}&demarches_sens=desc"))]
    assert len(up) == len(down) == 4
    if column in ("reference", "produit"):
        assert down == up[::-1]
    if column == "questionnaires":
        assert up[0] == down[-1] == "1"


def test_products_are_sorted_as_french_sorts_them(app: Flask, site: Site) -> None:
    for nom in ("Zeta", "Élan", "beta", "éclair"):
        site.produit(nom=nom)
    rows = _rows(_page(app, "?demarches_tri=produit"))
    assert [row[1].split(">")[1].removesuffix("</a") for row in rows] == ["beta", "éclair", "Élan", "Zeta"]


def test_what_the_address_asks_wrongly_is_ignored(app: Flask, site: Site) -> None:
    site.produit()
    query = "?demarches_tri=mot_de_passe&demarches_sens=x&demarches_page=-3&demarches_nombre=7&demarches_recherche=%00"
    assert len(_rows(_page(app, query))) == 1
    assert len(_rows(_page(app, "?demarches_page=99999999999999999999&produits_page=9999"))) == 1


def test_archived_products_and_demarches_that_were_left_are_hidden(app: Flask, site: Site) -> None:
    archived(site, nom="Archivé")
    left(site, nom="Parti")
    page = _page(app)
    assert "Aucun produit n’est encore inscrit à une démarche" in page
    assert "Archivé" not in page
    assert [card for card in _cards(page) if "Parti" in card]


@both_databases
def test_products_are_cards_with_reference_and_responsable(app: Flask, site: Site) -> None:
    sujet = site.produit(nom="Careoptim", version="v0.1")
    (card,) = _cards(_page(app))
    assert f"Référence : {reference_of(site, sujet)}" in card
    assert "Careoptim - v0.1" in card
    assert "Contributeur" in card


def test_a_draft_comes_first_and_leads_to_the_step_it_stopped_at(app: Flask, site: Site) -> None:
    draft = site.produit(valide=False, nom="Brouillon de saisie")
    site.produit(nom="Careoptim")
    first, second = _cards(_page(app))
    assert f'href="/produits/brouillons/{draft}/recapitulatif"' in first
    assert "Reprendre l’ajout" in first
    assert "Careoptim" in second


@both_databases
def test_a_product_is_found_by_name_or_reference(app: Flask, site: Site) -> None:
    sujet = site.produit(nom="Élan", version="A")
    site.produit(nom="Careoptim", version="B")
    for search in ("elan", "ÉLAN", str(reference_of(site, sujet))):
        (card,) = _cards(_page(app, f"?produits_recherche={search}"))
        assert "Élan" in card


def test_many_products_come_nine_a_page(app: Flask, site: Site) -> None:
    for number in range(10):
        free_product(site, nom=f"Produit {number}")
    assert len(_cards(_page(app))) == 9
    assert len(_cards(_page(app, "?produits_page=2"))) == 1


def test_nothing_of_another_company_is_there(app: Flask, site: Site) -> None:
    site.produit(nom="Careoptim")
    page = _page(app, email=AUTRE)
    assert "Careoptim" not in page
    assert "Ajouter votre premier produit" in page


def test_a_name_is_shown_as_it_was_typed(app: Flask, site: Site) -> None:
    site.produit(nom="<script>alert(1)</script> & Cie")
    answer = visitor(app, CONTRIBUTEUR).get(ADDRESS)
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Cie" in answer.text


def test_it_costs_as_many_statements_whatever_there_is(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    site.produit()
    few = count_statements(app, lambda: someone.get(ADDRESS))
    for number in range(8):
        site.produit(nom=f"Produit {number}")
    site.produit(valide=False)
    assert count_statements(app, lambda: someone.get(ADDRESS)) == few
