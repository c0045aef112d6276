"""What a row of the matrix of routes is made of: who gets what, at which address, with which form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tests.support.builders import ADMINISTRATEUR, AUDITEUR, AUTRE, CONTRIBUTEUR, RESPONSABLE


class Answer(StrEnum):
    """What a visitor meets; OPEN is whatever the page says to those whom it lets in, a refused form included."""

    OPEN = "ouvert"
    SIGN_IN = "connexion"
    FORBIDDEN = "403"
    NOT_FOUND = "404"


VISITORS: Mapping[str, str | None] = {
    "anonyme": None,
    "contributeur": CONTRIBUTEUR,
    "responsable": RESPONSABLE,
    "responsable d'une autre entreprise": AUTRE,
    "administrateur": ADMINISTRATEUR,
    "auditeur": AUDITEUR,
}

OPEN, SIGN_IN, FORBIDDEN, NOT_FOUND = Answer
Row = tuple[Answer, Answer, Answer, Answer, Answer, Answer]

# columns: as VISITORS
EVERYBODY: Row = (OPEN, OPEN, OPEN, OPEN, OPEN, OPEN)
SIGNED_IN: Row = (SIGN_IN, OPEN, OPEN, OPEN, OPEN, OPEN)
INDUSTRIELS: Row = (SIGN_IN, OPEN, OPEN, OPEN, FORBIDDEN, FORBIDDEN)
PREVENUS: Row = (SIGN_IN, OPEN, OPEN, OPEN, OPEN, FORBIDDEN)
OBJECT: Row = (SIGN_IN, OPEN, OPEN, NOT_FOUND, FORBIDDEN, FORBIDDEN)
OBJECT_OF_RESPONSABLE: Row = (SIGN_IN, FORBIDDEN, OPEN, NOT_FOUND, FORBIDDEN, FORBIDDEN)
ADMINISTRATEURS: Row = (SIGN_IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OPEN, FORBIDDEN)
AUDITEURS: Row = (SIGN_IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OPEN)
AGENTS: Row = (SIGN_IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OPEN, OPEN)
RESPONSABLES: Row = (SIGN_IN, FORBIDDEN, OPEN, OPEN, FORBIDDEN, FORBIDDEN)
OWN_OF_RESPONSABLE: Row = (SIGN_IN, NOT_FOUND, OPEN, NOT_FOUND, NOT_FOUND, FORBIDDEN)


@dataclass(frozen=True)
class Route:
    """One route and method; `address` and `form` may name what `objects` makes: « /produits/{sujet} »."""

    endpoint: str
    method: str
    address: str
    row: Row
    form: Mapping[str, str] = field(default_factory=dict)


def get(endpoint: str, address: str, row: Row) -> Route:
    """A page."""
    return Route(endpoint, "GET", address, row)


def post(endpoint: str, address: str, row: Row, **form: str) -> Route:
    """A form."""
    return Route(endpoint, "POST", address, row, form)
