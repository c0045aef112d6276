"""Somebody in front of the page « Scénario et preuves » of a critère, without scripts."""

import io

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.support.builders import Site
from tests.support.documents import pdf
from tests.support.forms import form_fields
from tests.support.preuves import CRITERE, ESSAI, ETHIQUE, LISTE
from tests.support.visiting import Visitor


def proofs_address(site: Site, sujet: str, critere: str = CRITERE, demarche: str = ESSAI) -> str:
    """The page of a critère's proofs."""
    reference = site.sujet(sujet).reference
    return f"/dossiers/{reference}/{demarche}/evaluations/{ETHIQUE}/criteres/{critere}/preuves"


class Proving:
    """One person in front of it."""

    def __init__(self, someone: Visitor, address: str) -> None:
        self.someone = someone
        self.address = address

    def open(self) -> TestResponse:
        """Load the page."""
        return self.someone.get(self.address)

    def add(
        self,
        nom: str = "liste.pdf",
        content: bytes | None = None,
        genre: tuple[str, str] = LISTE,
        description: str = "La liste.",
    ) -> TestResponse:
        """Send a document."""
        content = pdf() if content is None else content
        data = {
            "csrf_token": self.someone.token(),
            "description": description,
            "type": "/".join(genre),
            "document": FileStorage(io.BytesIO(content), nom),
        }
        # in memory: the client leaves open the temporary file that it makes of a big one
        boundary, body = encode_multipart(data)
        content_type = f"multipart/form-data; boundary={boundary}"
        return self.someone.client.post(self.address, data=body, content_type=content_type)

    def press(self, action: str, **fields: str) -> TestResponse:
        """Send another form of the page, with what the page just opened saw of the proofs."""
        seen = form_fields(self.open().text)
        data = {"csrf_token": self.someone.token(), "vue": seen.get("vue", ""), **fields}
        return self.someone.client.post(f"{self.address}/{action}", data=data)
