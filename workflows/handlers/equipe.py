"""Accounts of a company, kept by its responsables; each change is in the company's own log."""

from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from models.compte import ROLES_ENTREPRISE, Compte, Entreprise, Invitation, Role
from models.events import Event
from models.notification import Avis
from workflows.commands.base import Command
from workflows.commands.equipe import ChangerRole, ReactiverCompte, SuspendreCompte
from workflows.context import Contexte
from workflows.errors import Forbidden, NotFound, ValidationRefused
from workflows.handlers.avis import prevenir

DERNIER = (
    "C'est le dernier responsable actif de l'entreprise : sans lui, plus personne ne pourrait valider ni gérer les "
    "comptes. Nommez d'abord un autre responsable."
)


def changer_role(command: ChangerRole, context: Contexte) -> None:
    """Appoint somebody contributeur or responsable; pages follow at once."""
    compte, role = _compte_de(command, command.compte, context), role_d_entreprise(command.role)
    if compte.role != role.value:
        garder_un_responsable(compte, context)
        compte.role = role.value
        if role is not Role.RESPONSABLE:
            annuler_ses_invitations(compte, context)
        prevenir(context, Avis.ROLE_CHANGE, (compte.id,), detail=role.value)
    context.tell(Event.COMPTE_ROLE, f"compte/{compte.id}", compte=compte.id)


def suspendre(command: SuspendreCompte, context: Contexte) -> None:
    """Close an account; what it did stays, and its requests stay to be validated."""
    compte = _compte_de(command, command.compte, context)
    if compte.active:
        garder_un_responsable(compte, context)
        compte.active, compte.suspendu = False, True
        annuler_ses_invitations(compte, context)
        # Sessions carry this value: a new one ends them all.
        compte.fs_uniquifier = uuid4().hex
    context.tell(Event.COMPTE_SUSPENDU, f"compte/{compte.id}", compte=compte.id)


def reactiver(command: ReactiverCompte, context: Contexte) -> None:
    """Open a suspended account again, with its role and its password."""
    compte = _compte_de(command, command.compte, context)
    if not compte.active:
        if not compte.suspendu:
            raise ValidationRefused("Ce compte a été fermé par l'agence : elle seule peut le rouvrir.")
        compte.active, compte.suspendu = True, False
        prevenir(context, Avis.COMPTE_REACTIVE, (compte.id,))
    context.tell(Event.COMPTE_REACTIVE, f"compte/{compte.id}", compte=compte.id)


def annuler_ses_invitations(compte: Compte, context: Contexte) -> None:
    """Who may no longer invite leaves no door open behind: those in the log of the account, others are not accepted."""
    siennes = select(Invitation).where(
        Invitation.invite_par == compte.id,
        Invitation.etat == "envoyee",
        Invitation.entreprise_id.is_not_distinct_from(compte.entreprise_id),
    )
    for invitation in context.session.scalars(siennes.order_by(Invitation.id).with_for_update(key_share=True)):
        invitation.etat = "annulee"


def gerant(command: Command, context: Contexte) -> str:
    """The company of a responsable, locked: what two of them do to its accounts follows one another.

    Raises: Forbidden for anybody else, also for whoever was one a moment ago.
    """
    entreprise = context.in_company()
    context.session.get(Entreprise, entreprise, with_for_update={"key_share": True})
    moi = context.session.get(Compte, command.acteur.compte_id)
    if moi is None or not moi.active or moi.role != Role.RESPONSABLE.value:
        raise Forbidden("Cette action est réservée aux responsables de l'entreprise.")
    return entreprise


def role_d_entreprise(texte: str) -> Role:
    """A role that a company gives.

    Raises: ValidationRefused.
    """
    if texte not in ROLES_ENTREPRISE:
        raise ValidationRefused(fields=(("role", "Choisissez un rôle : contributeur ou responsable."),))
    return Role(texte)


def _compte_de(command: Command, identifiant: str, context: Contexte) -> Compte:
    entreprise = gerant(command, context)
    sien = (Compte.id == identifiant) & (Compte.entreprise_id == entreprise)
    # read again: it may have changed while the company was waited for
    query = select(Compte).where(sien).with_for_update(key_share=True).execution_options(populate_existing=True)
    compte = context.session.scalar(query)
    if compte is None:
        raise NotFound("Ce compte n'existe pas.")
    return compte


def garder_un_responsable(compte: Compte, context: Contexte) -> None:
    """Raises: ValidationRefused where that account is the last that can validate."""
    if compte.role != Role.RESPONSABLE.value or not compte.active:
        return
    autres = select(func.count()).where(
        Compte.entreprise_id == compte.entreprise_id,
        Compte.role == Role.RESPONSABLE.value,
        Compte.active,
        Compte.id != compte.id,
    )
    if not context.session.scalar(autres):
        raise ValidationRefused(DERNIER)


HANDLERS: dict[Any, Any] = {
    ChangerRole: changer_role,
    SuspendreCompte: suspendre,
    ReactiverCompte: reactiver,
}
