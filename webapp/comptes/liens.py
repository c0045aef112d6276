"""The links that open an account or renew a password: made for one person, read when they come back."""

from datetime import timedelta

from flask import current_app, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models.compte import Compte, Invitation
from models.database import db
from webapp.comptes.jetons import INVITATION, MOT_DE_PASSE, JetonRefuse, lire, signer
from webapp.runtime import runtime
from workflows.clock import Clock
from workflows.errors import NotFound
from workflows.handlers import invitations, mot_de_passe


def lien_invitation(invitation: Invitation) -> str:
    """The address of the page where the invitation is accepted."""
    jeton = signer(_secret(), INVITATION, (invitation.id, invitation.envoi))
    return absolu(url_for("comptes.invitation", jeton=jeton))


def lien_mot_de_passe(compte: Compte, demande_a: float) -> str:
    """The address of the page where a password asked for at that instant (seconds since 1970) is renewed."""
    jeton = signer(_secret(), MOT_DE_PASSE, (compte.id, int(demande_a), compte.marque))
    return absolu(url_for("comptes.nouveau_mot_de_passe", jeton=jeton))


def invitation_de(jeton: str) -> tuple[Invitation, int]:
    """The invitation that a link names, still good, and the number of the link.

    Raises: NotFound.
    """
    try:
        identifiant, envoi = lire(_secret(), INVITATION, jeton, 2)
    except JetonRefuse as error:
        raise NotFound(*invitations.PLUS_VALABLE) from error
    found = db.session.get(Invitation, identifiant)
    if found is None or not invitations.valable(db.session(), found, envoi, runtime().clock.now()):
        raise NotFound(*invitations.PLUS_VALABLE)
    return found, envoi


def compte_de(jeton: str) -> tuple[Compte, str]:
    """The account whose password a link may renew, and what tells its password apart.

    Raises: NotFound.
    """
    try:
        identifiant, demande_a, marque = lire(_secret(), MOT_DE_PASSE, jeton, 3)
    except JetonRefuse as error:
        raise NotFound(*mot_de_passe.PLUS_VALABLE) from error
    query = select(Compte).options(joinedload(Compte.entreprise)).where(Compte.id == identifiant)
    found = db.session.scalar(query)
    if found is None or not found.ouvert or found.marque != marque or _passe(demande_a, runtime().clock):
        raise NotFound(*mot_de_passe.PLUS_VALABLE)
    return found, marque


def _passe(demande_a: int, clock: Clock) -> bool:
    return timedelta(seconds=clock.now().timestamp() - demande_a) >= mot_de_passe.DUREE


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def absolu(chemin: str) -> str:
    """With the address that the settings give: what a browser says of it is nothing to send to somebody."""
    public = runtime().settings.public_url
    return f"{public}{chemin}" if public else url_for("comptes.accueil", _external=True).rstrip("/") + chemin
