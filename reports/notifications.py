"""What a person was told, and how much awaits them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from models.compte import Compte
from models.dossier import Dossier, Evaluation, Projection
from models.notification import Notification
from models.publication import Publication
from models.sujet import Sujet
from referentiels.catalogue import Catalogue
from reports.demandes import DEMANDEE, nom_du_sujet, titre_du_questionnaire
from reports.listes import DemandeListe, Tranche, trancher
from reports.versions_publiees import nom_de_version


@dataclass(frozen=True, slots=True)
class EnAttente:
    """How many notifications are unread, and how many requests a responsable could answer."""

    non_lues: int = 0
    a_valider: int = 0


@dataclass(frozen=True, slots=True)
class LigneNotification:
    """One notification; `ouvrable` says whether its questionnaire can still be opened by this address.

    `sujet` is the product or the version of a published document (`publication`) that it is about.
    """

    id: str
    evenement: str
    auteur: str
    reference: int | None
    sujet: str
    questionnaire: str
    code: str
    demarche: str
    projection: bool
    detail: str
    cree_le: datetime
    lue: bool
    ouvrable: bool
    publication: str | None = None


def en_attente(session: Session, compte_id: str, entreprise_id: str, *, responsable: bool) -> EnAttente:
    """Both counts, in one statement that reads what awaits alone."""
    lues = select(func.count()).where(Notification.compte_id == compte_id, Notification.lue_le.is_(None))
    demandes = literal(0)
    if responsable:
        demandes = _evaluations(entreprise_id).scalar_subquery() + _projections(entreprise_id).scalar_subquery()
    non_lues, a_valider = session.execute(select(lues.scalar_subquery(), demandes)).one()
    return EnAttente(non_lues, a_valider)


def notifications(
    session: Session, catalogue: Catalogue, compte_id: str, demande: DemandeListe
) -> Tranche[LigneNotification]:
    """What the person was told, the most recent first."""
    requete = _requete().where(Notification.compte_id == compte_id)
    tranche = trancher(session, requete, demande, {}, Notification.cree_le.desc(), Notification.id)
    return tranche.lues(lambda row: _ligne(catalogue, row))


def notification(session: Session, catalogue: Catalogue, identifiant: str) -> LigneNotification | None:
    """One of anybody's, for the mail that tells it."""
    row = session.execute(_requete().where(Notification.id == identifiant)).one_or_none()
    return _ligne(catalogue, row) if row is not None else None


def _requete() -> Select[Any]:
    auteur, dossier = aliased(Compte), aliased(Dossier)
    return (
        select(
            Notification,
            func.coalesce(auteur.nom, "").label("auteur"),
            Sujet.reference,
            nom_du_sujet().label("sujet"),
            case((dossier.quitte.is_(False), True), else_=False).label("suivi"),
            Publication.genre,
            Publication.code,
            Publication.version,
        )
        .outerjoin(auteur, auteur.id == Notification.auteur_id)
        .outerjoin(Sujet, Sujet.id == Notification.sujet_id)
        .outerjoin(Publication, Publication.id == Notification.publication_id)
        .outerjoin(dossier, (dossier.sujet_id == Sujet.id) & (dossier.demarche == Notification.demarche))
    )


def _ligne(catalogue: Catalogue, row: Any) -> LigneNotification:
    dite: Notification = row[0]
    demarche = catalogue.demarches.get(dite.demarche or "")
    return LigneNotification(
        id=dite.id,
        evenement=dite.evenement,
        auteur=row.auteur,
        reference=row.reference,
        sujet=nom_de_version(row.genre, row.code, row.version) if dite.publication_id else row.sujet or "",
        questionnaire=titre_du_questionnaire(catalogue, dite.questionnaire or ""),
        code=dite.questionnaire or "",
        demarche=dite.demarche or "",
        projection=dite.projection,
        detail=dite.detail,
        cree_le=dite.cree_le,
        lue=dite.lue_le is not None,
        ouvrable=row.suivi and demarche is not None and demarche.volet(dite.questionnaire or "") is not None,
        publication=dite.publication_id,
    )


def _evaluations(entreprise_id: str) -> Any:
    suivis = select(Dossier.id).where(Dossier.sujet_id == Sujet.id, Dossier.quitte.is_(False))
    return (
        select(func.count())
        .select_from(Evaluation)
        .join(Sujet, Sujet.id == Evaluation.sujet_id)
        .where(Evaluation.etat == DEMANDEE, Sujet.entreprise_id == entreprise_id, ~Sujet.archive, suivis.exists())
    )


def _projections(entreprise_id: str) -> Any:
    return (
        select(func.count())
        .select_from(Projection)
        .join(Dossier, Dossier.id == Projection.dossier_id)
        .join(Sujet, Sujet.id == Dossier.sujet_id)
        .where(Projection.etat == DEMANDEE, ~Dossier.quitte, Sujet.entreprise_id == entreprise_id, ~Sujet.archive)
    )
