"""People of the company EDI: invited, accepted, told; and links as the platform makes them."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.compte import Compte, Invitation
from models.notification import Notification
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, SECRET, Site, password_hash
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from webapp.comptes.jetons import INVITATION, MOT_DE_PASSE, signer
from workflows.commands.base import SYSTEME
from workflows.commands.comptes import CreerCompte
from workflows.commands.equipe import AccepterInvitation, InviterPersonne
from workflows.commands.evaluations import DemanderValidation


def invite(site: Plateforme, email: str, role: str = "contributeur") -> Invitation:
    """An invitation of the responsable of EDI."""
    outcome = site.do(InviterPersonne(site.responsable, email, role))
    with Session(site.engine) as session:
        return session.get_one(Invitation, outcome.identifiant)


def accept(site: Plateforme, invitation: Invitation, nom: str = "Nouvelle Personne") -> str:
    """The account that the invitation opened."""
    command = AccepterInvitation(SYSTEME, invitation.id, invitation.envoi, nom, password_hash())
    return str(site.do(command).identifiant)


def colleague(site: Plateforme, email: str, role: str = "responsable") -> Compte:
    """Another account of EDI, who can sign in."""
    site.do(CreerCompte(SYSTEME, email, email.partition("@")[0].title(), role, password_hash(), "EDI"))
    return account(site, email)


def account(site: Plateforme, email: str) -> Compte:
    """An account, as it stands."""
    with Session(site.engine) as session:
        return session.scalars(select(Compte).where(Compte.email == email)).one()


def requested(site: Plateforme, **changes: object) -> str:
    """A product whose Interopérabilité the contributeur asks to have validated."""
    sujet = site.produit(**changes)  # type: ignore[arg-type]
    site.repondre(sujet, FORTES)
    site.do(DemanderValidation(site.contributeur, sujet, SOCLES, INTEROP))
    return sujet


def told(site: Plateforme, email: str) -> list[Notification]:
    """What somebody was told, in order."""
    query = select(Notification).where(Notification.compte_id == account(site, email).id)
    with Session(site.engine) as session:
        return list(session.scalars(query.order_by(Notification.cree_le, Notification.id)))


def invitation_path(invitation: Invitation) -> str:
    """The page where it is accepted."""
    return f"/invitation/{signer(SECRET, INVITATION, (invitation.id, invitation.envoi))}"


def password_path(site: Site, email: str, asked_at: float | None = None) -> str:
    """The page where the password of an account is renewed, asked for now unless told otherwise."""
    compte = account(site, email)
    when = int(site.clock.now().timestamp() if asked_at is None else asked_at)
    return f"/mot-de-passe/{signer(SECRET, MOT_DE_PASSE, (compte.id, when, compte.marque))}"


def people(site: Site) -> dict[str, str]:
    """What the rows of the matrix name."""
    compte = accept(site, invite(site, f"{uuid4().hex}@edi.example"))
    pending = invite(site, f"{uuid4().hex}@edi.example")
    return {
        "compte": compte,
        "invitation": pending.id,
        "lien_invitation": invitation_path(pending),
        "lien_mot_de_passe": password_path(site, CONTRIBUTEUR),
        "notification": told(site, RESPONSABLE)[-1].id,
    }
