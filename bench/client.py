"""Somebody who signs in, opens a questionnaire and saves one answer after the other, over real HTTP."""

import json
import re
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from bench.serving import HOST
from tests.support.builders import PASSWORD
from tests.support.forms import form_fields

FORM = "application/x-www-form-urlencoded"


class Unexpected(Exception):
    """An answer that is not the one expected; carries its status and its beginning."""


class Browser:
    """One connection that is kept, and its cookies."""

    def __init__(self, port: int) -> None:
        self._cookies: dict[str, str] = {}
        self._connection = HTTPConnection(HOST, port, timeout=60)

    def connect(self, port: int | None = None) -> None:
        """Start anew, perhaps with another server; the session stays."""
        self.close()
        self._connection = HTTPConnection(HOST, port or self._connection.port, timeout=60)

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def get(self, path: str) -> tuple[int, bytes]:
        """Open a page: its status and its body."""
        return self._exchange("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str], accept: str = "text/html") -> tuple[int, bytes]:
        """Send a form."""
        return self._exchange("POST", path, urlencode(fields), {"Content-Type": FORM, "Accept": accept})

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Raises: Unexpected."""
        _, page = self.get("/connexion")
        token = form_fields(page.decode())["csrf_token"]
        status, body = self.post("/connexion", {"csrf_token": token, "email": email, "mot_de_passe": password})
        if status != 303:
            raise Unexpected(f"{status} {body[:300]!r}")

    def _exchange(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        self._remember(answer)
        return answer.status, answer.read()

    def _remember(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie", ()):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody was told: comments were kept up to `kept`, but for those of `unanswered`, which may have been."""

    address: str
    kept: int
    sent: int
    unanswered: frozenset[int] = frozenset()

    @property
    def acknowledged(self) -> set[int]:
        """The numbers of the comments that are to be found."""
        return set(range(1, self.kept + 1)) - self.unanswered


class Saver:
    """One person who changes the comment of one critère of one questionnaire again and again.

    `sent` is the number of the last comment that was sent, `kept` of the last that the server acknowledged.
    """

    def __init__(self, browser: Browser, address: str, critere: str) -> None:
        self.browser, self.address, self.critere = browser, address, critere
        self.sent = self.kept = 0
        self._unanswered: set[int] = set()
        self.open()

    def open(self) -> None:
        """Load the page: its token, and the revision to start from. Raises: Unexpected."""
        status, page = self.browser.get(self.address)
        if status != 200:
            raise Unexpected(f"{status} {page[:300]!r}")
        fields = form_fields(page.decode(), "questionnaire")
        own = {name: value for name, value in fields.items() if name.endswith(f"-{self.critere}")}
        self._fields = {"csrf_token": fields["csrf_token"], **own, f"niveau-{self.critere}": "vert"}

    @property
    def claim(self) -> Claim:
        """What is to be found in the database."""
        return Claim(self.address, self.kept, self.sent, frozenset(self._unanswered))

    def save(self) -> None:
        """What the script of the page sends when a field was left. Raises: Unexpected, OSError, HTTPException."""
        self.sent += 1
        self._unanswered.add(self.sent)
        fields = self._fields | {f"commentaire-{self.critere}": comment(self.sent)}
        status, body = self.browser.post(self.address, fields, "application/json")
        answer: Any = json.loads(body) if status == 200 else {}
        if self.critere not in answer.get("criteres", {}):
            raise Unexpected(f"{status} {body[:300]!r}")
        self.kept = self.sent
        self._unanswered.remove(self.sent)
        now = answer["criteres"][self.critere]
        self._fields |= {f"revision-{self.critere}": str(now["revision"]), f"vu-{self.critere}": now["vu"]}


def comment(number: int) -> str:
    """The comment of that number."""
    return f"Enregistrement {number}."


def numbers(text: str) -> set[int]:
    """Those of the comments that stand in a text."""
    return {int(found) for found in re.findall(r"Enregistrement (\d+)\.", text)}
