"""What verification can find wrong, and where. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """The closed list of what can be wrong with a journal."""

    CANONICAL = "forme"
    FORMAT = "format"
    EVENT = "evenement"
    LEAF = "empreinte"
    CHAIN = "chainage"
    SEQUENCE = "numerotation"
    STREAM = "flux"
    COLUMN = "colonne"
    TIME = "horodatage"
    NODE = "arbre"
    HEAD = "tete"
    CHECKPOINT = "point_de_controle"
    SIGNATURE = "signature"
    ROOT = "racine"
    PAYLOAD = "contenu"
    COMMITMENT = "engagement"
    AGENCY = "agence"
    OPENING = "ouverture"
    ANCHOR = "ancre"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which log, at which entry (None: the log as a whole), of which kind, in French."""

    log: str
    seq: int | None
    kind: FaultKind
    sentence: str

    def __str__(self) -> str:
        place = self.log if self.seq is None else f"{self.log}, écriture {self.seq}"
        return f"{place} : {self.sentence}"


KEPT = 20
CASCADES = frozenset({FaultKind.ROOT, FaultKind.NODE})
"""Once wrong at one size, wrong at every later one: only the first says where."""


class Faults:
    """Collects faults in bounded memory: `KEPT` of a kind and log, the others only counted."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.hidden = 0
        self._counts: dict[tuple[str, FaultKind], int] = {}

    def add(self, log: str, seq: int | None, kind: FaultKind, sentence: str) -> None:
        """Note a fault."""
        count = self._counts.get((log, kind), 0)
        self._counts[log, kind] = count + 1
        if count < (1 if kind in CASCADES else KEPT):
            self.kept.append(Fault(log, seq, kind, sentence))
        else:
            self.hidden += 1

    def __bool__(self) -> bool:
        return bool(self.kept)
