"""Two processes of gunicorn over PostgreSQL and Redis: prepared once, and everything counted together."""

import json
import re
import socket
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.deployment.servers import gunicorn, redis_server
from tests.support.databases import postgresql_database

ATTEMPTS = 12
ALLOWED = 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the servers of these tests keep their files."""
    return tmp_path_factory.mktemp("processus")


@pytest.fixture(scope="module")
def address(folder: Path, postgresql_address: str) -> Iterator[str]:
    """The platform in two processes, which both found an empty database."""
    with redis_server(folder) as redis:
        settings = {
            "DATA_DIR": str(folder / "donnees"),
            "DATABASE_URL": postgresql_database(postgresql_address),
            "LOG_FORMAT": "json",
            "RULES_ENGINE": "reference",
            "RATE_LIMITS": f"connexion={ALLOWED}/minute,stockage={redis}",
        }
        with gunicorn(folder, settings) as served:
            yield served


def test_attempts_to_sign_in_are_counted_together(address: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(_sign_in_wrongly, [address] * ATTEMPTS))
    assert statuses == [422] * ALLOWED + [429] * (ATTEMPTS - ALLOWED)


def test_the_counts_are_those_of_both_processes(address: str, folder: Path) -> None:
    asked = 0
    # the second one may still be preparing itself, and whoever wakes first answers
    while not asked or len(list((folder / "metrics").glob("counter_*.db"))) < 2:
        with ThreadPoolExecutor(16) as pool:
            assert set(pool.map(_open, [f"{address}/sante/vivant"] * 100)) == {200}
        asked += 100
        assert asked < 20_000
    with urllib.request.urlopen(f"{address}/metrics") as page:  # noqa: S310
        told = page.read().decode()
    counted = re.search(r'requests_total\{method="GET",route="/sante/vivant",status="200"\} (\d+)', told)
    assert counted
    assert int(counted[1]) == asked


def test_what_is_no_request_is_told_without_what_it_said_and_who_said_it(address: str, folder: Path) -> None:
    with socket.create_connection(("127.0.0.1", urllib.parse.urlsplit(address).port or 0)) as someone:
        someone.sendall(b"GET /invitation/secretissime secretissime\r\n\r\n")
        assert b"400" in someone.recv(100)
    said = (folder / "gunicorn.log").read_text("utf-8")
    assert '"event": "Invalid request"' in said
    assert "secretissime" not in said
    assert "ip=" not in said


def test_every_line_of_the_servers_is_json(address: str, folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "gunicorn.log").read_text("utf-8").splitlines()]
    assert {"convergence.web", "gunicorn.error"} <= {line["logger"] for line in lines}
    assert not [line for line in lines if line["level"] == "error"]
    assert not [line for line in lines if "Control socket" in line["event"]]


def _open(url: str) -> int:
    with urllib.request.urlopen(url) as answer:  # noqa: S310
        return int(answer.status)


def _sign_in_wrongly(address: str) -> int:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with opener.open(f"{address}/connexion") as page:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    assert token
    form = {"csrf_token": token[1], "email": "personne@nulle.part", "mot_de_passe": "faux"}
    try:
        answer: HTTPResponse = opener.open(f"{address}/connexion", urllib.parse.urlencode(form).encode())
    except HTTPError as refused:
        with refused:
            return refused.code
    with answer:
        return answer.status
