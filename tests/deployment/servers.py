"""Real servers of a test's own: gunicorn, Redis, nginx; each gone at the end of its block."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as RedisAway

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds that a server may take to begin; only a server that does not come waits so long."""


class NotServing(Exception):
    """A server that did not begin; the text is what it said."""


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def started(command: list[str], folder: Path, ready: Callable[[], bool], **environment: str) -> Iterator[Path]:
    """The log of a program that runs until the end of the block, once it is ready."""
    log = folder / f"{Path(command[0]).name}.log"
    with (
        log.open("w") as written,
        subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=written, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            _wait(process, log, ready)
            yield log
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], log: Path, ready: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        if process.poll() is not None or time.monotonic() > end:
            raise NotServing(log.read_text("utf-8"))
        time.sleep(0.05)


@contextmanager
def gunicorn(folder: Path, settings: Mapping[str, str], *options: str) -> Iterator[str]:
    """The address of the platform in two processes."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).with_name("gunicorn")), "--config", "python:webapp.processes"]
    command += ["--bind", f"127.0.0.1:{port}", *options, "webapp.wsgi:app"]
    environment = {f"CONVERGENCE_{name}": value for name, value in settings.items()}
    counts = {"PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics")}
    with started(command, folder, lambda: answers(f"{address}/sante/pret"), **environment, **counts):
        yield address


@contextmanager
def redis_server(folder: Path, port: int | None = None) -> Iterator[str]:
    """The address of a Redis that keeps nothing, at that port if one is given."""
    port = port or free_port()
    command = ["redis-server", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with started(command, folder, lambda: _redis_answers(port)):
        yield f"redis://127.0.0.1:{port}/0"


def answers(url: str) -> bool:
    """Whether a page is there."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


def _redis_answers(port: int) -> bool:
    try:
        with Redis(port=port) as client:
            return bool(client.ping())
    except RedisAway:
        return False
