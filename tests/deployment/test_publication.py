"""Two processes that both serve: a version that is published is in effect in each, at once."""

import re
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from models.signing_key import Signer
from rules.decision import Judge
from tests.deployment.servers import gunicorn
from tests.support.builders import ADMINISTRATEUR, PASSWORD, SECRET, ExistingSite, prepare_site
from tests.support.databases import open_address, postgresql_database
from tests.support.rediger import Redaction, redaction
from workflows.clock import SetClock, SystemClock
from workflows.execution import Door

PROFILAGE = ("regles", "profilage/doctrine-2021")
ASKED = 60
"""Requests, each on a connection of its own: whichever process is idle answers."""


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'deux.db'}"
    return postgresql_database(request.getfixturevalue("postgresql_address"))


def test_what_is_published_is_in_effect_in_every_process_at_once(database: str, tmp_path: Path) -> None:
    key = tmp_path / "journal"
    Signer.generate(key)
    prepare_site(database, key)
    redac = _redaction(database, key)
    settings = {
        "DATA_DIR": str(tmp_path / "donnees"),
        "DATABASE_URL": database,
        "SIGNING_KEY": str(key),
        "RULES_ENGINE": "reference",
        "RATE_LIMITS": "off",
        "SECRET_KEY": SECRET,
    }
    with gunicorn(tmp_path, settings) as address:
        cookies = _signed_in(address)
        avant = redac.edition().digest
        assert _seen(address, cookies) == {avant}
        brouillon = redac.brouillon(*PROFILAGE)
        redac.modifier(brouillon, "qu'en SaaS", "qu'en service")
        assert _seen(address, cookies) == {avant}
        redac.publie(brouillon)
        apres = redac.edition().digest
        assert apres != avant
        assert _seen(address, cookies) == {apres}
    assert len(list((tmp_path / "metrics").glob("counter_*.db"))) == 2
    redac.plateforme.engine.dispose()


def _redaction(database: str, key: Path) -> Redaction:
    """Two administrateurs at work beside the servers, on their clock."""
    engine, signer, clock = open_address(database), Signer.load(key), SetClock(SystemClock().now())
    door = Door(engine, signer, clock, Judge("reference"))
    return redaction(ExistingSite(engine, signer, clock, door))


def _signed_in(address: str) -> str:
    """The cookies of the administrateur's session."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with opener.open(f"{address}/connexion") as page:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    assert token
    form = {"csrf_token": token[1], "email": ADMINISTRATEUR, "mot_de_passe": PASSWORD}
    opener.open(f"{address}/connexion", urllib.parse.urlencode(form).encode()).close()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def _seen(address: str, cookies: str) -> set[str]:
    """The digests of the editions that the processes say are in effect."""

    def ask(_: int) -> str:
        request = urllib.request.Request(f"{address}/administration", headers={"Cookie": cookies})  # noqa: S310
        with urllib.request.urlopen(request) as page:  # noqa: S310
            found = re.search(r"<code>([0-9a-f]{64})</code>", _plain(page.read().decode()))
        assert found, "la page n'est pas celle d'un administrateur"
        return found[1]

    with ThreadPoolExecutor(8) as pool:
        return set(pool.map(ask, range(ASKED)))


def _plain(page: str) -> str:
    return page.replace("\N{NO-BREAK SPACE}", " ").replace("\n", "")
