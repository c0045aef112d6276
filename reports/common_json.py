"""What the documents in JSON have in common: how they are written, what they are about, what was validated."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from models.entry import timestamp
from models.snapshot import SujetSnapshot
from referentiels.catalogue import Demarche, Parcours, Questionnaire
from reports.position import PositionDuJournal


class Validee(Protocol):
    """A validation as a history tells it."""

    @property
    def numero(self) -> int: ...
    @property
    def valide_le(self) -> datetime: ...
    @property
    def valide_par(self) -> str: ...
    @property
    def demande_par(self) -> str | None: ...
    @property
    def edition(self) -> str: ...


class Lu(Protocol):
    """What was read of a questionnaire, of its evaluation or of its projection."""

    @property
    def sujet(self) -> SujetSnapshot: ...
    @property
    def parcours(self) -> Parcours: ...
    @property
    def demarche(self) -> Demarche: ...
    @property
    def questionnaire(self) -> Questionnaire: ...
    @property
    def validation(self) -> Validee | None: ...
    @property
    def derniere(self) -> bool: ...
    @property
    def edition_retrouvee(self) -> bool: ...


def ecrire(document: Mapping[str, Any], note: str | None, position: PositionDuJournal | None) -> str:
    """The document, indented, in UTF-8 without escapes, with where it stands and the journal's signed note there."""
    place = {"position": position.to_json()} if position is not None else {}
    return json.dumps({**document, **place, "journal": note}, ensure_ascii=False, indent=2) + "\n"


def objet(sujet: SujetSnapshot, parcours: Parcours, demarche: Demarche) -> dict[str, Any]:
    """Of whom, and in which démarche."""
    return {
        "sujet": {"type": sujet.type, "reference": sujet.reference, "nom": sujet.nom, "version": sujet.version},
        "parcours": {"code": parcours.code, "titre": parcours.titre},
        "demarche": {"code": demarche.code, "titre": demarche.titre},
    }


def tete(lu: Lu) -> dict[str, Any]:
    """The same, and which questionnaire."""
    questionnaire = lu.questionnaire
    return objet(lu.sujet, lu.parcours, lu.demarche) | {
        "questionnaire": {
            "cle": questionnaire.cle,
            "titre": questionnaire.titre,
            "version": questionnaire.version,
            "theme": questionnaire.theme,
        }
    }


def validation(lu: Lu) -> dict[str, Any] | None:
    """The validation that is shown, None while nothing is validated."""
    if lu.validation is None:
        return None
    numero = {"numero": lu.validation.numero, "derniere": lu.derniere}
    return numero | validee(lu.validation) | {"edition_retrouvee": lu.edition_retrouvee}


def validee(une: Validee) -> dict[str, Any]:
    """One validation: when, by whom, judged by what."""
    return {
        "numero": une.numero,
        "valide_le": timestamp(une.valide_le),
        "valide_par": une.valide_par,
        "demande_par": une.demande_par,
        "edition": une.edition,
    }


def ordonnee(decision: Mapping[str, Any]) -> dict[str, Any]:
    """A decision with its keys sorted: the journal gives them so, a table in the order of the day."""
    sorted_: dict[str, Any] = json.loads(json.dumps(decision, sort_keys=True))
    return sorted_
