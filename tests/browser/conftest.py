"""The same site and browser as the tests of pages, whose files may run before or after these in one process."""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.support.builders import prepare_site
from tests.support.databases import postgresql_database
from tests.web import conftest as pages
from tests.web.conftest import *  # noqa: F403 - every fixture, whatever they come to be called

MODEL = "parcours"
"""The pages' tests have a model database of their own, with another key."""


@pytest.fixture(scope="session")  # type: ignore[no-redef]
def site_database(postgresql_address: str, signing_key: Path) -> str:
    """The name of a PostgreSQL database with two companies, to be copied."""
    prepare_site(postgresql_database(postgresql_address, MODEL), signing_key)
    return MODEL


@cache
def _playwright() -> Playwright:
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started


@contextmanager
def _shared_playwright() -> Iterator[Playwright]:
    """Playwright's synchronous API starts once in a process; the two folders' browsers take turns under it."""
    yield _playwright()


pages.sync_playwright = _shared_playwright  # type: ignore[assignment, attr-defined]
