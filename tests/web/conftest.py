"""The site for a test: its database, its application, somebody who visits it, a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Page, sync_playwright

from models.database import db
from models.signing_key import Signer
from rules.edition import EditionCache
from tests.support.builders import NOW, SECRET, ExistingSite, Site, prepare_site
from tests.support.databases import lent_database, postgresql_database, sqlite_copy
from tests.support.serving import serving
from tests.support.shell import Shell
from tests.support.visiting import Visitor, visitor
from webapp import passwords
from webapp.app import create_app
from webapp.config import Settings, read_settings
from workflows.clock import SetClock

CHROMIUM = "/usr/bin/chromium"

both_databases = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True, scope="session")
def quick_hashes() -> Iterator[None]:
    """Argon2 as in production but for its cost: each test signs somebody in."""
    patch = pytest.MonkeyPatch()
    patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def signing_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the journal's key."""
    path = tmp_path_factory.mktemp("cles") / "journal"
    Signer.generate(path)
    return path


@pytest.fixture(scope="session")
def site_template(tmp_path_factory: pytest.TempPathFactory, signing_key: Path) -> Path:
    """A SQLite file with two companies, to be copied."""
    path = tmp_path_factory.mktemp("modele") / "modele.sqlite"
    prepare_site(f"sqlite:///{path}", signing_key)
    return path


@pytest.fixture(scope="session")
def site_database(postgresql_address: str, signing_key: Path) -> str:
    """The name of a PostgreSQL database with two companies, to be copied."""
    prepare_site(postgresql_database(postgresql_address, "site"), signing_key)
    return "site"


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of this test's own: SQLite, or what @both_databases asks for."""
    if getattr(request, "param", "sqlite") == "postgresql":
        template = request.getfixturevalue("site_database")
        with lent_database(request.getfixturevalue("postgresql_address"), template) as address:
            yield address
    else:
        yield sqlite_copy(request.getfixturevalue("site_template"), tmp_path)


@pytest.fixture
def settings(database: str, tmp_path: Path, signing_key: Path) -> Settings:
    """Settings on that database; no rate limits, for tests knock often."""
    return read_settings(
        {
            "CONVERGENCE_DATA_DIR": str(tmp_path / "donnees"),
            "CONVERGENCE_DATABASE_URL": database,
            "CONVERGENCE_SIGNING_KEY": str(signing_key),
            "CONVERGENCE_RATE_LIMITS": "off",
            "CONVERGENCE_SECRET_KEY": SECRET,
        }
    )


@pytest.fixture
def shell(settings: Settings) -> Shell:
    """The command line on the database of two companies."""
    return Shell(
        {
            "CONVERGENCE_DATA_DIR": str(settings.data_dir),
            "CONVERGENCE_DATABASE_URL": settings.database_url,
            "CONVERGENCE_SIGNING_KEY": str(settings.signing_key),
            "CONVERGENCE_RULES_ENGINE": "reference",
        }
    )


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands still until somebody moves it."""
    return SetClock(NOW)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for the applications of all tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("gabarits")))


@pytest.fixture
def app(
    settings: Settings, clock: SetClock, editions: EditionCache, compiled_templates: FileSystemBytecodeCache
) -> Iterator[Flask]:
    """The application; what nobody foresaw is raised, not shown."""
    made = create_app(settings, clock, editions)
    made.jinja_env.bytecode_cache = compiled_templates
    made.config["PROPAGATE_EXCEPTIONS"] = True
    yield made
    close(made)


def close(app: Flask) -> None:
    """Give the connections of an application back."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def site(app: Flask, clock: SetClock, signing_key: Path) -> Site:
    """The builders, over the application's own door and database."""
    with app.app_context():
        engine = db.engine
    made = ExistingSite(engine, Signer.load(signing_key), clock, app.extensions["convergence"].door)
    made.reception = app.extensions["convergence"].reception
    return made


@pytest.fixture
def anonymous(app: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return visitor(app)


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address of the application for a browser."""
    with serving(app) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, which finds no address but this machine's."""
    with sync_playwright() as playwright:
        options = [
            "--no-sandbox",
            "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_server: str) -> Iterator[Page]:
    """A page of a new session; an error of a script, or one that the page's policy stops, fails the test."""
    context = browser.new_context(base_url=live_server, locale="fr-FR", viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda said: errors.extend([said.text] * ("Content Security Policy" in said.text)))
    yield opened
    context.close()
    assert not errors, errors
