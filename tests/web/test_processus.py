"""« Processus »: the démarches as diagrams and as tables, for the agency's two roles."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from lxml import etree
from playwright.sync_api import Page, expect

from tests.support.accessibility import axe
from tests.support.builders import ADMINISTRATEUR, AUDITEUR, Site
from tests.support.finishing import en_telesoin, finished, revalider, rouvrir
from tests.support.reading import read
from tests.support.shell import Shell
from tests.support.statements import count_statements
from tests.support.sujets import archived, left
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.web.test_accessibility import sign_in
from workflows.clock import SetClock
from workflows.processus.bpmn import BPMN

PROCESSUS = "/administration/processus"


def _row(page: str, state: str) -> str:
    found = re.search(rf'<th scope="row">{state}</th>(.*?)</tr>', page, re.DOTALL)
    assert found
    return re.sub(r"<.*?>|\s+", " ", found[1])


@both_databases
@pytest.mark.parametrize("email", [ADMINISTRATEUR, AUDITEUR])
def test_each_state_has_its_dossiers_and_its_median_time(app: Flask, site: Site, clock: SetClock, email: str) -> None:
    finished(site)
    clock.instant += timedelta(days=2)
    site.produit(nom="En cours")
    archived(site, nom="Archivé")
    left(site, nom="Parti")
    page = read(visitor(app, email).get(f"{PROCESSUS}/telesoin"))
    assert " 1 " in _row(page, "Finalisée")
    assert " — " in _row(page, "Finalisée")
    assert "Évaluation rouverte → Évaluation" in _row(page, "Finalisée")
    socles = read(visitor(app, email).get(f"{PROCESSUS}/socles"))
    assert " 2 " in _row(socles, "Évaluation")


@both_databases
def test_the_median_is_of_the_stays_that_ended(app: Flask, site: Site, clock: SetClock) -> None:
    sujet = en_telesoin(site)
    for days in (2, 5):
        clock.instant += timedelta(hours=1)
        rouvrir(site, sujet)
        clock.instant += timedelta(days=days)
        revalider(site, sujet)
    page = read(visitor(app, ADMINISTRATEUR).get(f"{PROCESSUS}/telesoin"))
    # stays of no time at all, of two days and of five; then one hour twice
    assert " 2 j " in _row(page, "Évaluation")
    assert " 1 h " in _row(page, "Finalisée")


@both_databases
def test_the_diagram_leaves_as_bpmn_and_as_svg_with_its_figures(app: Flask, site: Site) -> None:
    site.produit()
    someone = visitor(app, ADMINISTRATEUR)
    answer = someone.get(f"{PROCESSUS}/socles.bpmn")
    assert answer.mimetype == "application/xml"
    # a browser's own viewer of XML writes styles that our policy forbids: it is not shown, it is saved
    assert answer.headers["Content-Disposition"] == 'attachment; filename="socles.bpmn"'
    document = etree.fromstring(answer.data)
    task = document.find(f".//{{{BPMN}}}userTask[@id='demarche_socles_evaluation']")
    assert task is not None
    assert task.findtext(f"{{{BPMN}}}documentation") == "1 dossier"
    picture = someone.get(f"{PROCESSUS}/socles.svg")
    assert picture.mimetype == "image/svg+xml"
    assert "1 dossier" in picture.text
    assert someone.get(f"{PROCESSUS}/socles.png").status_code == 404
    for address in (f"{PROCESSUS}/inconnue", f"{PROCESSUS}/inconnue.bpmn"):
        assert someone.get(address).status_code == 404


def test_pages_cost_the_same_whatever_the_number_of_dossiers(app: Flask, site: Site) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    pages = (PROCESSUS, f"{PROCESSUS}/socles")
    for page in pages:
        someone.get(page)
    few = [count_statements(app, lambda page=page: someone.get(page)) for page in pages]  # type: ignore[misc]
    for number in range(4):
        site.produit(nom=f"Produit {number}")
    assert [count_statements(app, lambda page=page: someone.get(page)) for page in pages] == few  # type: ignore[misc]


def test_the_diagram_is_drawn_by_bpmn_js_within_the_policy_of_the_page(page: Page, site: Site) -> None:
    site.produit()
    sign_in(page, ADMINISTRATEUR)
    page.goto(f"{PROCESSUS}/socles")
    drawn = page.locator(".process-canvas")
    expect(drawn.locator('[data-element-id="demarche_socles_evaluation"]').first).to_be_visible()
    expect(drawn.locator(".process-note").filter(has_text="1 dossier")).to_be_visible()
    # its licence: never removed, never covered
    expect(drawn.locator(".bjs-powered-by")).to_be_visible()
    expect(page.locator(".process-picture")).to_be_hidden()
    before = drawn.locator(".viewport").get_attribute("transform")
    page.get_by_role("button", name="Agrandir").click()
    expect(drawn.locator(".viewport")).not_to_have_attribute("transform", str(before))
    assert axe(page) == []


def test_a_démarche_leaves_by_the_command_line_too(shell: Shell) -> None:
    written = shell("bpmn telesoin")
    assert written.exit_code == 0
    tasks = etree.fromstring(written.stdout.encode()).findall(f".//{{{BPMN}}}userTask")
    assert [task.get("name") for task in tasks] == ["Initialisation", "Évaluation", "Finalisée"]
    assert shell("bpmn telesoin --format svg").stdout.count("<svg") == 1
    unknown = shell("bpmn inconnue")
    assert unknown.exit_code == 1
    assert "n'est pas une démarche" in unknown.stderr
