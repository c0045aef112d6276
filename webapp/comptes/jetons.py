"""What a link carries that is sent to somebody: signed with the installation's secret, read back only if it is ours."""

from collections.abc import Sequence
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

INVITATION = "invitation"
MOT_DE_PASSE = "mot-de-passe"
LONGUEUR_MAX = 400


class JetonRefuse(Exception):
    """Not a link that this installation made for that use."""


def signer(secret: str, usage: str, valeurs: Sequence[str | int]) -> str:
    """The text of a link for that use; how long it is good for is for whoever reads it to say."""
    return str(_serializer(secret, usage).dumps(list(valeurs)))


def lire(secret: str, usage: str, jeton: str, nombre: int) -> list[Any]:
    """The values that were signed.

    Raises: JetonRefuse.
    """
    if len(jeton) > LONGUEUR_MAX:
        raise JetonRefuse
    try:
        valeurs = _serializer(secret, usage).loads(jeton)
    except BadSignature as error:
        raise JetonRefuse from error
    if not isinstance(valeurs, list) or len(valeurs) != nombre:
        raise JetonRefuse
    return valeurs


def _serializer(secret: str, usage: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"convergence.{usage}")
