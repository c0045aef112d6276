"""Passwords: argon2id, a bounded number at a time, and the same time spent whether an account exists or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from werkzeug.exceptions import ServiceUnavailable

MINIMUM = 12
MAXIMUM = 128
"""Longer ones are refused before any hashing: the time it takes grows with the text."""

# one hash takes 64 MiB: three at once bound what a burst of sign-ins can cost
SIMULTANEOUS = 3
WAIT = 20.0
_slots = BoundedSemaphore(SIMULTANEOUS)
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash that is kept of a password.

    Raises: ServiceUnavailable where too many are being hashed.
    """
    with _slot():
        return _hasher.hash(password)


def password_matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one whose hash was kept; takes as long where there is none.

    Raises: ServiceUnavailable where too many are being hashed.
    """
    expected = kept or _hash_of_nobody()
    with _slot():
        try:
            _hasher.verify(expected, password[:MAXIMUM])
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None and len(password) <= MAXIMUM


def needs_new_hash(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=WAIT):
        raise ServiceUnavailable
    try:
        yield
    finally:
        _slots.release()


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("mot de passe d’un compte qui n’existe pas")
