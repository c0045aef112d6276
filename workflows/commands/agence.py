"""What the agency asks about companies, and about every account; never an answer."""

from dataclasses import dataclass

from workflows.commands.base import Command


@dataclass(frozen=True, slots=True)
class EntrepriseCommand(Command):
    """Anything about one company."""

    entreprise: str


@dataclass(frozen=True, slots=True)
class RenommerEntreprise(EntrepriseCommand):
    """Give it another name; its reference stays."""

    nom: str


@dataclass(frozen=True, slots=True)
class SuspendreEntreprise(EntrepriseCommand):
    """Close it for a while: nobody of it signs in, nothing is deleted."""


@dataclass(frozen=True, slots=True)
class RouvrirEntreprise(EntrepriseCommand):
    """Let its people in again."""


@dataclass(frozen=True, slots=True)
class InviterEnEntreprise(EntrepriseCommand):
    """Invite somebody into it; an invitation still open for that address is renewed."""

    email: str
    role: str


@dataclass(frozen=True, slots=True)
class InviterAgent(Command):
    """Invite somebody into the agency, as administrateur or auditeur."""

    email: str
    role: str


@dataclass(frozen=True, slots=True)
class RenvoyerInvitation(Command):
    """Make another link of an open invitation, whoever made it; the one before no longer opens anything."""

    invitation: str


@dataclass(frozen=True, slots=True)
class RetirerInvitation(Command):
    """Take back an open invitation, whoever made it."""

    invitation: str


@dataclass(frozen=True, slots=True)
class NommerCompte(Command):
    """Give an account another role: of the agency to one of the agency, of a company to one of a company."""

    compte: str
    role: str


@dataclass(frozen=True, slots=True)
class FermerCompte(Command):
    """Close any account; the agency alone opens it again."""

    compte: str


@dataclass(frozen=True, slots=True)
class RouvrirCompte(Command):
    """Open an account again, whoever closed it."""

    compte: str
