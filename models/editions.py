"""What is published at an instant: one statement names it, the documents are read only when the name is new."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import Session

from models.lecture import publication_snapshot
from models.publication import PUBLIES, Publication
from models.snapshot import PublicationSnapshot

# Built once, on the plain table: every request asks.
_C = cast(Table, Publication.__table__).c
_EN_VIGUEUR = (
    select(_C.genre, _C.code, _C.version, _C.digest)
    .where(_C.etat == "publiee", _C.effet_le <= bindparam("instant"))
    .order_by(_C.effet_le, func.coalesce(_C.rang, 0), _C.depose_le, _C.id)
)

_SANS_ELLE = _EN_VIGUEUR.where(_C.id != bindparam("sauf"))


def en_vigueur(session: Session, instant: datetime, sauf: str | None = None) -> tuple[tuple[str, str, str, str], ...]:
    """(genre, code, version, digest) of each document in effect: the last published one whose date has come.

    `sauf` is the identifier of a publication that is left out, to see what would be in effect without it.
    """
    requete, voulus = (_EN_VIGUEUR, {}) if sauf is None else (_SANS_ELLE, {"sauf": sauf})
    rows = session.connection().execute(requete, {"instant": instant, **voulus}).all()
    courantes = {_unite(genre, code, version): (genre, code, version, digest) for genre, code, version, digest in rows}
    return tuple(sorted(courantes.values()))


def _unite(genre: str, code: str, version: str) -> tuple[str, ...]:
    # Two versions of a questionnaire live side by side (answers name theirs); of anything else the last replaces.
    return (genre, code, version) if genre == "questionnaire" else (genre, code)


def documents(session: Session, designations: Sequence[tuple[str, str, str, str]]) -> tuple[PublicationSnapshot, ...]:
    """The documents of those names, also those that were retired since they were named: a version never changes."""
    voulus = {designation[:3] for designation in designations}
    rows = session.scalars(select(Publication).where(Publication.etat.in_(PUBLIES)).order_by(Publication.id))
    return tuple(publication_snapshot(row) for row in rows if (row.genre, row.code, row.version) in voulus)
