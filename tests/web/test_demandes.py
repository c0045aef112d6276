"""« À valider », « Vos demandes », « Notifications », and what the header says of them."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, update

from models.database import db
from models.dossier import Evaluation
from tests.support.builders import AUTRE, CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.people import colleague, requested, told
from tests.support.planning import PLAN, evalue, planifier
from tests.support.reading import read
from tests.support.statements import count_statements
from tests.support.sujets import strategie
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import INTEROP, SOCLES
from workflows.commands.dossiers import QuitterDemarche
from workflows.commands.evaluations import RenvoyerEvaluation, ValiderEvaluation
from workflows.commands.projections import DemanderValidationProjection
from workflows.commands.sujets import ArchiverSujet


def _page(app: Flask, address: str, email: str) -> str:
    answer = visitor(app, email).get(address)
    assert answer.status_code == 200
    return read(answer).replace("\u00a0", " ")


def _rows(page: str) -> list[str]:
    body = page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""
    return re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)


def _unread(page: str) -> str:
    found = re.search(r"Notifications, (\d+) non lues?", page)
    return found[1] if found else "0"


@both_databases
def test_a_responsable_sees_what_awaits_who_asked_and_when(app: Flask, site: Site) -> None:
    sujet = requested(site, nom="Careoptim", version="v0.1")
    reference = site.sujet(sujet).reference
    (row,) = _rows(_page(app, "/a-valider", RESPONSABLE))
    assert f"Careoptim - v0.1 - {reference}" in row
    assert "Évaluation : Interopérabilité 2021" in row
    assert f'href="/dossiers/{reference}/socles/evaluations/interoperabilite-2021"' in row
    assert "Contributeur" in row
    assert "2 mars 2026 à 09 h 00" in row


@both_databases
def test_projections_are_asked_for_too_and_the_oldest_request_comes_first(app: Flask, site: Site) -> None:
    sujet = evalue(site)
    planifier(site, sujet, *PLAN)
    site.do(DemanderValidationProjection(site.contributeur, sujet, SOCLES, INTEROP))
    site.clock.instant = site.clock.instant.replace(hour=9)
    requested(site, nom="Après")
    first, second = _rows(_page(app, "/a-valider", RESPONSABLE))
    assert f"/dossiers/{site.sujet(sujet).reference}/socles/projections/{INTEROP}" in first
    assert "Projection : Interopérabilité 2021" in first
    assert "Après" in second


def test_what_is_left_or_put_away_awaits_nobody(app: Flask, site: Site) -> None:
    site.do(QuitterDemarche(site.contributeur, requested(site), SOCLES))
    site.do(ArchiverSujet(site.contributeur, requested(site)))
    page = _page(app, "/a-valider", RESPONSABLE)
    assert "Aucune demande n’attend de validation." in page
    assert "nav-count" not in page


def test_another_company_sees_nothing_of_it(app: Flask, site: Site) -> None:
    requested(site)
    page = _page(app, "/a-valider", AUTRE)
    assert "Aucune demande n’attend de validation." in page
    assert _unread(page) == "0"


def test_the_menu_and_the_dashboard_count_what_awaits_a_responsable(app: Flask, site: Site) -> None:
    quiet = _page(app, "/tableau-de-bord", RESPONSABLE)
    assert "nav-count" not in quiet
    assert "attend votre validation" not in quiet
    requested(site)
    requested(site)
    page = _page(app, "/tableau-de-bord", RESPONSABLE)
    assert 'À valider <span class="nav-count">2</span>' in page
    assert "2 demandes attendent votre validation." in page
    assert page.index("Les parcours") > page.index("2 demandes attendent")
    asker = _page(app, "/tableau-de-bord", CONTRIBUTEUR)
    assert "attendent votre validation" not in asker
    assert "À valider" not in asker
    assert 'href="/vos-demandes"' in asker


@both_databases
def test_who_asks_sees_where_each_request_stands(app: Flask, site: Site) -> None:
    waiting, back, done = (requested(site, nom=nom) for nom in ("Attend", "Renvoyé", "Fait"))
    site.do(RenvoyerEvaluation(site.responsable, back, SOCLES, INTEROP, "Précisez A10.1."))
    site.clock.instant = site.clock.instant.replace(hour=9)
    site.do(ValiderEvaluation(site.responsable, done, SOCLES, INTEROP))
    rows = _rows(_page(app, "/vos-demandes", CONTRIBUTEUR))
    assert len(rows) == 3
    assert "Fait - v1" in rows[0]
    assert "Validée" in rows[0]
    assert "par Responsable" in rows[0]
    assert f"/dossiers/{site.sujet(done).reference}/socles/evaluations/{INTEROP}/resultats/1" in rows[0]
    others = {name: row for row in rows[1:] for name in ("Attend", "Renvoyé") if f"{name} - v1" in row}
    assert "En attente de validation" in others["Attend"]
    assert "Motif du renvoi : Précisez A10.1." in others["Renvoyé"]
    assert site.evaluation(waiting).etat == "a_valider"
    assert _rows(_page(app, "/vos-demandes", RESPONSABLE)) == []


def test_a_request_leads_to_the_demarche_it_was_made_in_also_for_the_strategie(app: Flask, site: Site) -> None:
    sujet = strategie(site)
    reference = site.sujet(sujet).reference
    asked = {"etat": "a_valider", "demandeur_id": site.contributeur.compte_id, "demande_le": site.clock.instant}
    with site.engine.begin() as connection:
        connection.execute(update(Evaluation).where(Evaluation.sujet_id == sujet).values(**asked, demande_dans=SOCLES))
    (row,) = _rows(_page(app, "/a-valider", RESPONSABLE))
    assert "Stratégie globale" in row
    assert f"/dossiers/{reference}/socles/evaluations/politique-globale-2021" in row


@pytest.mark.parametrize("nom", ["<script>alert(1)</script>", "Nom\u202eàl'envers"])
def test_names_are_shown_and_never_run(app: Flask, site: Site, nom: str) -> None:
    sujet = requested(site, nom=nom)
    site.do(RenvoyerEvaluation(site.responsable, sujet, SOCLES, INTEROP, nom))
    for address in ("/notifications", "/vos-demandes"):
        assert "<script>alert" not in visitor(app, CONTRIBUTEUR).get(address).text


@both_databases
def test_notifications_are_counted_read_one_by_one_and_all_at_once(app: Flask, site: Site) -> None:
    requested(site, nom="Un")
    requested(site, nom="Deux")
    someone = visitor(app, RESPONSABLE)
    page = read(someone.get("/notifications")).replace("\u00a0", " ")
    assert _unread(page) == "2"
    assert page.count("Contributeur demande la validation.") == 2
    first = told(site, RESPONSABLE)[0].id
    assert someone.post(f"/notifications/{first}/lue").location == "/notifications"
    assert _unread(read(someone.get("/notifications"))) == "1"
    assert someone.post("/notifications/lues").location == "/notifications"
    page = read(someone.get("/notifications"))
    assert _unread(page) == "0"
    assert "Tout marquer comme lu" not in page
    site.assert_faithful()


def test_what_was_sent_back_is_told_with_its_reason(app: Flask, site: Site) -> None:
    sujet = requested(site)
    site.do(RenvoyerEvaluation(site.responsable, sujet, SOCLES, INTEROP, "Précisez A10.1.\nEt A10.2."))
    page = _page(app, "/notifications", CONTRIBUTEUR)
    assert "Responsable vous renvoie le questionnaire." in page
    assert "Motif du renvoi : Précisez A10.1.\nEt A10.2." in page
    assert f'href="/dossiers/{site.sujet(sujet).reference}/socles/evaluations/{INTEROP}"' in page


def test_a_notification_of_a_dossier_that_was_left_leads_nowhere(app: Flask, site: Site) -> None:
    sujet = requested(site)
    site.do(QuitterDemarche(site.contributeur, sujet, SOCLES))
    page = _page(app, "/notifications", RESPONSABLE)
    assert "Évaluation : Interopérabilité 2021" in page
    assert f"/dossiers/{site.sujet(sujet).reference}" not in page


def test_somebody_elses_notification_is_nobodys(app: Flask, site: Site) -> None:
    requested(site)
    colleague(site, "second@edi.example")
    mine = told(site, RESPONSABLE)[0].id
    for email in (CONTRIBUTEUR, "second@edi.example", AUTRE):
        assert visitor(app, email).post(f"/notifications/{mine}/lue").status_code == 404
    assert visitor(app, RESPONSABLE).post("/notifications/rien/lue").status_code == 404


@pytest.mark.parametrize("address", ["/a-valider", "/notifications"])
def test_lists_cost_the_same_whatever_their_length(app: Flask, site: Site, address: str) -> None:
    someone = visitor(app, RESPONSABLE)
    requested(site)
    few = count_statements(app, lambda: someone.get(address))
    for _ in range(4):
        requested(site)
    assert count_statements(app, lambda: someone.get(address)) == few


@both_databases
def test_counting_what_awaits_reads_the_index_of_requests(app: Flask, site: Site, database: str) -> None:
    """A company has tens of thousands of evaluations and few requests: each page counts the requests alone."""
    requested(site)
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        seen.append((statement, parameters))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    visitor(app, RESPONSABLE).get("/mon-compte")
    event.remove(engine, "before_cursor_execute", note)
    statement, parameters = next(item for item in reversed(seen) if "a_valider" in item[0])
    explain = "EXPLAIN QUERY PLAN " if database.startswith("sqlite") else "EXPLAIN "
    with engine.connect() as connection:
        if not database.startswith("sqlite"):
            connection.exec_driver_sql("SET enable_seqscan = off")
        plan = "\n".join(str(row) for row in connection.exec_driver_sql(explain + statement, parameters))
    assert "ix_evaluation_a_valider" in plan
    assert "ix_projection_a_valider" in plan
    assert "ix_notification_non_lue" in plan
