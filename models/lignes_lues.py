"""A subject, its dossiers and projections as plain rows, for what reads and does not change them: in half the time."""

from collections import namedtuple
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.engine import Connection

from models.dossier import Dossier, Projection
from models.sujet import Sujet

_SUJET, _DOSSIER, _PROJECTION = (cast(Table, model.__table__).c for model in (Sujet, Dossier, Projection))
_OF_DOSSIER, _OF_PROJECTION = (
    ("id", *(name for name in columns.keys() if name not in ("id", "origines")))  # noqa: SIM118 - not a dict
    for columns in (_DOSSIER, _PROJECTION)
)
_SujetLu: Any = namedtuple("_SujetLu", tuple(_SUJET.keys()))  # type: ignore[misc]  # its names are the columns
_DossierLu: Any = namedtuple("_DossierLu", _OF_DOSSIER)  # type: ignore[misc]  # its names are the columns
_ProjectionLue: Any = namedtuple("_ProjectionLue", _OF_PROJECTION)  # type: ignore[misc]  # too

# Built once: making a statement costs as much as running it.
_LE_SUJET = (
    select(Sujet.__table__)
    .where(_SUJET.id == bindparam("du_sujet"), _SUJET.entreprise_id == bindparam("de"))
    .with_for_update(key_share=True)
)
_BESIDE = (*(_DOSSIER[name] for name in _OF_DOSSIER), *(_PROJECTION[name] for name in _OF_PROJECTION))
_DOSSIERS = (
    select(*_BESIDE)
    .outerjoin_from(Dossier.__table__, Projection.__table__, _PROJECTION.dossier_id == _DOSSIER.id)
    .where(_DOSSIER.sujet_id == bindparam("du_sujet"))
    .order_by(_DOSSIER.id, _PROJECTION.id)
)
# PostgreSQL would give, beside a subject that it had to wait for, the dossiers of before: there the lock comes first.
_TOUT = (
    select(*_SUJET, *_BESIDE)
    .outerjoin_from(Sujet.__table__, Dossier.__table__, _DOSSIER.sujet_id == _SUJET.id)
    .outerjoin(Projection.__table__, _PROJECTION.dossier_id == _DOSSIER.id)
    .where(_SUJET.id == bindparam("du_sujet"), _SUJET.entreprise_id == bindparam("de"))
    .order_by(_DOSSIER.id, _PROJECTION.id)
)


def lire(connection: Connection, sujet_id: str, entreprise_id: str) -> tuple[Any, list[Any], list[Any]] | None:
    """The subject of that company, locked as by `models.chargement.charger`, its dossiers and their projections.

    In the order of their identifiers; None where there is no such subject. Two statements, one on SQLite.
    """
    given = {"du_sujet": sujet_id, "de": entreprise_id}
    if connection.dialect.name == "sqlite":
        rows, count = connection.execute(_TOUT, given).all(), len(_SUJET)
        return (_SujetLu._make(rows[0][:count]), *_dossiers([row[count:] for row in rows])) if rows else None
    sujet = connection.execute(_LE_SUJET, given).one_or_none()
    return (sujet, *_dossiers(connection.execute(_DOSSIERS, given).all())) if sujet is not None else None


def _dossiers(rows: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    count = len(_OF_DOSSIER)
    dossiers = {row[0]: _DossierLu._make(row[:count]) for row in rows if row[0] is not None}
    return list(dossiers.values()), [_ProjectionLue._make(row[count:]) for row in rows if row[count] is not None]
