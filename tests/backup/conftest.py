"""A platform with some life on each database, and empty places."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from models.signing_key import Signer
from rules.decision import Judge
from rules.edition import EditionCache
from tests.backup.builders import Place, place, save
from tests.conftest import DEBUT
from tests.support.databases import open_address, postgresql_database, sqlite_copy
from tests.support.planning import evalue
from tests.workflows.plateforme import Plateforme
from workflows.clock import SetClock
from workflows.execution import Door

EmptyPlace = Callable[[str], Place]


def _live(plateforme: Plateforme) -> Plateforme:
    evalue(plateforme)
    plateforme.produit(plateforme.acteur("contributeur@autre.example"), nom="L’été « indien » \u2028 😀")
    return plateforme


@pytest.fixture
def vivante(plateforme: Plateforme) -> Plateforme:
    """A platform with products of two companies, and answers that were validated."""
    return _live(plateforme)


@pytest.fixture(scope="session")
def saved(
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
    signer: Signer,
    judge: Judge,
    editions: EditionCache,
) -> Path:
    """An archive of such a platform, for tests that do nothing to it."""
    folder = tmp_path_factory.mktemp("archive")
    engine, clock = open_address(sqlite_copy(sqlite_template, folder)), SetClock(DEBUT)
    door = Door(engine, signer, clock, judge, editions)
    save(_live(Plateforme(engine, signer, clock, door)), folder / "a.zip")
    engine.dispose()
    return folder / "a.zip"


@pytest.fixture
def empty_place(
    request: pytest.FixtureRequest, tmp_path: Path, signer: Signer, journal_key: Path
) -> Iterator[EmptyPlace]:
    """Makes an empty place on SQLite or on PostgreSQL, that has the key of the installation."""
    made: list[Place] = []

    def make(kind: str) -> Place:
        folder = tmp_path / f"ailleurs-{uuid4().hex}"
        if kind == "sqlite":
            url = f"sqlite:///{folder}/base.sqlite"
        else:
            url = postgresql_database(request.getfixturevalue("postgresql_address"))
        made.append(place(folder, url, journal_key))
        return made[-1]

    yield make
    for one in made:
        one.engine.dispose()
