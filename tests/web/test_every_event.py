"""Every form that changes anything leaves an entry, and so does every document that leaves; pages change nothing."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from models.archive_rows import dump, stored_tables
from models.events import Event
from models.journal import JournalEntry, JournalHead
from tests.models.test_schema import UNTRACKED_TABLES
from tests.support.builders import Site
from tests.support.visiting import visitor
from tests.web.rows import VISITORS, Answer, Route
from tests.web.test_routes import READING_ROUTES, WRITING_ROUTES, form_of, named, objects_of

THE_SAME_FOR_ALL = {
    # the program that verifies exports, to be read before it is trusted
    "audit.verificateur",
    # the public key that it believes
    "audit.cle_publique",
    # what the agency publishes for everybody: rules, référentiels, drawings of lifecycles
    "administration.publication_yaml",
    "administration.referentiel_fichier",
    "administration.processus_fichier",
}
"""Attachments that leave no entry: they hold nothing of any company nor of anybody."""


def _rows(engine: Engine) -> dict[str, list[bytes]]:
    with engine.connect() as connection:
        tables = [table for table in stored_tables(connection) if not table.name.startswith("journal_")]
        return {table.name: list(dump(connection, table)) for table in tables if table.name not in UNTRACKED_TABLES}


def _entries(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.sum(JournalHead.size))).scalar_one())


def _left(engine: Engine) -> int:
    """Entries that say that a document left."""
    with engine.connect() as connection:
        said = select(func.count()).where(JournalEntry.event == Event.DOCUMENT_EMPORTE)
        return int(connection.execute(said).scalar_one())


def _email(route: Route) -> str | None:
    """Whom the route is open to."""
    return next(mail for mail, answer in zip(VISITORS.values(), route.row, strict=True) if answer is Answer.OPEN)


@pytest.mark.parametrize("route", WRITING_ROUTES, ids=named)
def test_a_form_that_changes_anything_leaves_an_entry(app: Flask, site: Site, route: Route) -> None:
    someone, made = visitor(app, _email(route)), objects_of(site, route)
    headers = {"X-CSRFToken": someone.token()}
    rows, entries = _rows(site.engine), _entries(site.engine)
    someone.client.post(route.address.format(**made), data=form_of(route, made), headers=headers)
    if _rows(site.engine) != rows:
        assert _entries(site.engine) > entries


def test_a_page_changes_nothing_and_a_document_that_leaves_is_journalled(app: Flask, site: Site) -> None:
    made = objects_of(site, *READING_ROUTES)
    visitors = {email: visitor(app, email) for email in VISITORS.values()}
    rows = _rows(site.engine)
    for route in READING_ROUTES:
        left = _left(site.engine)
        answer = visitors[_email(route)].get(route.address.format(**made))
        assert _rows(site.engine) == rows, named(route)
        leaves = "attachment" in answer.headers.get("Content-Disposition", "")
        assert _left(site.engine) == left + (leaves and route.endpoint not in THE_SAME_FOR_ALL), named(route)
