"""Every account as the agency keeps it; each change is in the log that the account has been in since it was opened.

Of the agency's own accounts one administrateur always remains, and nobody takes their own role away.
"""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from models.compte import ROLES_ENTREPRISE, Compte, Entreprise, Role
from models.events import Event
from models.log import company_log
from models.notification import Avis
from workflows.commands.agence import FermerCompte, NommerCompte, RouvrirCompte
from workflows.commands.base import Command
from workflows.context import Contexte
from workflows.errors import Forbidden, NotFound, ValidationRefused
from workflows.handlers.acces import agency_only
from workflows.handlers.avis import prevenir
from workflows.handlers.equipe import annuler_ses_invitations, garder_un_responsable, role_d_entreprise

ROLES_AGENCE = (Role.ADMINISTRATEUR, Role.AUDITEUR)
SOI_MEME = "Vous ne pouvez ni vous retirer votre rôle ni fermer votre compte : demandez à un autre administrateur."
DERNIER = (
    "C'est le dernier administrateur actif : sans lui, plus personne ne pourrait publier ni gérer les comptes. "
    "Nommez d'abord un autre administrateur."
)


def nommer(command: NommerCompte, context: Contexte) -> None:
    """Give the role; pages follow at once."""
    compte = compte_de(command, command.compte, context)
    role = role_d_entreprise(command.role) if compte.entreprise_id is not None else role_d_agence(command.role)
    if compte.role != role.value:
        _pas_soi_meme(command, compte)
        _garder_quelqu_un(compte, context)
        compte.role = role.value
        _suites(compte, context, Avis.ROLE_CHANGE, role.value)
    context.tell(Event.COMPTE_ROLE, f"compte/{compte.id}", compte=compte.id)


def fermer(command: FermerCompte, context: Contexte) -> None:
    """Close it and end its sessions; even the last responsable's, for the agency can invite another."""
    compte = compte_de(command, command.compte, context)
    if compte.active or compte.suspendu:
        _pas_soi_meme(command, compte)
        if compte.entreprise_id is None:
            _garder_quelqu_un(compte, context)
        compte.active, compte.suspendu = False, False if compte.suspendu else compte.suspendu
        annuler_ses_invitations(compte, context)
        # Sessions carry this value: a new one ends them all.
        compte.fs_uniquifier = uuid4().hex
    context.tell(Event.COMPTE_DESACTIVE, f"compte/{compte.id}", compte=compte.id)


def rouvrir(command: RouvrirCompte, context: Contexte) -> None:
    """Open it with its role and its password."""
    compte = compte_de(command, command.compte, context)
    if not compte.active:
        compte.active, compte.suspendu = True, False if compte.suspendu else compte.suspendu
        _suites(compte, context, Avis.COMPTE_REACTIVE, "")
    context.tell(Event.COMPTE_REACTIVE, f"compte/{compte.id}", compte=compte.id)


def agents(command: Command, context: Contexte) -> Sequence[Compte]:
    """The agency's accounts, locked: what two administrateurs do to one another follows one another.

    Raises: Forbidden for anybody else, also for whoever was one a moment ago.
    """
    agency_only(command.acteur)
    tous = select(Compte).where(Compte.entreprise_id.is_(None)).order_by(Compte.id).with_for_update(key_share=True)
    trouves = context.session.scalars(tous.execution_options(populate_existing=True)).all()
    moi = next((compte for compte in trouves if compte.id == command.acteur.compte_id), None)
    if command.acteur.compte_id is not None and (moi is None or not _administre(moi)):
        raise Forbidden("Cette action est réservée aux administrateurs de l'agence.")
    return trouves


def role_d_agence(texte: str) -> Role:
    """A role of the agency.

    Raises: ValidationRefused.
    """
    if texte not in ROLES_AGENCE:
        raise ValidationRefused(fields=(("role", "Choisissez un rôle : administrateur ou auditeur."),))
    return Role(texte)


def garder_un_administrateur(compte: Compte, tous: Sequence[Compte]) -> None:
    """Raises: ValidationRefused where that account is the last that can administer."""
    if _administre(compte) and not any(_administre(autre) for autre in tous if autre.id != compte.id):
        raise ValidationRefused(DERNIER)


def compte_de(command: Command, identifiant: str, context: Contexte) -> Compte:
    """The account, locked as its company's responsables lock it; its log is the one that has its past."""
    agency_only(command.acteur)
    found = context.session.execute(
        select(Compte.entreprise_id, Entreprise.reference)
        .outerjoin(Entreprise, Entreprise.id == Compte.entreprise_id)
        .where(Compte.id == identifiant)
    ).one_or_none()
    if found is None:
        raise NotFound("Ce compte n'existe pas.")
    entreprise, reference = found
    if entreprise is None:
        return next(compte for compte in agents(command, context) if compte.id == identifiant)
    context.log = company_log(reference)
    context.session.get(Entreprise, entreprise, with_for_update={"key_share": True})
    query = select(Compte).where(Compte.id == identifiant).with_for_update(key_share=True)
    return context.session.scalars(query.execution_options(populate_existing=True)).one()


def _garder_quelqu_un(compte: Compte, context: Contexte) -> None:
    if compte.entreprise_id is not None:
        garder_un_responsable(compte, context)
    else:
        agence = select(Compte).where(Compte.entreprise_id.is_(None))
        garder_un_administrateur(compte, context.session.scalars(agence).all())


def _suites(compte: Compte, context: Contexte, avis: Avis, detail: str) -> None:
    """What a company's people are told of their account; the agency's have drafts to hear of, not that."""
    if compte.role not in (Role.RESPONSABLE, Role.ADMINISTRATEUR):
        annuler_ses_invitations(compte, context)
    if compte.role in ROLES_ENTREPRISE:
        prevenir(context, avis, (compte.id,), detail=detail)


def _administre(compte: Compte) -> bool:
    return compte.active and compte.role == Role.ADMINISTRATEUR.value


def _pas_soi_meme(command: Command, compte: Compte) -> None:
    if compte.id == command.acteur.compte_id:
        raise ValidationRefused(SOI_MEME)


HANDLERS: dict[Any, Any] = {NommerCompte: nommer, FermerCompte: fermer, RouvrirCompte: rouvrir}
