"""What lists read and the journal does not hold: it follows from dossiers and their subjects.

Kept in their rows so that an index alone counts and orders what a company is shown; made again here whenever either
changes, and by whoever rebuilds.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

from sqlalchemy import ScalarSelect, Table, and_, case, func, inspect, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import InstanceState, Session

from models.dossier import Dossier
from models.sujet import Sujet

_DOSSIER, _SUJET = cast(Table, Dossier.__table__), cast(Table, Sujet.__table__)
_OWN = _SUJET.c.id == _DOSSIER.c.sujet_id
_MONTRE = case((and_(_SUJET.c.etat == "valide", ~_SUJET.c.archive, ~_DOSSIER.c.quitte), _SUJET.c.type))


def _of_subject(column: Any) -> ScalarSelect[Any]:
    return select(column).where(_OWN).correlate(_DOSSIER).scalar_subquery()


_COLUMNS: Mapping[Table, Mapping[str, ScalarSelect[Any]]] = {
    _DOSSIER: {
        "entreprise_id": _of_subject(_SUJET.c.entreprise_id),
        "reference": _of_subject(_SUJET.c.reference),
        "montre": _of_subject(_MONTRE),
    },
    _SUJET: {
        "demarches": select(func.count()).where(_OWN, ~_DOSSIER.c.quitte).correlate(_SUJET).scalar_subquery(),
    },
}
"""Each column that follows, and from what."""

_SUBJECT = {_DOSSIER: _DOSSIER.c.sujet_id, _SUJET: _SUJET.c.id}

_CAUSES: Mapping[type[Any], tuple[str, ...]] = {Dossier: ("quitte",), Sujet: ("etat", "archive")}
"""The fields whose change they follow."""


def moved(session: Session) -> frozenset[str]:
    """The subjects for which they are to be derived again, before the session is flushed."""
    rows = [row for row in (*session.new, *session.dirty) if isinstance(row, Dossier | Sujet)]
    return frozenset(row.sujet_id if isinstance(row, Dossier) else row.id for row in rows if _is_moved(session, row))


def derive(connection: Connection | Session, sujets: Collection[str] | None = None) -> None:
    """Make the columns of these subjects and their dossiers, or of all."""
    for table, columns in _COLUMNS.items():
        statement = update(table).values(dict(columns))
        if sujets is not None:
            statement = statement.where(_SUBJECT[table].in_(sorted(sujets)))
        connection.execute(statement)


def strays(connection: Connection) -> Iterator[tuple[str, str, str, Any, Any]]:
    """Each value that is not what it should be: table, row, field, what follows, and what stands there."""
    for table, columns in _COLUMNS.items():
        pairs = [value for name, follows in columns.items() for value in (follows, table.c[name])]
        for key, *values in connection.execute(select(table.c.id, *pairs).order_by(table.c.id)):
            for name, follows, stands in zip(columns, values[::2], values[1::2], strict=True):
                if follows != stands:
                    yield table.name, key, name, follows, stands


def _is_moved(session: Session, row: Dossier | Sujet) -> bool:
    state: InstanceState[Any] = inspect(row)
    return row in session.new or any(state.attrs[field].history.has_changes() for field in _CAUSES[type(row)])
