"""A person with a browser, without the browser: signs in, follows forms, sends tokens."""

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.builders import PASSWORD

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Visitor:
    """One session."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **options: object) -> TestResponse:
        """Open a page."""
        return self.client.get(path, buffered=True, **options)

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form of this session."""
        return self.client.post(path, data={"csrf_token": self.token(), **fields})

    def token(self) -> str:
        """A token that this session may send."""
        page = self.get("/connexion", follow_redirects=True).text
        found = _TOKEN.search(page)
        assert found, page
        return found[1]

    def sign_in(self, email: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        """Send the sign-in form."""
        return self.post("/connexion", email=email, mot_de_passe=password, **fields)


def visitor(app: Flask, email: str | None = None) -> Visitor:
    """Somebody who has just come, signed in where an address is given."""
    someone = Visitor(app)
    if email is not None:
        answer = someone.sign_in(email)
        assert answer.status_code == 303, answer.text
    return someone
