"""Which moment of a dossier an address asks for, and the address of that same moment."""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import request
from flask_babel import gettext as _

from models.database import db
from models.entry import timestamp
from reports.position import PositionDuJournal, existe, position_a, position_de
from webapp.runtime import runtime
from workflows.clock import PARIS
from workflows.errors import NotFound

PARAMETRES = ("a", "ecriture")


class MomentIllisible(ValueError):
    """What was typed is no instant; its text says so in French, and is empty where nothing was typed yet."""


def moment_demande(log: str) -> PositionDuJournal | None:
    """The position that the address names in that log; None where it names none.

    `a` is an instant, in Paris unless it says otherwise; `taille` and `agence` may settle it to the entry. `ecriture`
    is the number of the last entry to take into account.
    Raises: MomentIllisible; NotFound for an entry or a size that the logs do not have.
    """
    if "ecriture" in request.args:
        seq = request.args.get("ecriture", -1, type=int)
        position = position_de(db.session(), log, seq) if 0 <= seq < 2**60 else None
        if position is None:
            raise NotFound(_("Cette écriture n’existe pas."))
        return position
    if not request.args.get("a", "").strip():
        return None
    instant = _instant(request.args["a"].strip())
    taille, agence = (request.args.get(name, type=int) for name in ("taille", "agence"))
    if taille is None or agence is None:
        return position_a(db.session(), log, instant)
    position = PositionDuJournal(log, taille, agence, instant)
    if not 0 <= taille < 2**60 or not 0 <= agence < 2**60 or not existe(db.session(), position):
        raise NotFound(_("Les journaux n’ont jamais eu ces tailles ensemble."))
    return position


def adresse_de(position: PositionDuJournal) -> Mapping[str, str]:
    """What an address says of a position, whatever is written afterwards."""
    return {"a": timestamp(position.instant), "taille": str(position.taille), "agence": str(position.agence)}


def saisie(instant: datetime) -> str:
    """An instant as the field that asks for one holds it: in Paris, to the second."""
    return instant.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M:%S")


def _instant(texte: str) -> datetime:
    try:
        lu = datetime.fromisoformat(texte)
        instant = (lu if lu.tzinfo is not None else lu.replace(tzinfo=PARIS)).astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise MomentIllisible(
            _("« %(texte)s » n’est pas un instant : écrivez-le 2026-03-31T14:05.", texte=texte[:40])
        ) from wrong
    if instant > runtime().clock.now():
        raise MomentIllisible(_("Cet instant n’est pas encore venu : choisissez-en un passé."))
    if instant.year < 1970:
        raise MomentIllisible(_("Cet instant est trop ancien : choisissez-en un après 1970."))
    return instant
