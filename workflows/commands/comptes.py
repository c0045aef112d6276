"""What is asked about accounts and sessions."""

from dataclasses import dataclass

from workflows.commands.base import Command


@dataclass(frozen=True, slots=True)
class CreerCompte(Command):
    """Create an account; `mot_de_passe` arrives hashed, or None for an account that cannot sign in yet."""

    email: str
    nom: str
    role: str
    mot_de_passe: str | None
    entreprise_reference: str | None = None


@dataclass(frozen=True, slots=True)
class DesactiverCompte(Command):
    """Close an account: it can no longer sign in, its past stays."""

    email: str


@dataclass(frozen=True, slots=True)
class ChangerMotDePasse(Command):
    """Replace the hash of the actor's own password, after a change or a stronger hashing."""

    mot_de_passe: str


@dataclass(frozen=True, slots=True)
class OuvrirSession(Command):
    """A successful sign-in."""


@dataclass(frozen=True, slots=True)
class FermerSession(Command):
    """A sign-out."""
