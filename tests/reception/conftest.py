"""An empty store in a folder and in an object store: an S3 server of our own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

from models.store import DocumentStore, open_store


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an S3 server of our own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        server.wait()


def ask(address: str, method: str) -> None:
    """Send a request to that server."""
    urlopen(Request(address, method=method), timeout=10).close()  # noqa: S310 - our own server


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "moto ne démarre pas"
        try:
            ask(address, "GET")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("moto ne répond pas")


@pytest.fixture(params=["folder", "s3"])
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty store."""
    if request.param == "folder":
        return (tmp_path / "preuves à garder").as_uri()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "essai")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "essai")
    server, bucket = request.getfixturevalue("s3_server"), f"preuves-{uuid4().hex}"
    ask(f"{server}/{bucket}", "PUT")
    return f"s3://{bucket}/convergence?endpoint={server}&region=eu-west-3"


@pytest.fixture
def store(address: str) -> DocumentStore:
    return open_store(address)
