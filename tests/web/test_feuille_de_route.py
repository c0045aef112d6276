"""The roadmap's page and its documents: the verdict and why, dates that are past, older validations."""

import json

import pytest
from flask import Flask

from tests.support.builders import AUTRE, CONTRIBUTEUR, Site
from tests.support.planning import (
    HORS_CIBLE,
    PLAN,
    evalue,
    planifier,
    projection_address,
    projeter,
    reevaluer,
)
from tests.support.reading import read, said
from tests.support.statements import count_statements
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from workflows.clock import SetClock
from workflows.commands.projections import SaisieProjection

VERDICT = "Atteint le 2027-01 pour Doctrine du Numérique en Santé Evaluation et projection socles"


def _address(site: Site, sujet: str) -> str:
    return f"{projection_address(site, sujet)}/feuille-de-route"


@both_databases
def test_the_roadmap_says_the_verdict_why_and_every_date(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    projeter(site, sujet)
    page = said(visitor(app, CONTRIBUTEUR).get(_address(site, sujet)))
    for words in (
        "Feuille de route du produit sur le thème Interopérabilité",
        f"Niveau : {VERDICT}",
        "Pourquoi ?",
        "Projection qui atteint tous les niveaux recommandés à une date",
        "Le critère qui fixe cette date",
        "Échéances par critère",
        "2026-10",
        "2027-06",
        "Par étapes.",
        "Validation n° 1, le 2 mars 2026 à 09 h 00, par Responsable",
        "Niveau recommandé atteint",
        "Historique des projections validées",
    ):
        assert words in page
    assert "Échéance dépassée" not in page


@both_databases
def test_a_month_that_is_past_is_called_overdue_and_changes_no_verdict(app: Flask, site: Site, clock: SetClock) -> None:
    sujet = evalue(site)
    projeter(site, sujet)
    clock.instant = clock.instant.replace(year=2027, month=3)
    page = read(visitor(app, CONTRIBUTEUR).get(_address(site, sujet)))
    assert VERDICT in page
    assert "Échéance dépassée" in page
    assert "échéance dépassée" in page
    site.assert_faithful()


def test_a_target_that_does_not_apply_is_named(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    projeter(site, sujet, PLAN[0], HORS_CIBLE)
    page = read(visitor(app, CONTRIBUTEUR).get(_address(site, sujet)))
    assert "Niveau : Non atteint pour" in page
    assert "Le critère dont la cible n’est pas applicable" in page
    assert "Cible envisagée non applicable" in page


def test_a_roadmap_to_be_seen_again_says_so_and_keeps_its_verdict(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    projeter(site, sujet)
    reevaluer(site, sujet, {"A08.5.01": "vert"})
    page = read(visitor(app, CONTRIBUTEUR).get(_address(site, sujet)))
    assert "Projection à revoir" in page
    assert "validé depuis :" in page
    assert "niveau atteint" in page
    assert VERDICT in page


def test_an_older_roadmap_is_found_in_the_history(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    projeter(site, sujet)
    projeter(site, sujet, SaisieProjection("A08.5.01", {"vert": "2027-09"}))
    person = visitor(app, CONTRIBUTEUR)
    last, first = (read(person.get(_address(site, sujet) + which)) for which in ("", "/1"))
    assert "Atteint le 2027-09 pour" in last
    assert f'href="{_address(site, sujet)}/1"' in last
    assert f"Niveau : {VERDICT}" in first
    assert "Une projection validée plus récente existe" in first
    assert f"{_address(site, sujet)}.svg?validation=1" in first
    assert person.get(_address(site, sujet) + "/3").status_code == 404


def test_before_the_first_validation_the_page_leads_to_the_projection(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    planifier(site, sujet, *PLAN)
    person = visitor(app, CONTRIBUTEUR)
    page = read(person.get(_address(site, sujet)))
    assert "Aucune projection n’est encore validée" in page
    assert f'href="{projection_address(site, sujet)}"' in page
    assert person.get(_address(site, sujet) + ".json").status_code == 404


def test_the_json_document_is_the_same_roadmap_with_the_note_of_the_journal(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    projeter(site, sujet)
    answer = visitor(app, CONTRIBUTEUR).get(_address(site, sujet) + ".json")
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="careoptim-v1-')
    told = json.loads(answer.text)
    assert told["verdict"]["niveau"] == VERDICT
    assert "convergence/EDI" in told["journal"]


def test_the_pdf_document_bears_the_name_of_the_product(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    projeter(site, sujet)
    answer = visitor(app, CONTRIBUTEUR).get(_address(site, sujet) + ".pdf")
    assert answer.mimetype == "application/pdf"
    assert "feuille-de-route-interoperabilite-2021-1.pdf" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"%PDF")


def test_the_time_line_can_load_and_run_nothing(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    projeter(site, sujet)
    answer = visitor(app, CONTRIBUTEUR).get(_address(site, sujet) + ".svg")
    assert answer.mimetype == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    assert "vert 2027-01" in answer.text


@pytest.mark.parametrize("end", [".exe", ".resultats", "/2", ".json?validation=2", ".svg?validation=-1"])
def test_what_does_not_exist_is_not_found(app: Flask, site: Site, end: str) -> None:
    sujet = evalue(site)
    projeter(site, sujet)
    assert visitor(app, CONTRIBUTEUR).get(_address(site, sujet) + end).status_code == 404


@pytest.mark.parametrize("end", ["", ".json", ".svg", "/1"])
def test_another_company_finds_nothing(app: Flask, site: Site, end: str) -> None:
    sujet = evalue(site)
    projeter(site, sujet)
    assert visitor(app, AUTRE).get(_address(site, sujet) + end).status_code == 404


def test_a_constant_number_of_statements_however_long_the_history(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    projeter(site, sujet)
    person = visitor(app, CONTRIBUTEUR)
    one = count_statements(app, lambda: person.get(_address(site, sujet)))
    for month in ("2027-02", "2027-03", "2027-04"):
        projeter(site, sujet, SaisieProjection("A08.5.01", {"vert": month}))
    assert count_statements(app, lambda: person.get(_address(site, sujet))) == one
