"""What keeping an answer looks at: its evaluation as rows that can change, the rest as plain ones, in half the time."""

from collections import namedtuple
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from models.chargement import LE_SUJET, Agregat, lire_dossiers, lire_suivis
from models.dossier import Dossier, Evaluation, Projection
from models.entry import AGENCY_LOG
from models.journal import JournalHead
from models.reponse import Reponse
from models.sujet import Sujet

_SUJET, _DOSSIER, _PROJECTION, _HEAD = (
    cast(Table, model.__table__).c for model in (Sujet, Dossier, Projection, JournalHead)
)
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
_RACINE = select(_HEAD.root).where(_HEAD.log == AGENCY_LOG).scalar_subquery()
_BESIDE = (*(_DOSSIER[name] for name in _OF_DOSSIER), *(_PROJECTION[name] for name in _OF_PROJECTION), _RACINE)
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
_SAISIE = (
    select(Evaluation, Reponse)
    .outerjoin(
        Reponse,
        and_(
            Reponse.evaluation_id == Evaluation.id,
            Reponse.courante,
            Evaluation.questionnaire == bindparam("du_questionnaire"),
        ),
    )
    .where(Evaluation.sujet_id == bindparam("du_sujet"))
)


def charger_saisie(session: Session, sujet_id: str, entreprise_id: str, questionnaire: str) -> Agregat | None:
    """The locked subject with what keeping an answer of that evaluation looks at: three statements, two on SQLite.

    The subject, its dossiers and projections cannot be changed there: `lire_le_reste` reads the rows that can.
    """
    sujet, beside = _lire(session.connection(), sujet_id, entreprise_id)
    if sujet is None:
        return None
    rows: Sequence[Any] = session.execute(_SAISIE, {"du_sujet": sujet_id, "du_questionnaire": questionnaire}).all()
    evaluations = list({evaluation.id: evaluation for evaluation, _ in rows}.values())
    agregat = Agregat(sujet, *_dossiers(beside), evaluations, partiel=True)
    agregat.evalue.reponses = [reponse for _, reponse in rows if reponse is not None]
    agregat.racine_agence = beside[0][-1] if beside else None
    return agregat


def lire_le_reste(session: Session, agregat: Agregat) -> None:
    """Read what `charger_saisie` left out; rows that were changed or added since stay as they are."""
    ajoutees = [reponse for reponse in agregat.evalue.reponses if reponse in session.new]
    projetees = [projection for projection in agregat.projections if projection in session.new]
    agregat.sujet = session.scalars(LE_SUJET, {"du_sujet": agregat.sujet.id, "de": agregat.sujet.entreprise_id}).one()
    agregat.dossiers, agregat.projections = lire_dossiers(session, agregat.sujet.id)
    lire_suivis(session, agregat)
    agregat.projections.extend(projetees)
    agregat.evalue.reponses.extend(ajoutees)
    agregat.partiel = False


def _lire(connection: Connection, sujet_id: str, entreprise_id: str) -> tuple[Any, Sequence[Sequence[Any]]]:
    """The subject of that company, locked as by `models.chargement.charger`, or None; and what is beside it.

    A row of that for each dossier and projection, in the order of their identifiers. Two statements, one on SQLite.
    """
    given = {"du_sujet": sujet_id, "de": entreprise_id}
    if connection.dialect.name == "sqlite":
        rows, count = connection.execute(_TOUT, given).all(), len(_SUJET)
        return _SujetLu._make(rows[0][:count]) if rows else None, [row[count:] for row in rows]
    sujet = connection.execute(_LE_SUJET, given).one_or_none()
    return sujet, connection.execute(_DOSSIERS, given).all() if sujet is not None else ()


def _dossiers(beside: Sequence[Sequence[Any]]) -> tuple[list[Any], list[Any]]:
    of_dossier = len(_OF_DOSSIER)
    upto = of_dossier + len(_OF_PROJECTION)
    dossiers = {row[0]: _DossierLu._make(row[:of_dossier]) for row in beside if row[0] is not None}
    projections = [_ProjectionLue._make(row[of_dossier:upto]) for row in beside if row[of_dossier] is not None]
    return list(dossiers.values()), projections
