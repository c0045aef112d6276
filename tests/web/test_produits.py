"""The catalogue and the sheet of a product: found, put away, taken back, enrolled, left."""

import pytest
from flask import Flask

from tests.support.builders import AUTRE, CONTRIBUTEUR, Site
from tests.support.closed import FERMEE, PARCOURS, publish_closed
from tests.support.reading import read
from tests.support.statements import count_statements
from tests.support.sujets import archived, free_product, left, reference_of, strategie
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import INTEROP
from workflows.commands.sujets import ArchiverSujet, DesarchiverSujet


def _main(app: Flask, address: str, email: str = CONTRIBUTEUR) -> str:
    answer = visitor(app, email).get(address)
    assert answer.status_code == 200
    return read(answer).replace("\u00a0", " ").split("<main")[1]


def _names(page: str) -> list[str]:
    rows = page.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    return [row.split("<td>")[2].split(">")[1].split("<")[0] for row in rows if row.count("<td>") > 1]


def test_an_empty_catalogue_says_how_to_begin(app: Flask) -> None:
    page = _main(app, "/produits")
    assert "Aucun produit pour l’instant" in page
    assert 'href="/produits/nouveau"' in page
    assert "Aucun produit archivé" in _main(app, "/produits?etat=archives")


@both_databases
def test_the_catalogue_lists_products_and_drafts_but_no_archived_one(app: Flask, site: Site) -> None:
    site.produit(nom="Careoptim")
    site.produit(nom="Commencé", valide=False)
    archived(site, nom="Rangé")
    strategie(site)
    assert _names(_main(app, "/produits")) == ["Commencé", "Careoptim"]
    assert _names(_main(app, "/produits?etat=archives")) == ["Rangé"]


def test_a_product_that_was_given_up_is_nowhere(app: Flask, site: Site) -> None:
    draft = site.produit(nom="Jeté", valide=False)
    visitor(app, CONTRIBUTEUR).post(f"/produits/brouillons/{draft}/abandonner")
    for address in ("/produits", "/produits?etat=archives"):
        assert "Jeté" not in _main(app, address)


@both_databases
@pytest.mark.parametrize(("search", "names"), [("elan", ["Élan"]), ("ZETA a", ["Zeta"]), ("2", ["Zeta"]), ("%", [])])
def test_the_catalogue_is_searched_by_name_version_and_reference(
    app: Flask, site: Site, search: str, names: list[str]
) -> None:
    site.produit(nom="Élan", version="b")
    site.produit(nom="Zeta", version="A")
    assert _names(_main(app, f"/produits?produits_recherche={search}".replace("%", "%25"))) == names


@both_databases
@pytest.mark.parametrize("column", ["reference", "produit", "version", "type", "responsable", "demarches"])
def test_the_catalogue_is_sorted_by_any_column(app: Flask, site: Site, column: str) -> None:
    free_product(site, nom="A", version="3", type_produit="option")
    site.produit(nom="B", version="2", responsable_id=site.responsable.compte_id)
    site.produit(nom="C", version="1", valide=False)
    up = _names(_main(app, f"/produits?produits_tri={column}"))
    down = _names(_main(app, f"/produits?produits_tri={column}&produits_sens=desc"))
    assert sorted(up) == sorted(down) == ["A", "B", "C"]
    expected = {"reference": "ABC", "produit": "ABC", "version": "CBA"}.get(column)
    assert expected is None or "".join(up) == expected
    if column == "reference":
        assert "".join(down) == "BAC"


def test_the_catalogue_costs_as_many_statements_whatever_its_length(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    site.produit()
    few = count_statements(app, lambda: someone.get("/produits"))
    for number in range(6):
        site.produit(nom=f"Produit {number}")
    assert count_statements(app, lambda: someone.get("/produits")) == few


@both_databases
def test_the_sheet_has_a_section_per_parcours_with_its_demarches(app: Flask, site: Site) -> None:
    publish_closed(site)
    sujet = site.produit(nom="Careoptim", version="v0.1", nil="123", certifications=("ISO 13485", "HDS"))
    reference = reference_of(site, sujet)
    page = _main(app, f"/produits/{reference}")
    sections = page.split("<section")[1:]
    doctrine, a_venir = (
        next(part for part in sections if titre in part)
        for titre in ("Doctrine du Numérique en Santé", "Parcours à venir")
    )
    assert f'href="/dossiers/{reference}/socles">Evaluation et projection socles</a>' in doctrine
    assert "À compléter" in doctrine
    assert "Nouvelle démarche" in doctrine
    assert "Nouvelle démarche" not in a_venir
    assert "Aucune démarche de ce parcours n’est encore ouverte." in a_venir
    for text in ("Careoptim - v0.1 - ", "ISO 13485 - HDS", "Responsable du produit", "Socle", "123"):
        assert text in page


@both_databases
def test_a_new_demarche_is_joined_from_the_sheet(app: Flask, site: Site) -> None:
    reference = reference_of(site, free_product(site))
    offer = f"/produits/{reference}/nouvelle-demarche/doctrine"
    assert f'href="{offer}"' in _main(app, f"/produits/{reference}")
    page = _main(app, offer)
    assert "Nouvelle démarche « Doctrine du Numérique en Santé »" in page
    for titre in ("Téléconsultation", "Téléexpertise", "Télésoin"):
        assert titre in page
    someone = visitor(app, CONTRIBUTEUR)
    assert someone.post(offer, demarche="socles").location == f"/dossiers/{reference}/socles"
    assert "Evaluation et projection socles" not in _main(app, offer)
    assert someone.post(offer, demarche="telesoin").location == f"/dossiers/{reference}/telesoin"
    for unknown in ("rien", ""):
        assert someone.post(offer, demarche=unknown).status_code == 404


def test_a_demarche_that_is_not_open_is_offered_to_nobody(app: Flask, site: Site) -> None:
    publish_closed(site)
    reference = reference_of(site, free_product(site))
    offer = f"/produits/{reference}/nouvelle-demarche/{PARCOURS}"
    assert "Cette démarche n’est pas encore ouverte." in _main(app, offer)
    assert visitor(app, CONTRIBUTEUR).post(offer, demarche=FERMEE).status_code == 404


def test_a_product_that_was_added_begins_with_the_parcours_that_are_open(app: Flask, site: Site) -> None:
    publish_closed(site)
    reference = reference_of(site, free_product(site))
    page = _main(app, f"/produits/{reference}/ajoute")
    assert "Commencez une démarche" in page
    assert "Choisissez une démarche pour compléter les questionnaires associés" in page
    assert page.count(">Commencer<") == 2
    for parcours in ("doctrine", "mon-espace-sante"):
        assert f'href="/produits/{reference}/nouvelle-demarche/{parcours}"' in page
    assert "Aucune démarche de ce parcours n’est encore ouverte." in page


@both_databases
def test_leaving_a_demarche_is_confirmed_kept_and_reversible(app: Flask, site: Site) -> None:
    sujet = site.produit(nom="Careoptim")
    site.repondre(sujet, {"A10.1": "vert"})
    reference, someone = reference_of(site, sujet), visitor(app, CONTRIBUTEUR)
    leave, back = (f"/dossiers/{reference}/socles/{way}" for way in ("quitter", "revenir"))
    assert "conservées" in _main(app, leave)
    assert not site.dossier(sujet).quitte
    assert someone.get(back).location == f"/dossiers/{reference}/socles"
    assert someone.post(leave).location == f"/produits/{reference}"
    assert site.dossier(sujet).quitte
    assert someone.get(leave).location == f"/produits/{reference}"
    sheet = _main(app, f"/produits/{reference}")
    assert f'href="{back}"' in sheet
    assert f'href="/dossiers/{reference}/socles"' not in sheet
    assert "Revenir dans la démarche" in _main(app, back)
    assert someone.post(back).location == f"/dossiers/{reference}/socles"
    assert not site.dossier(sujet).quitte
    assert site.evaluation(sujet, INTEROP).reponses["A10.1"].valeur == "vert"
    site.assert_faithful()


def test_a_demarche_that_was_left_is_offered_again(app: Flask, site: Site) -> None:
    reference = reference_of(site, left(site))
    page = _main(app, f"/produits/{reference}/nouvelle-demarche/doctrine")
    assert f'href="/dossiers/{reference}/socles/revenir"' in page


def test_what_was_never_joined_cannot_be_left(app: Flask, site: Site) -> None:
    reference = reference_of(site, free_product(site))
    someone = visitor(app, CONTRIBUTEUR)
    for demarche in ("socles", "rien"):
        assert someone.get(f"/dossiers/{reference}/{demarche}/quitter").status_code == 404
        assert someone.post(f"/dossiers/{reference}/{demarche}/revenir").status_code == 404


@both_databases
def test_archiving_is_confirmed_kept_and_reversible(app: Flask, site: Site) -> None:
    sujet = site.produit(nom="Careoptim")
    reference, someone = reference_of(site, sujet), visitor(app, CONTRIBUTEUR)
    away, again = (f"/produits/{reference}/{way}" for way in ("archiver", "desarchiver"))
    assert "Rien n’est supprimé" in _main(app, away)
    assert someone.get(again).location == f"/produits/{reference}"
    assert someone.post(away).location == f"/produits/{reference}"
    sheet = _main(app, f"/produits/{reference}")
    assert "Ce produit est archivé." in sheet
    assert "Modifier" not in sheet
    assert "Quitter la démarche" not in sheet
    assert "reprendront leur place" in _main(app, again)
    assert someone.post(again).location == f"/produits/{reference}"
    assert not site.sujet(sujet).archive
    assert "Modifier l’identification" in _main(app, f"/produits/{reference}")
    site.assert_faithful()


def test_archiving_twice_changes_nothing_more(app: Flask, site: Site) -> None:
    sujet = site.produit()
    someone = visitor(app, CONTRIBUTEUR)
    for command in (ArchiverSujet, DesarchiverSujet):
        site.do(command(site.contributeur, sujet))
        way = "archiver" if command is ArchiverSujet else "desarchiver"
        assert someone.post(f"/produits/{reference_of(site, sujet)}/{way}").status_code == 303


def test_an_archived_product_joins_nothing_and_says_why(app: Flask, site: Site) -> None:
    sujet = free_product(site)
    site.do(ArchiverSujet(site.contributeur, sujet))
    answer = visitor(app, CONTRIBUTEUR).post(
        f"/produits/{reference_of(site, sujet)}/nouvelle-demarche/doctrine", demarche="socles"
    )
    assert answer.status_code == 422
    assert "Ce produit est archivé ; désarchivez-le avant de l'inscrire." in read(answer)


@pytest.mark.parametrize("reference", ["0", "12345", "2147483648", "99999999999999999999", "-1", "abc"])
def test_a_reference_that_nobody_has_does_not_exist(app: Flask, reference: str) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    for page in ("", "/ajoute", "/archiver", "/identification", "/qualification", "/nouvelle-demarche/doctrine"):
        assert someone.get(f"/produits/{reference}{page}").status_code == 404


def test_a_strategie_globale_has_no_sheet_of_product(app: Flask, site: Site) -> None:
    reference = reference_of(site, strategie(site))
    assert visitor(app, CONTRIBUTEUR).get(f"/produits/{reference}").status_code == 404


def test_nothing_of_a_sheet_is_open_to_another_company(app: Flask, site: Site) -> None:
    reference = reference_of(site, site.produit())
    other = visitor(app, AUTRE)
    for page in ("", "/ajoute", "/archiver", "/nouvelle-demarche/doctrine"):
        assert other.get(f"/produits/{reference}{page}").status_code == 404
    assert "Careoptim" not in _main(app, "/produits", AUTRE)
