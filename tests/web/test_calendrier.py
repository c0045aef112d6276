"""The roadmap of a company: every planned date of its products, on both databases, and the same in a spreadsheet."""

import csv
import re
from datetime import UTC, datetime
from io import StringIO

import pytest
from flask import Flask

from tests.support.builders import AUTRE, CONTRIBUTEUR, Site
from tests.support.planning import HORS_CIBLE, PLAN, evalue, projeter, reevaluer
from tests.support.reading import read
from tests.support.statements import count_statements
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES
from workflows.clock import SetClock
from workflows.commands.sujets import ArchiverSujet

ADDRESS = "/feuille-de-route"
DATES = [("2026-10", "A10.1", "orange"), ("2027-01", "A08.5.01", "vert"), ("2027-06", "A10.1", "vert")]


def _page(app: Flask, query: str = "", email: str = CONTRIBUTEUR) -> str:
    answer = visitor(app, email).get(ADDRESS + query)
    assert answer.status_code == 200
    return read(answer).replace("\u00a0", " ")


def _lines(app: Flask, email: str = CONTRIBUTEUR) -> list[dict[str, str]]:
    answer = visitor(app, email).get(ADDRESS + ".csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="feuille-de-route.csv"'
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text), delimiter=";"))


@both_databases
def test_every_date_of_every_product_stands_on_one_calendar(app: Flask, site: Site) -> None:
    for _ in range(2):
        projeter(site, evalue(site), *PLAN)
    lines = _lines(app)
    assert [(line["Mois"], line["Critère"], line["Niveau"]) for line in lines] == sorted(DATES * 2)
    assert {line["Référence"] for line in lines} == {"1", "2"}
    assert {line["Suite"] for line in lines} == {"à venir"}
    page = _page(app)
    assert "Toutes les échéances" in page
    assert page.count(">2026-10</td>") == 2


def test_a_company_without_a_plan_is_told_how_one_comes_here(app: Flask, site: Site) -> None:
    projeter(site, evalue(site), *PLAN)
    assert "Aucune échéance n’est encore prévue." in _page(app, email=AUTRE)
    assert _lines(app, AUTRE) == []


@pytest.mark.parametrize(("mois", "shown"), [("2027-01", 1), ("2027-02", 0), ("2027-13", 3), ("janvier", 3)])
def test_one_month_may_be_looked_at_alone(app: Flask, site: Site, mois: str, shown: int) -> None:
    projeter(site, evalue(site), *PLAN)
    rows = _page(app, f"?mois={mois}").split("<tbody>")[1].split("</tbody>")[0]
    assert len(re.findall(r">20\d\d-\d\d</td>", rows)) == shown


@both_databases
def test_a_month_that_is_past_is_overdue_until_its_level_is_validated(app: Flask, site: Site, clock: SetClock) -> None:
    sujet = evalue(site)
    projeter(site, sujet, *PLAN)
    clock.instant = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    assert [line["Suite"] for line in _lines(app)] == ["échéance dépassée", "à venir", "à venir"]
    reevaluer(site, sujet, FORTES | {"A10.1": "orange"})
    lines = _lines(app)
    assert [line["Suite"] for line in lines] == ["niveau atteint", "niveau atteint", "à venir"]
    assert {line["Projection"] for line in lines} == {"à revoir"}
    assert "projection à revoir" in _page(app)


def test_a_target_that_does_not_apply_and_an_archived_product_have_no_date(app: Flask, site: Site) -> None:
    projeter(site, evalue(site), PLAN[0], HORS_CIBLE)
    assert {line["Critère"] for line in _lines(app)} == {"A10.1"}
    sujet = evalue(site)
    projeter(site, sujet, *PLAN)
    before = len(_lines(app))
    site.do(ArchiverSujet(site.contributeur, sujet))
    assert len(_lines(app)) == before - len(DATES)


def test_a_name_that_begins_like_a_formula_is_only_a_text(app: Flask, site: Site) -> None:
    sujet = site.produit(nom="=cmd|' /C calc'!A0")
    site.valider(sujet, FORTES | {"A10.1": "rouge"})
    projeter(site, sujet, PLAN[0])
    assert all(line["Produit"].startswith("'=cmd") for line in _lines(app))


def test_the_page_asks_the_same_statements_for_one_product_and_for_many(app: Flask, site: Site) -> None:
    projeter(site, evalue(site), *PLAN)
    someone = visitor(app, CONTRIBUTEUR)
    one = count_statements(app, lambda: someone.get(ADDRESS))
    for _ in range(4):
        projeter(site, evalue(site), *PLAN)
    assert count_statements(app, lambda: someone.get(ADDRESS)) == one
