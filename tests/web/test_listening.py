"""What is too large for the server is refused by the application's own page, without being read."""

from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
from flask import Flask

from tests.support.serving import serving

HUGE = 50 * 1024 * 1024
HOST = "127.0.0.1"


@pytest.fixture
def connection(app: Flask) -> Iterator[HTTPConnection]:
    """A way to send what no browser would."""
    with serving(app) as address:
        opened = HTTPConnection(HOST, int(address.rpartition(":")[2]), timeout=20)
        yield opened
        opened.close()


def test_what_is_said_to_be_huge_is_refused_in_french_and_not_waited_for(connection: HTTPConnection) -> None:
    connection.putrequest("POST", "/connexion")
    connection.putheader("Content-Length", str(HUGE))
    connection.putheader("Content-Type", "application/x-www-form-urlencoded")
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Connection"]) == (413, "close")
    page = answer.read().decode()
    assert "Envoi trop volumineux" in page
    assert "Réduisez le fichier ou le texte" in page


def test_what_turns_out_to_be_huge_is_refused_alike(connection: HTTPConnection, app: Flask) -> None:
    pieces = (b"x" * 65536 for _ in range(app.config["MAX_CONTENT_LENGTH"] // 65536 + 2))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", "/connexion", pieces, headers, encode_chunked=True)
    except (BrokenPipeError, ConnectionResetError):
        # the server may close before the last piece
        return
    answer = connection.getresponse()
    assert answer.status == 413
    assert "Envoi trop volumineux" in answer.read().decode()


def test_what_is_no_request_is_still_refused(connection: HTTPConnection) -> None:
    connection.putrequest("POST", "/connexion")
    connection.putheader("Transfer-Encoding", "gzip")
    connection.endheaders()
    assert connection.getresponse().status == 501
