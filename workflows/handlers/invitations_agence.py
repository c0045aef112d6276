"""Invitations that the agency makes or keeps: into a company, whose log has them, or into the agency itself."""

from typing import Any

from sqlalchemy import func, select

from models.compte import Compte, Entreprise, Invitation
from models.log import company_log
from workflows.commands.agence import InviterAgent, InviterEnEntreprise, RenvoyerInvitation, RetirerInvitation
from workflows.commands.base import Command
from workflows.context import Contexte
from workflows.errors import Forbidden, NotFound, ValidationRefused
from workflows.handlers.acces import agency_only
from workflows.handlers.agence import agents, role_d_agence
from workflows.handlers.entreprises import entreprise_de
from workflows.handlers.equipe import role_d_entreprise
from workflows.handlers.invitations import adresse, proposer, relancer, retirer

SUSPENDUE = "L'entreprise est suspendue : rouvrez-la avant d'y inviter quelqu'un."


def inviter_en_entreprise(command: InviterEnEntreprise, context: Contexte) -> None:
    """Invite somebody into a company: how its first responsable arrives."""
    _quelqu_un(command)
    entreprise = entreprise_de(command, context)
    email, role = adresse(command.email), role_d_entreprise(command.role)
    _ouverte(entreprise)
    sans_compte(context, email)
    context.log = company_log(entreprise.reference)
    proposer(context, entreprise.id, email, role)


def inviter_agent(command: InviterAgent, context: Contexte) -> None:
    """Invite an administrateur or an auditeur."""
    _quelqu_un(command)
    agents(command, context)
    email, role = adresse(command.email), role_d_agence(command.role)
    sans_compte(context, email)
    proposer(context, None, email, role)


def renvoyer(command: RenvoyerInvitation, context: Contexte) -> None:
    """Make another link; whoever renews it answers for it from now on."""
    _quelqu_un(command)
    invitation, entreprise = _invitation_de(command, command.invitation, context)
    if entreprise is not None:
        _ouverte(entreprise)
    invitation.invite_par = str(command.acteur.compte_id)
    relancer(invitation, context)


def retirer_invitation(command: RetirerInvitation, context: Contexte) -> None:
    """Take it back."""
    retirer(_invitation_de(command, command.invitation, context)[0], context)


def _invitation_de(command: Command, identifiant: str, context: Contexte) -> tuple[Invitation, Entreprise | None]:
    """An open invitation, locked after the company or the agency that it is of; its log is theirs."""
    agency_only(command.acteur)
    found = context.session.get(Invitation, identifiant)
    if found is None:
        raise NotFound("Cette invitation n'existe pas.")
    entreprise = None
    if found.entreprise_id is None:
        agents(command, context)
    else:
        entreprise = context.session.get_one(Entreprise, found.entreprise_id, with_for_update={"key_share": True})
        context.log = company_log(entreprise.reference)
    ouverte = select(Invitation).where(Invitation.id == identifiant, Invitation.etat == "envoyee")
    query = ouverte.with_for_update(key_share=True).execution_options(populate_existing=True)
    invitation = context.session.scalar(query)
    if invitation is None:
        raise NotFound("Cette invitation n'est plus en attente : elle a servi, ou a été annulée.")
    return invitation, entreprise


def _quelqu_un(command: Command) -> None:
    """An invitation says who made it; the command line is nobody, and opens accounts by itself."""
    agency_only(command.acteur)
    if command.acteur.compte_id is None:
        raise Forbidden("Cette action est réservée aux administrateurs de l'agence.")


def _ouverte(entreprise: Entreprise) -> None:
    if entreprise.suspendue:
        raise ValidationRefused(SUSPENDUE)


def sans_compte(context: Contexte, email: str) -> None:
    """The agency sees every account: it is told at once what a company would not be."""
    if context.session.scalar(select(Compte.id).where(func.lower(Compte.email) == email)):
        raise ValidationRefused(fields=(("email", "Cette adresse a déjà un compte, et une adresse n'en a qu'un."),))


HANDLERS: dict[Any, Any] = {
    InviterEnEntreprise: inviter_en_entreprise,
    InviterAgent: inviter_agent,
    RenvoyerInvitation: renvoyer,
    RetirerInvitation: retirer_invitation,
}
