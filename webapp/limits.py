"""How often: every writing route by default, sign-in more strictly; counted in memory or in Redis, bounded by time."""

from collections.abc import Iterable
from hashlib import sha256

from flask import Flask, g, request
from flask_babel import gettext as _
from limits import RateLimitItem, parse_many
from limits.errors import ConfigurationError
from werkzeug.exceptions import TooManyRequests

from webapp.config import PREFIX, RateLimits, SettingsError
from webapp.counting import Counters

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class TooManySignIns(TooManyRequests):
    """Too many attempts to sign in, right or wrong."""


class TooManyDeposits(TooManyRequests):
    """Too many documents sent by one person."""


class Limits:
    """The limits of one application."""

    def __init__(self, app: Flask, rates: RateLimits) -> None:
        """Install them; Raises: ValueError where one cannot be read, SettingsError where they cannot be counted."""
        self._enabled = rates.enabled
        self._writing = parse_many(rates.ecriture)
        self._per_place = parse_many(rates.connexion)
        self._per_account = parse_many(rates.connexion_compte)
        self._per_address = parse_many(rates.connexion_adresse)
        self._deposit = parse_many(rates.depot)
        self._counters = _counters(rates.stockage)
        app.before_request(self._count_writing)

    def count_sign_in(self, email: str) -> None:
        """Count one attempt.

        Raises: TooManySignIns where there were too many: from one place on one account, on one account, or from one
        place.
        """
        for item, key in self._sign_in_keys(email):
            if wait := self._to_wait(item, *key):
                message = _("Trop de tentatives de connexion. Patientez quelques minutes avant de réessayer.")
                raise TooManySignIns(message, retry_after=wait)

    def count_deposit(self) -> None:
        """Count one document that somebody sends.

        Raises: TooManyDeposits where there were too many.
        """
        for item in self._deposit:
            if wait := self._to_wait(item, "depot", _who()):
                message = _("Trop de documents en peu de temps : patientez une minute avant d’en ajouter d’autres.")
                raise TooManyDeposits(message, retry_after=wait)

    def forget_sign_ins(self, email: str) -> None:
        """Start again from nothing for this account from this place: the password was right."""
        for item in self._per_place if self._enabled else ():
            self._counters.clear(item, *_place(email))

    def _count_writing(self) -> None:
        # an address that leads nowhere writes nothing
        if request.endpoint is None or request.method in SAFE:
            return
        for item in self._writing:
            if wait := self._to_wait(item, "ecriture", _who()):
                raise TooManyRequests(retry_after=wait)

    def _to_wait(self, item: RateLimitItem, *key: str) -> int:
        """Count once more; where that goes beyond the limit, the seconds to wait."""
        if not self._enabled or self._counters.hit(item, *key):
            return 0
        return self._counters.wait(item, *key)

    def _sign_in_keys(self, email: str) -> Iterable[tuple[RateLimitItem, tuple[str, ...]]]:
        yield from ((item, ("connexion-adresse", _address())) for item in self._per_address)
        yield from ((item, _place(email)) for item in self._per_place)
        yield from ((item, ("connexion-compte", _digest(email))) for item in self._per_account)


def _counters(address: str) -> Counters:
    try:
        return Counters(address)
    except ConfigurationError as error:
        message = f"{PREFIX}RATE_LIMITS : ce stockage n’est pas utilisable ({error}) ; installez l’extra « server »."
        raise SettingsError(message) from error


def _who() -> str:
    found = g.get("acteur")
    return f"compte:{found.compte_id}" if found is not None else f"adresse:{_address()}"


def _address() -> str:
    return request.remote_addr or "inconnue"


def _place(email: str) -> tuple[str, ...]:
    return ("connexion", _address(), _digest(email))


def _digest(email: str) -> str:
    """What stands for an address of mail in the counters."""
    return sha256(email.strip().lower().encode()).hexdigest()
