"""Counting identical refusals, so that an impatient finger does not fill the journal."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models.refus import RefusRecent
from rules.digests import digest_of
from workflows.commands.base import Command
from workflows.errors import GateRefused

WINDOW = timedelta(minutes=10)

OBJETS = ("sujet", "demarche", "questionnaire", "publication_id")
"""What a command may be about, by the names of its fields."""


def count_refusal(session: Session, command: Command, refusal: GateRefused, now: datetime) -> int | None:
    """How many identical refusals went unrecorded before this one, or None where this one is to be counted only.

    Identical: same actor, command, object and reasons, within ten minutes of the last one recorded.
    """
    objet = [str(getattr(command, name, "")) for name in OBJETS]
    cle = digest_of([command.acteur.pseudonyme, type(command).__name__, *objet, list(refusal.sentences)])
    recent = session.get(RefusRecent, cle, with_for_update=True)
    if recent is None:
        session.add(RefusRecent(cle=cle, depuis=now, nombre=0))
        return 0
    if now - recent.depuis < WINDOW:
        recent.nombre += 1
        return None
    repeated = recent.nombre
    recent.depuis, recent.nombre = now, 0
    return repeated
