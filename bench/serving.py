"""Servers as they are deployed, each in processes of its own, on this machine alone."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

HOST = "127.0.0.1"
PATIENCE = 60.0
"""Seconds that a server may take to answer."""


class NeverAnswered(Exception):
    """A server that did not come up; carries the end of what it said."""


@dataclass
class Server:
    """One that answers."""

    process: "subprocess.Popen[bytes]"
    port: int

    def resident(self) -> float:
        """Its resident memory in MiB, children included."""
        return sum(_resident(pid) for pid in (self.process.pid, *_children(self.process.pid)))

    def kill(self) -> None:
        """kill -9, the whole of it at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def waitress(port: int) -> list[str]:
    """The embedded server."""
    return [sys.executable, "-m", "webapp.cli", "serve", "--host", HOST, "--port", str(port)]


def gunicorn(port: int) -> list[str]:
    """Two processes as webapp/processes.py sets them; they keep connections as long as a client here has one."""
    options = ["--config", "python:webapp.processes", "--workers", "2", "--keep-alive", "30"]
    return [sys.executable, "-m", "gunicorn", *options, "--bind", f"{HOST}:{port}", "webapp.wsgi:app"]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(
    command: Sequence[str], port: int, environment: Mapping[str, str], log: Path, path: str = "/connexion"
) -> Iterator[Server]:
    """The server, once it answers; ended with the block. What it says goes to that file.

    Raises: NeverAnswered.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONVERGENCE_")}
    with log.open("ab") as said:
        process = subprocess.Popen(
            command, env={**kept, **environment}, stdout=said, stderr=said, start_new_session=True
        )
    server = Server(process, port)
    try:
        _wait(server, path, log)
        yield server
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=PATIENCE)


def _wait(server: Server, path: str, log: Path) -> None:
    limit = monotonic() + PATIENCE
    while monotonic() < limit and server.process.poll() is None:
        connection = HTTPConnection(HOST, server.port, timeout=5)
        try:
            connection.request("GET", path)
            connection.getresponse().read()
        except OSError:
            sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise NeverAnswered(log.read_text(errors="replace")[-2000:])


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    direct = [int(child) for task in tasks for child in task.read_text().split()]
    return [found for child in direct for found in (child, *_children(child))]


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kilobytes = next((line.split()[1] for line in lines if line.startswith("VmRSS:")), "0")
    return int(kilobytes) / 1024
