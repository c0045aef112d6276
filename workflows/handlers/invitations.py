"""Invitations into a company: made, renewed, taken back, accepted once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.compte import Compte, Entreprise, Invitation, Role
from models.events import Event
from models.log import company_log
from models.notification import Avis
from workflows.commands.base import Acteur
from workflows.commands.equipe import AccepterInvitation, AnnulerInvitation, InviterPersonne
from workflows.context import Contexte, nouvel_identifiant
from workflows.errors import NotFound, ValidationRefused
from workflows.handlers.avis import envoyer, prevenir
from workflows.handlers.commentaire import has_control
from workflows.handlers.comptes import NOM_MAX
from workflows.handlers.equipe import gerant, role_d_entreprise
from workflows.outcome import Outcome

DUREE = timedelta(days=7)
OUVERTES_MAX = 50
INVITENT = (Role.RESPONSABLE, Role.ADMINISTRATEUR)
PLUS_VALABLE = (
    "Cette invitation n'est plus valable : elle a servi, elle a été remplacée ou annulée, ou son délai est passé.",
    "Demandez-en une autre au responsable de votre entreprise. Si vous avez déjà un compte, connectez-vous.",
)


def inviter(command: InviterPersonne, context: Contexte) -> None:
    """Make an invitation, or renew the one that is open: the links made before no longer open anything.

    An address that has an account elsewhere is invited like any other: nothing is said of other companies.
    """
    entreprise = gerant(command, context)
    email, role = adresse(command.email), role_d_entreprise(command.role)
    if context.session.scalar(select(Compte.id).where(_sienne(entreprise, email))):
        raise ValidationRefused(fields=(("email", "Cette personne a déjà un compte dans votre entreprise."),))
    proposer(context, entreprise, email, role)


def proposer(context: Contexte, entreprise: str | None, email: str, role: Role) -> None:
    """Make or renew it, into the agency where there is no company; the caller has locked what its accounts are of."""
    ouvertes = {i.email: i for i in context.session.scalars(select(Invitation).where(ouverte(entreprise)))}
    invitation = ouvertes.get(email) or _nouvelle(entreprise, email, len(ouvertes))
    invitation.role, invitation.invite_par = role.value, str(context.acteur.compte_id)
    relancer(invitation, context)


def relancer(invitation: Invitation, context: Contexte) -> None:
    """Another link, good for as long as the first was."""
    invitation.envoi = (invitation.envoi or 0) + 1
    invitation.cree_le, invitation.expire_le = context.now, context.now + DUREE
    context.session.add(invitation)
    envoyer(context, "invitation", invitation.id)
    context.tell(Event.COMPTE_INVITE, f"invitation/{invitation.id}", invitation=invitation.id)
    context.outcome = Outcome(identifiant=invitation.id)


def annuler(command: AnnulerInvitation, context: Contexte) -> None:
    """Take it back."""
    entreprise = gerant(command, context)
    query = select(Invitation).where(ouverte(entreprise), Invitation.id == command.invitation)
    retirer(context.session.scalar(query.with_for_update(key_share=True)), context)


def retirer(invitation: Invitation | None, context: Contexte) -> None:
    """Take it back, if it is one that is open."""
    if invitation is None:
        raise NotFound("Cette invitation n'existe pas, ou n'est plus en attente.")
    invitation.etat = "annulee"
    context.tell(Event.COMPTE_INVITATION_ANNULEE, f"invitation/{invitation.id}", invitation=invitation.id)


def accepter(command: AccepterInvitation, context: Contexte) -> None:
    """Open the account; from here it is the new account that acts."""
    invitation = _prise(command.invitation, context.session)
    if invitation is None or not valable(context.session, invitation, command.envoi, context.now):
        raise NotFound(*PLUS_VALABLE)
    reference = context.session.scalar(select(Entreprise.reference).where(Entreprise.id == invitation.entreprise_id))
    if context.session.scalar(select(Compte.id).where(func.lower(Compte.email) == invitation.email)):
        raise NotFound(*PLUS_VALABLE)
    compte = Compte(
        id=nouvel_identifiant(),
        entreprise_id=invitation.entreprise_id,
        email=invitation.email,
        nom=_nom(command.nom),
        role=invitation.role,
        password=command.mot_de_passe,
        active=True,
        fs_uniquifier=uuid4().hex,
        pseudonyme=nouvel_identifiant(),
        cree_le=context.now,
    )
    context.session.add(compte)
    invitation.etat, invitation.compte_id = "acceptee", compte.id
    context.acteur = Acteur(compte.id, compte.pseudonyme, compte.role, compte.entreprise_id, reference, compte.nom)
    if reference is not None:
        context.log = company_log(reference)
        prevenir(context, Avis.INVITATION_ACCEPTEE, context.session.scalars(_inviteur(invitation)))
    objets = {"compte": compte.id, "invitation": invitation.id}
    context.tell(Event.COMPTE_INVITATION_ACCEPTEE, f"compte/{compte.id}", **objets)
    context.outcome = Outcome(identifiant=compte.id)


def _prise(identifiant: str, session: Session) -> Invitation | None:
    """The invitation, once nobody else is accepting one of that address: of two at once, one opens the account."""
    email = session.scalar(select(Invitation.email).where(Invitation.id == identifiant))
    siennes = select(Invitation).where(Invitation.email == email).order_by(Invitation.id)
    prises = session.scalars(siennes.with_for_update(key_share=True)).all()
    return next((prise for prise in prises if prise.id == identifiant), None)


def valable(session: Session, invitation: Invitation, envoi: int, now: datetime) -> bool:
    """Whether a link of that invitation still opens an account; not while the company is suspended."""
    if invitation.etat != "envoyee" or invitation.envoi != envoi or now >= invitation.expire_le:
        return False
    invitant = session.get(Compte, invitation.invite_par)
    if invitant is None or not invitant.active or invitant.role not in INVITENT:
        return False
    entreprise = session.get(Entreprise, invitation.entreprise_id) if invitation.entreprise_id else None
    return entreprise is None or not entreprise.suspendue


def adresse(texte: str) -> str:
    """An address of mail as it is kept.

    Raises: ValidationRefused.
    """
    try:
        lue = validate_email(texte.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        phrase = "Cette adresse électronique ne se lit pas. Exemple : prenom.nom@entreprise.fr"
        raise ValidationRefused(fields=(("email", phrase),)) from error
    return lue.normalized.lower()


def _inviteur(invitation: Invitation) -> Any:
    """Who invited, where that is somebody of the company: the agency's people have no notifications."""
    return select(Compte.id).where(Compte.id == invitation.invite_par, Compte.entreprise_id.is_not(None))


def _nouvelle(entreprise: str | None, email: str, ouvertes: int) -> Invitation:
    if ouvertes >= OUVERTES_MAX:
        phrase = f"{OUVERTES_MAX} invitations sont déjà en attente : annulez-en une avant d'en envoyer une autre."
        raise ValidationRefused(phrase)
    return Invitation(id=nouvel_identifiant(), entreprise_id=entreprise, email=email, envoi=0, etat="envoyee")


def ouverte(entreprise: str | None) -> Any:
    """The invitations of that company that are open, or those of the agency."""
    return Invitation.entreprise_id.is_not_distinct_from(entreprise) & (Invitation.etat == "envoyee")


def _sienne(entreprise: str, email: str) -> Any:
    return (Compte.entreprise_id == entreprise) & (func.lower(Compte.email) == email)


def _nom(texte: str) -> str:
    nom = texte.strip()
    if not 0 < len(nom) <= NOM_MAX or has_control(nom, multiline=False):
        phrase = f"Saisissez votre nom, sans caractère de contrôle, {NOM_MAX} caractères au plus."
        raise ValidationRefused(fields=(("nom", phrase),))
    return nom


HANDLERS: dict[Any, Any] = {
    InviterPersonne: inviter,
    AnnulerInvitation: annuler,
    AccepterInvitation: accepter,
}
