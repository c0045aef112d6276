"""What is asked of one démarche of one subject."""

from dataclasses import dataclass
from datetime import datetime

from workflows.commands.sujets import SujetCommand


@dataclass(frozen=True, slots=True)
class DossierCommand(SujetCommand):
    """Anything asked of one démarche of one subject."""

    demarche: str


@dataclass(frozen=True, slots=True)
class RejoindreDemarche(DossierCommand):
    """Join a démarche, or come back to one that was left."""


@dataclass(frozen=True, slots=True)
class QuitterDemarche(DossierCommand):
    """Leave a démarche: hidden, kept, reversible."""


@dataclass(frozen=True, slots=True)
class FermerFinalisation(DossierCommand):
    """Close, for the actor alone, the window that tells of the finalisation of that instant."""

    finalise_le: datetime
