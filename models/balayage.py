"""Every dossier of the installation in batches of subjects: Core rows, and of them what rules see.

A batch costs the same number of statements whatever it holds; between two batches nothing is kept of anybody.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Text, and_, cast, func, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import InstrumentedAttribute

from models.balayage_vues import Groupes, Lot, sujet_vu
from models.dossier import Dossier, Evaluation, Projection
from models.preuve import Preuve
from models.reponse import (
    Reponse,
    ReponseProjetee,
    ReponseProjeteeValidee,
    ReponseValidee,
    Validation,
    ValidationProjection,
)
from models.snapshot import (
    SujetSnapshot,
)
from models.sujet import Sujet

LOT = 500
"""Subjects of a batch."""

PAR_LES_CLES = text(
    "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), "
    "set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)"
)
"""For the transaction: a batch is little of each table, which PostgreSQL does not see, and would read whole."""

FIN = "z"
"""After every identifier, which are hexadecimal, in the order of any language: in some « ~ » comes before letters."""

Borne = tuple[str, str]
"""The identifiers of the first subject of a batch and of the first after it."""
Requetes = dict[str, Any]
"""What is asked of each part of a `Lot`: whose it is comes first, then what `models/balayage_vues.py` reads."""

_SUJET = (
    Sujet.id, Sujet.type, Sujet.etat, Sujet.reference, Sujet.type_produit, Sujet.nil,
    cast(Sujet.certifications, Text), cast(Sujet.qualification, Text), Sujet.archive,
)  # fmt: skip
_REPONSE = (
    Reponse.critere, Reponse.valeur, Reponse.commentaire, Reponse.a_reconfirmer, Reponse.preuves,
    Reponse.depot_finalise, Reponse.jeu_de_preuves,
)  # fmt: skip
_PROJETEE = (
    ReponseProjetee.critere, ReponseProjetee.echeances, ReponseProjetee.non_applicable, ReponseProjetee.commentaire,
)  # fmt: skip


def bornes(connection: Connection, demarches: Iterable[str], taille: int = LOT) -> tuple[Borne, ...]:
    """The batches of the subjects that have a dossier in one of these démarches."""
    rang = func.row_number().over(order_by=Dossier.sujet_id)
    siens = _ouverts(select(Dossier.sujet_id), demarches).group_by(Dossier.sujet_id).add_columns(rang.label("rang"))
    numerotes = siens.subquery()
    premiers = select(numerotes.c.sujet_id).where(numerotes.c.rang % taille == 1 % taille)
    debuts = list(connection.scalars(premiers.order_by(numerotes.c.sujet_id)))
    # a batch ends where the next one begins: nobody is left between, whoever is added meanwhile
    return tuple(zip(debuts, (*debuts[1:], FIN), strict=True))


def lire_lot(connection: Connection, borne: Borne, demarches: Iterable[str]) -> Iterator[SujetSnapshot]:
    """The subjects of a batch with their dossiers in these démarches; on a connection that reads of one instant."""
    if connection.dialect.name == "postgresql":
        connection.execute(PAR_LES_CLES)
    lot = _lot(connection, borne, tuple(demarches))
    dedans = select(*_SUJET).where(_entre(Sujet.id, borne)).order_by(Sujet.id)
    for row in connection.execute(dedans).all():
        if row[0] in lot.dossiers:
            yield sujet_vu(row, lot)


def _ouverts(query: Any, demarches: Iterable[str]) -> Any:
    siens = (Dossier.demarche.in_(tuple(demarches)), Dossier.quitte.is_(False), Sujet.etat == "valide")
    return query.select_from(Dossier).join(Sujet, Sujet.id == Dossier.sujet_id).where(*siens)


def _entre(colonne: InstrumentedAttribute[str], borne: Borne) -> Any:
    return and_(colonne >= borne[0], colonne < borne[1])


def _lot(connection: Connection, borne: Borne, demarches: tuple[str, ...]) -> Lot:
    preuves = select(Preuve.id, Preuve.antivirus).where(_entre(Preuve.sujet_id, borne))
    requetes = _des_dossiers(borne, demarches) | _des_evaluations(borne) | _des_projections(borne)
    groupes = {nom: _groupes(connection, requete) for nom, requete in requetes.items()}
    return Lot(**groupes, antivirus={row.id: row.antivirus for row in connection.execute(preuves)})


def _des_dossiers(borne: Borne, demarches: tuple[str, ...]) -> Requetes:
    d = Dossier
    siens = _ouverts(select(d.sujet_id, d.id, d.demarche, d.etat, d.statut), demarches)
    return {"dossiers": siens.where(_entre(Sujet.id, borne))}


def _des_evaluations(borne: Borne) -> Requetes:
    e, du_lot = Evaluation, _entre(Evaluation.sujet_id, borne)
    return {
        "evaluations": select(e.sujet_id, e.id, e.questionnaire, e.etat, e.validations).where(du_lot),
        "reponses": select(Reponse.evaluation_id, *_REPONSE)
        .join(e, e.id == Reponse.evaluation_id)
        .where(du_lot, Reponse.courante),
        "validees": select(Reponse.evaluation_id, *_REPONSE)
        .join(ReponseValidee, ReponseValidee.reponse_id == Reponse.id)
        .join(Validation, Validation.id == ReponseValidee.validation_id)
        .join(e, and_(e.id == Validation.evaluation_id, e.validations == Validation.numero))
        .where(du_lot, e.etat != "valide"),
    }


def _des_projections(borne: Borne) -> Requetes:
    d, p, du_lot = Dossier, Projection, and_(_entre(Dossier.sujet_id, borne), Dossier.quitte.is_(False))
    return {
        "projections": select(p.dossier_id, p.id, p.questionnaire, p.etat, p.validations)
        .join(d, d.id == p.dossier_id)
        .where(du_lot),
        "plans": select(ReponseProjetee.projection_id, *_PROJETEE)
        .join(p, p.id == ReponseProjetee.projection_id)
        .join(d, d.id == p.dossier_id)
        .where(du_lot, ReponseProjetee.courante),
        "plans_valides": select(ReponseProjetee.projection_id, *_PROJETEE)
        .join(ReponseProjeteeValidee, ReponseProjeteeValidee.reponse_id == ReponseProjetee.id)
        .join(ValidationProjection, ValidationProjection.id == ReponseProjeteeValidee.validation_id)
        .join(p, and_(p.id == ValidationProjection.projection_id, p.validations == ValidationProjection.numero))
        .join(d, d.id == p.dossier_id)
        .where(du_lot, p.etat != "valide"),
    }


def _groupes(connection: Connection, requete: Any) -> Groupes:
    groupes: Groupes = {}
    # at once: a row at a time costs twice as much
    for row in connection.execute(requete).all():
        groupes.setdefault(row[0], []).append(row)
    return groupes
