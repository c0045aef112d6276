"""What a command gives back, apart from its refusals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workflows.commands.evaluations import Saisie
from workflows.commands.projections import SaisieProjection


@dataclass(frozen=True, slots=True)
class Conflit:
    """The same critère changed by somebody else: both texts, for the person to choose."""

    critere: str
    saisie: Saisie
    valeur: str | None
    commentaire: str
    depend_de: str | None
    revision: int
    modifie_par: str
    modifie_le: datetime


@dataclass(frozen=True, slots=True)
class ConflitProjection:
    """The same critère of a projection changed by somebody else: both plans, for the person to choose."""

    critere: str
    saisie: SaisieProjection
    echeances: Mapping[str, str]
    non_applicable: bool
    commentaire: str
    revision: int
    modifie_par: str
    modifie_le: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did: the entry it left (None where nothing changed) and what the page needs next."""

    log: str | None = None
    seq: int | None = None
    identifiant: str | None = None
    reference: int | None = None
    conflits: tuple[Conflit, ...] = ()
    conflits_projection: tuple[ConflitProjection, ...] = ()
    revisions: Mapping[str, int] = field(default_factory=dict)
