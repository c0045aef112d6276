"""A subject, its dossiers and projections as plain rows, for what reads and does not change them: in half the time."""

from collections import namedtuple
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
_DossierLu: Any = namedtuple("_DossierLu", _OF_DOSSIER)  # type: ignore[misc]  # its names are the columns
_ProjectionLue: Any = namedtuple("_ProjectionLue", _OF_PROJECTION)  # type: ignore[misc]  # too

# Built once: making a statement costs as much as running it.
_LE_SUJET = (
    select(Sujet.__table__)
    .where(_SUJET.id == bindparam("du_sujet"), _SUJET.entreprise_id == bindparam("de"))
    .with_for_update(key_share=True)
)
_DOSSIERS = (
    select(*(_DOSSIER[name] for name in _OF_DOSSIER), *(_PROJECTION[name] for name in _OF_PROJECTION))
    .outerjoin_from(Dossier.__table__, Projection.__table__, _PROJECTION.dossier_id == _DOSSIER.id)
    .where(_DOSSIER.sujet_id == bindparam("du_sujet"))
    .order_by(_DOSSIER.id, _PROJECTION.id)
)


def sujet_lu(connection: Connection, sujet_id: str, entreprise_id: str) -> Any:
    """The subject of that company, locked as by `models.chargement.charger`; None where there is none."""
    return connection.execute(_LE_SUJET, {"du_sujet": sujet_id, "de": entreprise_id}).one_or_none()


def dossiers_lus(connection: Connection, sujet_id: str) -> tuple[list[Any], list[Any]]:
    """Its dossiers, and their projections, by their identifiers."""
    rows, count = connection.execute(_DOSSIERS, {"du_sujet": sujet_id}).all(), len(_OF_DOSSIER)
    dossiers = {row[0]: _DossierLu._make(row[:count]) for row in rows}
    return list(dossiers.values()), [_ProjectionLue._make(row[count:]) for row in rows if row[count] is not None]
