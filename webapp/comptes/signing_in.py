"""How somebody is recognised, and how a session begins and ends."""

from flask import session
from flask_security.utils import login_user, logout_user
from werkzeug.exceptions import Unauthorized

from models.compte import Compte
from webapp.accounts import datastore, remember_opening
from webapp.door import perform
from webapp.passwords import hash_password, needs_new_hash, password_matches
from webapp.runtime import runtime
from workflows.commands.base import Acteur
from workflows.commands.comptes import ChangerMotDePasse, FermerSession, OuvrirSession
from workflows.structured import structlog

log = structlog.get_logger("convergence.comptes")


def recognise(email: str, password: str) -> Compte | None:
    """The account of that address and password; None where the password is wrong, the account closed or unknown.

    Raises: TooManySignIns.
    """
    limits = runtime().limits
    limits.count_sign_in(email)
    compte = datastore().find_by_email(email.strip())
    # hashed before the account is looked at, so that all three refusals take the same time
    right = password_matches(password, compte.password if compte else None)
    if compte is None or not right or not compte.ouvert:
        log.warning("sign_in_refused")
        return None
    limits.forget_sign_ins(email)
    return compte


def acteur_du(compte: Compte) -> Acteur:
    """Who an account is, for a command; its company was read with it."""
    reference = compte.entreprise.reference if compte.entreprise else None
    return Acteur(compte.id, compte.pseudonyme, compte.role, compte.entreprise_id, reference, compte.nom)


def open_session(compte: Compte, password: str) -> None:
    """Begin a session, and the journal says so."""
    acteur, kept = acteur_du(compte), compte.password or ""
    perform(OuvrirSession(acteur))
    if needs_new_hash(kept):
        perform(ChangerMotDePasse(acteur, hash_password(password)))
    renew_session(compte.email)


def renew_session(email: str) -> None:
    """Sign somebody in again: nothing of the session before is kept, neither what it held nor its token."""
    compte = datastore().find_by_email(email)
    session.clear()
    if compte is None:
        raise Unauthorized
    login_user(compte, remember=False, authn_via=["password"])
    remember_opening(compte)


def close_session(acteur: Acteur) -> None:
    """End the session, and the journal says so."""
    perform(FermerSession(acteur))
    logout_user()
    session.clear()
