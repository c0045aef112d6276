"""/metrics: what is counted, and who may read it."""

import dataclasses

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from rules.engine import DurableEngine
from tests.support.answering import Answering, answers, evaluation_address
from tests.support.builders import RESPONSABLE, Site
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import both_databases, close
from tests.workflows.plateforme import FORTES
from webapp.app import create_app
from webapp.config import Settings
from webapp.industriel.evaluations import ADDRESS
from workflows.clock import SetClock

TOKEN = "j" * 40


def _figures(someone: Visitor) -> dict[tuple[str, ...], float]:
    """Every figure, by its name and the values of its labels."""
    page = someone.get("/metrics")
    assert page.status_code == 200, page.text
    families = text_string_to_metric_families(page.text)
    return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}


@both_databases
def test_requests_commands_decisions_and_the_journal_are_counted(app: Flask, site: Site) -> None:
    sujet = site.produit()
    responsable = Answering(visitor(app, RESPONSABLE), evaluation_address(site, sujet))
    assert responsable.send("valider", **answers({"A10.1": "vert"})).status_code == 422
    responsable.open()
    assert responsable.send("valider", **answers(FORTES)).status_code == 303
    visitor(app).get("/rose@edi.example")
    figures = _figures(visitor(app))
    route = f"{ADDRESS}/<evenement>"
    posted = {
        key[-1]: value for key, value in figures.items() if key[:3] == ("convergence_requests_total", "POST", route)
    }
    assert posted == {"422": 1, "303": 1}
    assert figures["convergence_commands_total", "ValiderEvaluation", "done"] == 1
    assert figures["convergence_commands_total", "ValiderEvaluation", "Incomplete"] == 1
    families = {key[2] for key in figures if key[0] == "convergence_decisions_total"}
    assert families >= {"completude", "profilage", "verdict", "verrou"}
    assert figures["convergence_requests_total", "GET", "none", "404"] == 1
    assert figures["convergence_database_up",] == 1
    with site.engine.connect() as connection:
        entries = connection.execute(text("SELECT count(*) FROM journal_entry")).scalar_one()
    assert (
        figures["convergence_journal_entries", "agency"] + figures["convergence_journal_entries", "companies"]
        == entries
    )
    assert figures["convergence_journal_logs",] == 3
    assert figures["convergence_mails_waiting",] == 0
    assert figures["convergence_simulations_open",] == 0


def test_a_disagreement_of_the_engines_is_counted(
    settings: Settings, clock: SetClock, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, sujet = create_app(settings, clock), site.produit()
    responsable = Answering(visitor(app, RESPONSABLE), evaluation_address(site, sujet))
    monkeypatch.setattr(DurableEngine, "matches_checked", lambda *_: frozenset({("x", "y")}))
    assert responsable.send("valider", **answers(FORTES)).status_code == 503
    figures = _figures(visitor(app))
    assert sum(value for key, value in figures.items() if key[0] == "convergence_disagreements_total") == 1
    assert any(key[-1] == "DecisionSuspended" for key in figures)
    close(app)


def test_odd_methods_and_addresses_make_no_new_series(anonymous: Visitor) -> None:
    for method in ("BREW", "PROPFIND"):
        anonymous.client.open("/nulle-part/42", method=method)
    figures = _figures(anonymous)
    assert figures["convergence_requests_total", "other", "none", "404"] == 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 404), ({"Authorization": f"Bearer {TOKEN}x"}, 404), ({"Authorization": f"Bearer {TOKEN}"}, 200)],
)
def test_where_there_is_a_token_only_its_holder_reads(
    settings: Settings, clock: SetClock, headers: dict[str, str], status: int
) -> None:
    app = create_app(dataclasses.replace(settings, metrics_token=TOKEN, public_url="https://c.example"), clock)
    assert visitor(app).get("/metrics", headers=headers).status_code == status
    close(app)


@pytest.mark.parametrize(
    ("address", "host", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8000", 200),
        ("::1", "[::1]:8000", 200),
        ("192.0.2.7", "localhost", 404),
        ("127.0.0.1", "convergence.example", 404),
    ],
)
def test_without_a_token_only_this_very_machine_reads(anonymous: Visitor, address: str, host: str, status: int) -> None:
    answer = anonymous.get("/metrics", environ_overrides={"REMOTE_ADDR": address, "HTTP_HOST": host})
    assert answer.status_code == status


def test_behind_a_proxy_and_without_a_token_nobody_reads(settings: Settings, clock: SetClock) -> None:
    app = create_app(dataclasses.replace(settings, public_url="https://c.example"), clock)
    assert visitor(app).get("/metrics").status_code == 404
    close(app)


def test_without_its_database_the_platform_still_tells_its_counts(app: Flask, site: Site, settings: Settings) -> None:
    site.engine.dispose()
    with open(settings.database_url.removeprefix("sqlite:///"), "wb") as file:  # noqa: PTH123
        file.write(b"plus une base" * 1000)
    figures = _figures(visitor(app))
    assert figures["convergence_database_up",] == 0
    assert ("convergence_journal_logs",) not in figures
