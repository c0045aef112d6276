"""Flask-Security as we use it: sessions and hashes, no page of its own, nothing written outside the door."""

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from flask import Flask, Request, Response, current_app, session
from flask_security.core import RoleMixin, Security
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import instance_dict

from models.compte import Compte, Entreprise
from webapp.config import SESSION_LIFETIME
from webapp.runtime import runtime

Row = TypeVar("Row", Compte, Entreprise)

OPENED = "ouverte"
"""Session key: when the person signed in, in seconds since 1970."""

PASSWORD = "mot_de_passe"  # noqa: S105 - the name of a key
"""Session key: what tells the hash of the password apart from the one before, not the hash."""


class UnexpectedWrite(Exception):
    """Flask-Security tried to write by itself; every change goes through the door."""


class NoRoles(RoleMixin):
    """Stands where Flask-Security wants a table of roles; ours is a column of the account."""


# Every request asks: on plain tables, and built once. Who is read is nobody's row, so that nothing can change it.
_COMPTE, _ENTREPRISE = (cast(Table, model.__table__).c for model in (Compte, Entreprise))
_OF_ACCOUNT, _OF_COMPANY = (
    tuple(name for name in columns.keys() if name not in ("origines", "nom_plie"))  # noqa: SIM118 - not a dict
    for columns in (_COMPTE, _ENTREPRISE)
)
_SIGNED_IN = (
    select(*(_COMPTE[name] for name in _OF_ACCOUNT), *(_ENTREPRISE[name] for name in _OF_COMPANY))
    .outerjoin_from(Compte.__table__, Entreprise.__table__, _ENTREPRISE.id == _COMPTE.entreprise_id)
    .where(_COMPTE.fs_uniquifier == bindparam("session"))
)


class Datastore(SQLAlchemyUserDatastore):
    """Reads accounts; commits nothing."""

    def commit(self) -> None:
        """Do nothing while there is nothing to write.

        Raises: UnexpectedWrite where something was changed on the way.
        """
        pending = self.db.session
        if pending.new or pending.dirty or pending.deleted:
            pending.rollback()
            raise UnexpectedWrite("Flask-Security a voulu écrire ; passez par une commande.")

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Compte | None:
        """The account that a session is of, with its company, in one query; None where the session is over.

        Raises: KeyError where it is looked for otherwise, which Flask-Security does on its own pages alone.
        """
        if _session_expired():
            return None
        row = self.db.session.connection().execute(_SIGNED_IN, {"session": kwargs["fs_uniquifier"]}).one_or_none()
        if row is None:
            return None
        count = len(_OF_ACCOUNT)
        found = _read(Compte(), zip(_OF_ACCOUNT, row[:count], strict=True))
        if found.entreprise_id is not None:
            company = _read(Entreprise(), zip(_OF_COMPANY, row[count:], strict=True))
            _read(found, (("entreprise", company),))
        return found if _still_good(found) else None

    def find_by_email(self, email: str) -> Compte | None:
        """The account of an address, however it is capitalised."""
        query = select(Compte).options(joinedload(Compte.entreprise)).where(func.lower(Compte.email) == email.lower())
        found: Compte | None = self.db.session.scalars(query).one_or_none()
        return found


def datastore() -> Datastore:
    """The accounts of the current application."""
    found: Datastore = current_app.extensions["security"].datastore
    return found


def install_accounts(app: Flask, database: SQLAlchemy) -> None:
    """Install sign-in on the app, without any route."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of an algorithm
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        # without this Flask-Security first applies an HMAC of its own, and no other program could check a hash
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
    )
    security = Security(app, Datastore(database, Compte, NoRoles), register_blueprint=False)
    security.login_manager.request_loader(_no_token)
    # else Flask-Principal reads the account for each image and style sheet
    security.principal.skip_static = True
    security.unauthn_handler(_unexpected_refusal)


def remember_opening(compte: Compte) -> None:
    """Note in the session when it was opened, and with which password: another one closes it."""
    session.permanent = True
    session[PASSWORD] = compte.marque
    session[OPENED] = runtime().clock.now().timestamp()


def _read(row: Row, values: Iterable[tuple[str, Any]]) -> Row:
    # as the ORM fills what it loads: each value that is set is an event, and no session will ask for them
    instance_dict(row).update(values)
    return row


def _still_good(compte: Compte) -> bool:
    """Whether the session may go on: same password, a company that is open and was since the session began."""
    if session.get(PASSWORD) != compte.marque or not compte.ouvert:
        return False
    suspended = compte.entreprise.suspendue_le if compte.entreprise else None
    return suspended is None or session[OPENED] > suspended.timestamp()


def _session_expired() -> bool:
    # the cookie's own date moves with each change of the session; this one does not
    opened = session.get(OPENED)
    if not isinstance(opened, float):
        return True
    return runtime().clock.now().timestamp() - opened >= SESSION_LIFETIME.total_seconds()


def _no_token(_request: Request) -> None:
    """Nobody is recognised by a token in an address or a header."""


def _unexpected_refusal(*_args: object, **_kwargs: object) -> Response:
    raise UnexpectedWrite("Flask-Security a refusé une page ; c’est webapp.security qui décide.")
