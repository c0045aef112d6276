"""What is asked about the accounts of a company: invitations, roles, suspensions, forgotten passwords."""

from dataclasses import dataclass

from workflows.commands.base import Command


@dataclass(frozen=True, slots=True)
class InviterPersonne(Command):
    """Invite somebody into the actor's company; an invitation still open for that address is renewed."""

    email: str
    role: str


@dataclass(frozen=True, slots=True)
class AnnulerInvitation(Command):
    """Take an invitation back: its link no longer opens anything."""

    invitation: str


@dataclass(frozen=True, slots=True)
class AccepterInvitation(Command):
    """Open the account that an invitation offers; `envoi` is the link's, `mot_de_passe` arrives hashed."""

    invitation: str
    envoi: int
    nom: str
    mot_de_passe: str


@dataclass(frozen=True, slots=True)
class ChangerRole(Command):
    """Appoint somebody of the actor's company."""

    compte: str
    role: str


@dataclass(frozen=True, slots=True)
class SuspendreCompte(Command):
    """Close an account of the actor's company for a while; its sessions end."""

    compte: str


@dataclass(frozen=True, slots=True)
class ReactiverCompte(Command):
    """Open a suspended account again."""

    compte: str


@dataclass(frozen=True, slots=True)
class DemanderMotDePasse(Command):
    """Have a link sent to the account of an address, if there is one."""

    email: str


@dataclass(frozen=True, slots=True)
class ReinitialiserMotDePasse(Command):
    """Replace the actor's forgotten password, unless it changed since the link was made."""

    marque: str
    mot_de_passe: str
