"""Somebody who answers a questionnaire through its pages, without scripts."""

from werkzeug.test import TestResponse

from tests.support.builders import Site
from tests.support.forms import form_fields
from tests.support.visiting import Visitor
from tests.workflows.plateforme import INTEROP, SOCLES


def dossier_address(site: Site, sujet: str) -> str:
    """The page of the dossier « socles » of a product."""
    return f"/dossiers/{site.sujet(sujet).reference}/{SOCLES}"


def evaluation_address(site: Site, sujet: str, questionnaire: str = INTEROP) -> str:
    """The page of one of its evaluations."""
    return f"{dossier_address(site, sujet)}/evaluations/{questionnaire}"


def answers(valeurs: dict[str, str]) -> dict[str, str]:
    """The fields of chosen levels."""
    return {f"niveau-{code}": valeur for code, valeur in valeurs.items()}


class Answering:
    """One person in front of one questionnaire, as their browser shows it since `open`."""

    def __init__(self, someone: Visitor, address: str) -> None:
        self.someone = someone
        self.address = address
        self.fields: dict[str, str] = {}
        self.open()

    def open(self) -> TestResponse:
        """Load the page."""
        page = self.someone.get(self.address)
        assert page.status_code == 200, page.text
        self.fields = form_fields(page.text, "questionnaire")
        return page

    def send(self, event: str = "", **changed: str) -> TestResponse:
        """Press a button after having changed some fields; the draft's without an event."""
        where = f"{self.address}/{event}" if event else self.address
        return self.someone.client.post(where, data=self.fields | changed)

    def autosave(self, critere: str, **changed: str) -> TestResponse:
        """What the script of the page sends when a field of a critère is left."""
        own = {name: value for name, value in self.fields.items() if name.endswith(f"-{critere}")}
        data = {"csrf_token": self.fields["csrf_token"], **own, **changed}
        return self.someone.client.post(self.address, data=data, headers={"Accept": "application/json"})
