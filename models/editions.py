"""What is published at an instant: one statement names it, the documents are read only when the name is new."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from models.lecture import publication_snapshot
from models.publication import PUBLIES, Publication
from models.snapshot import Designation, PublicationSnapshot

# Built once, on the plain table: every request asks.
_C = cast(Table, Publication.__table__).c
_PUBLIEES = (
    select(_C.genre, _C.code, _C.version, _C.digest, _C.effet_le, _C.id)
    .where(_C.etat == "publiee")
    .order_by(_C.effet_le, func.coalesce(_C.rang, 0), _C.depose_le, _C.id)
)


def en_vigueur(session: Session, instant: datetime, sauf: str | None = None) -> tuple[Designation, ...]:
    """What is in effect: of each document the last published version whose date has come.

    `sauf` is the identifier of a publication that is left out, to see what would be in effect without it.
    """
    return _en_vigueur(_publiees(session), instant, sauf)


class Publiees:
    """What is published, read again when the agency's log has grown, as with each publication; safe between threads.

    The root of the log names all that was ever published: the size alone would not, of a database that was put back.
    """

    def __init__(self) -> None:
        self._lues: tuple[str, Sequence[Any]] | None = None

    def en_vigueur(self, session: Session, instant: datetime, racine: str | None) -> tuple[Designation, ...]:
        """What is in effect, where the root of the agency's log is this one, or is not known."""
        if racine is None:
            return en_vigueur(session, instant)
        lues = self._lues
        if lues is None or lues[0] != racine:
            lues = self._lues = (racine, _publiees(session))
        return _en_vigueur(lues[1], instant)


def _publiees(session: Session) -> Sequence[Any]:
    return session.connection().execute(_PUBLIEES).all()


def _en_vigueur(publiees: Sequence[Any], instant: datetime, sauf: str | None = None) -> tuple[Designation, ...]:
    courantes: dict[tuple[str, ...], Designation] = {}
    for genre, code, version, digest, effet_le, identifiant in publiees:
        if effet_le <= instant and identifiant != sauf:
            courantes[_unite(genre, code, version)] = (genre, code, version, digest)
    return tuple(sorted(courantes.values()))


def _unite(genre: str, code: str, version: str) -> tuple[str, ...]:
    # Two versions of a questionnaire live side by side (answers name theirs); of anything else the last replaces.
    return (genre, code, version) if genre == "questionnaire" else (genre, code)


def documents(session: Session, designations: Sequence[Designation]) -> tuple[PublicationSnapshot, ...]:
    """The documents of those names, also those that were retired since they were named: a version never changes."""
    voulus = {designation[:3] for designation in designations}
    rows = session.scalars(select(Publication).where(Publication.etat.in_(PUBLIES)).order_by(Publication.id))
    return tuple(publication_snapshot(row) for row in rows if (row.genre, row.code, row.version) in voulus)
