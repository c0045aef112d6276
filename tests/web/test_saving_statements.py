"""What keeping an answer asks of the database: a bounded number of statements, whatever stands around it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from models.database import db
from rules.decision import Judge
from tests.support.answering import evaluation_address
from tests.support.builders import Site
from tests.support.long_questionnaire import LONG, LONG_QUESTIONNAIRE, publish_long
from tests.support.many import add_dossiers
from tests.support.saving import Saving
from tests.support.statements import count_statements
from tests.web.conftest import both_databases
from workflows.commands.dossiers import RejoindreDemarche
from workflows.execution import Door

AT_MOST = 15
"""Statements of a request that shows a questionnaire, but for BEGIN and COMMIT."""

AT_ONCE = {"sqlite": 7, "postgresql": 9}
"""The same of one that keeps an answer, while nothing new was published."""

SECURITE = "securite-2021"
CRITERE = "A08.1.01"


def _thirty_six(app: Flask, site: Site, sujet: str) -> Saving:
    return Saving(app, evaluation_address(site, sujet, SECURITE), CRITERE)


def _hundred_and_six(app: Flask, site: Site, sujet: str) -> Saving:
    publish_long(site.door, 106)
    return _long(app, site, sujet)


def _long(app: Flask, site: Site, sujet: str) -> Saving:
    site.do(RejoindreDemarche(site.contributeur, sujet, LONG))
    address = f"/dossiers/{site.sujet(sujet).reference}/{LONG}/evaluations/{LONG_QUESTIONNAIRE}"
    return Saving(app, address, f"L0.{CRITERE}")


@both_databases
def test_keeping_an_answer_takes_few_statements(app: Flask, site: Site) -> None:
    assert _thirty_six(app, site, site.produit()).statements() <= AT_ONCE[site.engine.dialect.name]


@both_databases
def test_what_another_process_publishes_counts_at_the_next_answer(app: Flask, site: Site) -> None:
    sujet = site.produit()
    _thirty_six(app, site, sujet).save()
    publish_long(Door(site.engine, site.signer, site.clock, Judge("reference")), 106)
    _long(app, site, sujet).save()


def test_what_was_validated_in_another_questionnaire_adds_none(app: Flask, site: Site) -> None:
    sujet = site.produit()
    before = _thirty_six(app, site, sujet).statements()
    site.valider(sujet)
    assert _thirty_six(app, site, sujet).statements() == before


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_parses_and_plans_the_statements_of_a_save_only_the_first_times(app: Flask, site: Site) -> None:
    saving = _thirty_six(app, site, site.produit())
    for _ in range(8):
        saving.save()
        saving.person.open()
    parsed = _parsed_statements(app)
    saving.save()
    assert len(parsed) >= saving.statements() - 1
    assert _parsed_statements(app) == parsed


def _parsed_statements(app: Flask) -> frozenset[str]:
    """The names of what the one connection of the pool keeps prepared."""
    with app.app_context(), db.engine.connect() as connection:
        return frozenset(connection.execute(text("SELECT name FROM pg_prepared_statements")).scalars())


@both_databases
def test_a_questionnaire_of_106_criteres_takes_as_many_as_one_of_36(app: Flask, site: Site) -> None:
    sujet = site.produit()
    assert _hundred_and_six(app, site, sujet).statements() == _thirty_six(app, site, sujet).statements()


def test_ten_thousand_dossiers_take_as_many_as_one(app: Flask, site: Site) -> None:
    sujet = site.produit()
    alone = _thirty_six(app, site, sujet).statements()
    add_dossiers(site.engine, sujet, 10_000)
    assert _thirty_six(app, site, sujet).statements() == alone


@pytest.mark.parametrize("make", [_thirty_six, _hundred_and_six])
def test_a_questionnaire_is_shown_in_at_most_fifteen_statements(
    app: Flask, site: Site, make: Callable[[Flask, Site, str], Saving]
) -> None:
    saving = make(app, site, site.produit())
    assert count_statements(app, saving.person.open) <= AT_MOST
