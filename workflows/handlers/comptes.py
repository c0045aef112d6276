"""Accounts: created, closed, their secrets replaced, their sessions opened and closed.

Every change of an account goes to one log for ever, its company's or the agency's: an entry names the earlier entry
that held a value by its number in the same log.
"""

import re
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from models.compte import ROLES_ENTREPRISE, Compte, Entreprise, Role
from models.events import Event
from models.log import company_log
from workflows.commands.agence import FermerCompte
from workflows.commands.base import Command
from workflows.commands.comptes import ChangerMotDePasse, CreerCompte, DesactiverCompte, FermerSession, OuvrirSession
from workflows.context import Contexte, nouvel_identifiant
from workflows.errors import NotFound, ValidationRefused
from workflows.handlers.acces import agency_only
from workflows.handlers.agence import fermer

NOM_MAX = 120
ADRESSE = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}\.[^@\s.]{2,}")


def creer_compte(command: CreerCompte, context: Contexte) -> None:
    """Create an account of a company or of the agency."""
    agency_only(command.acteur)
    email, role = command.email.strip().lower(), _role(command)
    if not ADRESSE.fullmatch(email):
        raise ValidationRefused(f"« {command.email} » n'est pas une adresse électronique.")
    if not 0 < len(command.nom.strip()) <= NOM_MAX:
        raise ValidationRefused(f"Le nom de la personne est obligatoire, {NOM_MAX} caractères au plus.")
    if context.session.scalar(select(Compte.id).where(func.lower(Compte.email) == email)):
        raise ValidationRefused(f"Un compte existe déjà pour {email}.")
    compte = Compte(
        id=nouvel_identifiant(),
        entreprise_id=_entreprise(command, role, context),
        email=email,
        nom=command.nom.strip(),
        role=role.value,
        password=command.mot_de_passe,
        active=True,
        fs_uniquifier=uuid4().hex,
        pseudonyme=nouvel_identifiant(),
        cree_le=context.now,
    )
    context.session.add(compte)
    if command.entreprise_reference:
        context.log = company_log(command.entreprise_reference)
    context.tell(Event.COMPTE_CREE, f"compte/{compte.id}", compte=compte.id, entreprise=compte.entreprise_id)
    context.outcome = type(context.outcome)(identifiant=compte.id)


def _role(command: CreerCompte) -> Role:
    if command.role not in tuple(Role):
        roles = ", ".join(Role)
        raise ValidationRefused(f"« {command.role} » n'est pas un rôle ; les rôles sont : {roles}.")
    return Role(command.role)


def _entreprise(command: CreerCompte, role: Role, context: Contexte) -> str | None:
    if role not in ROLES_ENTREPRISE:
        if command.entreprise_reference:
            raise ValidationRefused(f"Un compte « {role} » appartient à l'agence, pas à une entreprise.")
        return None
    identifiant = context.session.scalar(
        select(Entreprise.id).where(Entreprise.reference == (command.entreprise_reference or ""))
    )
    if identifiant is None:
        raise ValidationRefused(f"Un compte « {role} » doit appartenir à une entreprise qui existe.")
    return identifiant


def desactiver(command: DesactiverCompte, context: Contexte) -> None:
    """Close an account and end its sessions."""
    agency_only(command.acteur)
    sien = func.lower(Compte.email) == command.email.strip().lower()
    identifiant = context.session.scalar(select(Compte.id).where(sien))
    if identifiant is None:
        raise NotFound(f"Aucun compte pour {command.email}.")
    fermer(FermerCompte(command.acteur, identifiant), context)


def changer_mot_de_passe(command: ChangerMotDePasse, context: Contexte) -> None:
    """Keep the new hash of the actor's own password."""
    compte = _du_compte(command, context)
    if compte.entreprise_id is not None:
        context.in_company()
    compte.password = command.mot_de_passe
    context.tell(Event.COMPTE_MODIFIE, f"compte/{compte.id}", compte=compte.id)


def ouvrir_session(command: OuvrirSession, context: Contexte) -> None:
    """Journal a successful sign-in; it changes no row."""
    _session(command, context, Event.COMPTE_CONNEXION)


def fermer_session(command: FermerSession, context: Contexte) -> None:
    """Journal a sign-out; it changes no row."""
    _session(command, context, Event.COMPTE_DECONNEXION)


def _session(command: Command, context: Contexte, event: Event) -> None:
    if command.acteur.entreprise_id is not None:
        context.in_company()
    identifiant = command.acteur.compte_id
    context.tell(event, f"compte/{identifiant}", compte=identifiant)
    context.always = True


def _du_compte(command: Command, context: Contexte) -> Compte:
    compte = context.session.get(Compte, command.acteur.compte_id, with_for_update={"key_share": True})
    if compte is None:
        raise NotFound("Ce compte n'existe pas.")
    return compte


HANDLERS: dict[Any, Any] = {
    CreerCompte: creer_compte,
    DesactiverCompte: desactiver,
    ChangerMotDePasse: changer_mot_de_passe,
    OuvrirSession: ouvrir_session,
    FermerSession: fermer_session,
}
