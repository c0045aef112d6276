"""Somebody who keeps one answer after the other, as the script of the page does."""

from flask import Flask

from tests.support.answering import Answering
from tests.support.builders import CONTRIBUTEUR
from tests.support.statements import count_statements
from tests.support.visiting import visitor


class Saving:
    """A contributeur who changes the comment of one critère again and again."""

    def __init__(self, app: Flask, address: str, critere: str) -> None:
        self.app, self.critere = app, critere
        self.person = Answering(visitor(app, CONTRIBUTEUR), address)
        self.typed = 0
        self.save()

    def save(self) -> None:
        """Change it once more."""
        self.typed += 1
        changed = {f"niveau-{self.critere}": "vert", f"commentaire-{self.critere}": f"Essai {self.typed}"}
        answer = self.person.autosave(self.critere, **changed)
        assert answer.status_code == 200, answer.text
        assert answer.json is not None
        kept = answer.json["criteres"][self.critere]
        self.person.fields |= {f"revision-{self.critere}": str(kept["revision"]), f"vu-{self.critere}": kept["vu"]}

    def statements(self) -> int:
        """The most that three saves in a row take: a node of the journal's tree closes at every other one."""
        return max(count_statements(self.app, self.save) for _ in range(3))
