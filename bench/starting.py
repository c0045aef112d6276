"""From an empty database to ready, and what a server holds in memory after somebody has seen everything."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.client import Browser
from bench.figure import Figure, bounded
from bench.serving import free_port, serving, waitress
from workflows.demonstration import MOT_DE_PASSE

PEOPLE = ("responsable@edicare.example", "admin@agence.example", "auditeur@agence.example")
LINK = re.compile(r'(?:href|src)="(/[^"#]*)')
PAGES = 400
"""As many pages as one person looks at; the journal alone would have no end."""


def figures() -> Iterator[Figure]:
    """`convergence init`, then the memory of the embedded server."""
    with TemporaryDirectory(prefix="convergence-bench-") as name:
        yield bounded("convergence init, empty database to ready", _run("init", Path(name) / "init"), "s", 10)
        yield bounded("memory of the server, after every page and the PDFs", _memory(Path(name)), "MiB", 200)


def _run(command: str, folder: Path) -> float:
    """Seconds that the command takes."""
    start = perf_counter()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONVERGENCE_")}
    called = [sys.executable, "-m", "webapp.cli", command]
    environment = kept | {"CONVERGENCE_DATA_DIR": str(folder)}
    subprocess.run(called, env=environment, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def _memory(folder: Path) -> float:
    port, data = free_port(), folder / "demo"
    # in a process of its own: a server answers people, it does not make up a company and its products first
    _run("demo", data)
    with serving(waitress(port), port, {"CONVERGENCE_DATA_DIR": str(data)}, folder / "log") as server:
        seen = {path for email in PEOPLE for path in walk(port, email, MOT_DE_PASSE)}
        assert any(path.endswith("pdf") for path in seen), "no PDF was met on the way"
        return server.resident()


def walk(port: int, email: str, password: str) -> set[str]:
    """Every page and document that somebody reaches by following links, each asked for once."""
    browser = Browser(port)
    browser.sign_in(email, password)
    seen: set[str] = set()
    waiting = ["/"]
    while waiting and len(seen) < PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        status, body = browser.get(path)
        assert status < 500, path
        if body.lstrip()[:1] == b"<":
            waiting += [unescape(link) for link in LINK.findall(body.decode())]
    browser.close()
    return seen
