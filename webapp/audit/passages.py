"""Lifecycles in words: what an entry moved from one state to another, and what a refused one asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.symbols import EVENEMENTS, MACHINES
from workflows.machines.cycles import etats_nommes


@dataclass(frozen=True, slots=True)
class Passage:
    """A lifecycle that took an event, in words; the state after may be the one before."""

    machine: str
    evenement: str
    avant: str
    apres: str

    @property
    def mene_ailleurs(self) -> bool:
        """Whether the state changed."""
        return self.avant != self.apres


def passages(body: Mapping[str, Any]) -> tuple[Passage, ...]:
    """What the entry of that body moved."""
    etats = etats_nommes()
    return tuple(_passage(each, etats.get(each["machine"], {})) for each in body["transitions"])


def _passage(transition: Mapping[str, str], noms: Mapping[str, str]) -> Passage:
    avant, apres = transition["from"], transition["to"]
    dits = (_machine(transition["machine"]), _evenement(transition["event"]))
    return Passage(*dits, noms.get(avant, avant), noms.get(apres, apres))


def action_demandee(objets: Mapping[str, str]) -> str | None:
    """« Évaluation : Valider », for a refused entry that says what was asked."""
    if "machine" not in objets or "event" not in objets:
        return None
    return f"{_machine(objets['machine'])} : {_evenement(objets['event'])}"


def _machine(code: str) -> str:
    return MACHINES.get(code, code)


def _evenement(code: str) -> str:
    return EVENEMENTS.get(code, code)
