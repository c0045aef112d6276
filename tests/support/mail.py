"""A server of mail on this machine that keeps what it gets, and says no when asked to."""

from asyncio import Server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.database import db
from models.notification import Courriel
from webapp.config import Settings
from webapp.smtp import read_smtp

SITE = "http://convergence.example"


@dataclass
class Boite:
    """What arrived; `refus` answers each recipient, or every message, with that line instead."""

    port: int = 0
    recus: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    refus_destinataire: dict[str, str] = field(default_factory=dict)
    refus_message: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Accept a recipient, unless told otherwise."""
        if address in self.refus_destinataire:
            return self.refus_destinataire[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Envelope
    ) -> str:
        """Keep a message, unless told otherwise."""
        if self.refus_message:
            return self.refus_message.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        read = message_from_bytes(content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.recus.append((list(envelope.rcpt_tos), read))
        return "250 OK"

    def texte(self, index: int = -1) -> str:
        """The text of a message that arrived, the last one unless told otherwise."""
        return str(self.recus[index][1].get_content()).replace("\r\n", "\n")


class _Local(Controller):
    """A server on any free port of this machine."""

    def _trigger_server(self) -> None:
        # port 0: the system chose one, and the controller knocks at the one it was given
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def smtp_server(boite: Boite, users: dict[bytes, bytes] | None = None) -> Iterator[Boite]:
    """The server, until the end of the block; with `users`, those who know a password alone may send."""

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=(users or {}).get(data.login) == data.password)

    asked: dict[str, Any] = {}
    if users is not None:
        asked = {"auth_required": True, "auth_require_tls": False, "authenticator": known}
    controller = _Local(boite, hostname="127.0.0.1", port=boite.port, **asked)
    controller.start()
    boite.port = controller.port
    try:
        yield boite
    finally:
        controller.stop()


def with_mail(settings: Settings, port: int = 1, user: str = "") -> Settings:
    """The same settings with a server of mail on that port of this machine; nobody listens on port 1."""
    smtp = read_smtp(f"smtp://{user}127.0.0.1:{port}", "convergence.example")
    return replace(settings, smtp=smtp, public_url=SITE)


def mails(app: Flask) -> dict[str, int]:
    """How many mails are written, by state."""
    with app.app_context(), Session(db.engine) as session:
        counted = session.execute(select(Courriel.etat, func.count()).group_by(Courriel.etat))
        return dict(counted.all())
