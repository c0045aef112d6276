"""Somebody who adds a product through its three steps, without scripts."""

from werkzeug.test import TestResponse

from tests.support.forms import form_fields
from tests.support.reading import read
from tests.support.visiting import Visitor

PRODUIT = {
    "nom": "Careoptim",
    "version": "v0.1",
    "type_produit": "socle",
    "nil": "123456789",
    "description": "Un produit.\r\nEn deux lignes.",
    "certifications": "Certification 01\r\n\r\n Certification 02 \r\n",
}


def begin(someone: Visitor, address: str = "/produits/nouveau") -> str:
    """The address of step 1, which carries the identifier."""
    answer = someone.get(address)
    assert answer.status_code == 302
    return str(answer.location)


def send(someone: Visitor, address: str, **fields: str) -> TestResponse:
    """Fill the form of a page in, and press « Suivant » unless told otherwise."""
    shown = form_fields(read(someone.get(address)))
    shown.pop("action", None)
    return someone.client.post(address, data=shown | {"action": "suivant"} | fields)


def next_page(answer: TestResponse) -> str:
    """Where a form that was accepted leads."""
    assert answer.status_code == 303, answer.text
    return str(answer.location)
