"""Who may open which page: every view says so, and what a view does not say is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import Unauthorized

from models.compte import Role
from workflows.commands.base import Acteur
from workflows.errors import Forbidden
from workflows.structured import structlog

View = TypeVar("View", bound=Callable[..., Any])

_ATTRIBUTE = "acces"
PUBLIC: frozenset[Role] = frozenset()
INDUSTRIEL = (Role.CONTRIBUTEUR, Role.RESPONSABLE)
PREVENUS = (*INDUSTRIEL, Role.ADMINISTRATEUR)
"""Whoever is told things: auditeurs look by themselves."""
TOUS = tuple(Role)


class UndeclaredAccess(Exception):
    """A route whose view says neither @acces nor @public."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, as pages show it."""

    nom: str
    email: str
    role: Role
    entreprise: str | None


def acces(*roles: Role) -> Callable[[View], View]:
    """Open a view to signed-in people of these roles only."""
    if not roles:
        raise UndeclaredAccess("@acces veut au moins un rôle ; @public ouvre une page à tous.")
    return _declare(frozenset(roles))


def public(view: View) -> View:
    """Open a view to everybody."""
    return _declare(PUBLIC)(view)


def _declare(roles: frozenset[Role]) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, roles)
        return view

    return mark


def declared_access(app: Flask, endpoint: str) -> frozenset[Role] | None:
    """The roles that an endpoint is open to, PUBLIC for everybody, None where it says nothing."""
    if endpoint == "static":
        return PUBLIC
    declared: frozenset[Role] | None = getattr(app.view_functions[endpoint], _ATTRIBUTE, None)
    return declared


def check_routes(app: Flask) -> None:
    """Refuse to start with a route that does not say who may use it."""
    silent = sorted(rule.endpoint for rule in app.url_map.iter_rules() if declared_access(app, rule.endpoint) is None)
    if silent:
        raise UndeclaredAccess(f"Ces routes ne disent pas à qui elles sont ouvertes : {', '.join(silent)}.")


def enforce_access() -> Response | None:
    """Before each request: let it through, ask to sign in, or refuse the role."""
    if request.endpoint == "static":
        return None
    _remember_identity()
    if request.endpoint is None:
        return None
    roles = declared_access(current_app, request.endpoint)
    if roles == PUBLIC:
        return None
    if g.acteur is None:
        return _ask_to_sign_in()
    if roles is None or g.signed_in.role not in roles:
        raise Forbidden(_("Cette page n’est pas ouverte à votre rôle."))
    return None


def acteur() -> Acteur:
    """Who asks, for a command; only in a view that is not public.

    Raises: Unauthorized where nobody is signed in.
    """
    found: Acteur | None = g.get("acteur")
    if found is None:
        raise Unauthorized
    return found


def signed_in() -> SignedIn | None:
    """Who is signed in, None for nobody."""
    found: SignedIn | None = g.get("signed_in")
    return found


def _remember_identity() -> None:
    """Read who is signed in once, before commands close the session that the account came from."""
    g.acteur = g.signed_in = None
    # the account itself: each look through the proxy searches for it again
    compte = current_user._get_current_object()
    if not compte.is_authenticated:
        return
    entreprise = compte.entreprise
    reference = entreprise.reference if entreprise else None
    g.acteur = Acteur(compte.id, compte.pseudonyme, compte.role, compte.entreprise_id, reference, compte.nom)
    g.signed_in = SignedIn(compte.nom, compte.email, Role(compte.role), entreprise.nom if entreprise else None)
    structlog.contextvars.bind_contextvars(entreprise=reference or "agence")


def _ask_to_sign_in() -> Response:
    if wants_fragment() or request.accept_mimetypes.best == "application/json":
        raise Unauthorized
    suite = request.full_path.rstrip("?") if request.method == "GET" else _local_referrer()
    if request.method != "GET":
        flash(_("Votre session a pris fin : ce que vous veniez d’envoyer n’a pas été enregistré."), "alerte")
    answer = redirect(url_for("comptes.connexion", suite=suite if suite != "/" else None), 303)
    assert isinstance(answer, Response)
    return answer


def _local_referrer() -> str | None:
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return None
    return local_path(parts.path + (f"?{parts.query}" if parts.query else ""))


def local_path(target: str | None) -> str | None:
    """The target where it is a path of this very site, else None: an open redirect would lend our name to others."""
    if not target or not target.startswith("/") or any(ord(char) <= 32 or char == "\\" for char in target):
        return None
    # browsers read //host and /\host as another site
    if target.startswith("//") or urlsplit(target).netloc or urlsplit(target).scheme:
        return None
    return target


def wants_fragment() -> bool:
    """Whether htmx asks for a piece of a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"
