"""What every command is, and who asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Acteur:
    """Who asks; never an ORM user. The agency's people and the system have no entreprise."""

    compte_id: str | None
    pseudonyme: str
    role: str
    entreprise_id: str | None = None
    entreprise_reference: str | None = None
    nom: str = ""


SYSTEME = Acteur(None, "systeme", "systeme", nom="Système")


@dataclass(frozen=True, slots=True)
class Command:
    """Anything that can be asked."""

    acteur: Acteur
