"""A real clamd of our own, which knows one signature: EICAR's test file."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.documents import EICAR

CLAMD = "/usr/sbin/clamd"
SIGNATURE = "Convergence.Essai.EICAR"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def clamd(folder: Path, port: int) -> Iterator[None]:
    """It listens on that port as long as the block lasts."""
    database = folder / "signatures"
    database.mkdir(parents=True, exist_ok=True)
    (database / "essai.ndb").write_text(f"{SIGNATURE}:0:*:{EICAR.hex()}\n")
    configuration = folder / "clamd.conf"
    configuration.write_text(
        f"Foreground yes\nTCPSocket {port}\nTCPAddr 127.0.0.1\nDatabaseDirectory {database}\n"
        f"TemporaryDirectory {folder}\nMaxThreads 2\nConcurrentDatabaseReload no\n"
    )
    server = subprocess.Popen([CLAMD, f"--config-file={configuration}"], stdout=subprocess.DEVNULL)
    try:
        _wait(server, port)
        yield
    finally:
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        assert server.poll() is None, "clamd ne démarre pas"
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as connection:
                connection.sendall(b"nPING\n")
                if connection.recv(10).startswith(b"PONG"):
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("clamd ne répond pas")
