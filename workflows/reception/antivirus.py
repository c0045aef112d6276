"""ClamAV over its INSTREAM command.

Spoken here in a dozen lines: clamd 1.0.2 connects without a bound on time, and its send() may stop half-way under one.
"""

import socket
import struct
from dataclasses import dataclass
from typing import IO, Protocol

from workflows.structured import structlog

CHUNK = 64 * 1024
TIMEOUT = 30.0
"""Seconds for each exchange with clamd."""

log = structlog.get_logger("convergence.antivirus")


@dataclass(frozen=True, slots=True)
class Analyse:
    """What is known of a document: `sans`, `en_attente`, `saine` or `infectee`, then by what."""

    resultat: str
    virus: str = ""


class Antivirus(Protocol):
    """Whatever looks at a document."""

    def scan(self, content: IO[bytes]) -> Analyse:
        """What it found; `en_attente` where it could not look."""
        ...


class NoAntivirus:
    """None is configured."""

    def scan(self, content: IO[bytes]) -> Analyse:
        """Nothing is known, and nothing will be."""
        return Analyse("sans")


@dataclass(frozen=True, slots=True)
class ClamAV:
    """A clamd that listens on TCP."""

    host: str
    port: int
    timeout: float = TIMEOUT

    def scan(self, content: IO[bytes]) -> Analyse:
        """What clamd says of the content."""
        content.seek(0)
        try:
            answer = self._ask(content)
        except OSError as error:
            log.warning("antivirus", reachable=False, kind=type(error).__name__)
            return Analyse("en_attente")
        if answer == "stream: OK":
            return Analyse("saine")
        if answer.endswith(" FOUND"):
            return Analyse("infectee", answer.removeprefix("stream: ").removesuffix(" FOUND"))
        log.warning("antivirus", reachable=True, answer=answer[:200])
        return Analyse("en_attente")

    def _ask(self, content: IO[bytes]) -> str:
        with socket.create_connection((self.host, self.port), self.timeout) as connection:
            connection.sendall(b"nINSTREAM\n")
            while piece := content.read(CHUNK):
                connection.sendall(struct.pack("!L", len(piece)) + piece)
            connection.sendall(struct.pack("!L", 0))
            with connection.makefile("rb") as reader:
                return reader.readline(1000).decode(errors="replace").strip()


def open_antivirus(address: tuple[str, int] | None) -> Antivirus:
    """The one at that address, or none."""
    return ClamAV(*address) if address is not None else NoAntivirus()
