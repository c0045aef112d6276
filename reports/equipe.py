"""The accounts of a company as its responsables see them, and the invitations that are open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from models.compte import Compte, Entreprise, Invitation
from models.events import Event
from models.journal import JournalEntry
from models.log import company_log
from reports.listes import Colonne, DemandeListe, Tranche, trancher, trouver

ACTIF, SUSPENDU, FERME = "actif", "suspendu", "ferme"


@dataclass(frozen=True, slots=True)
class LigneCompte:
    """One account; `connexion` is its last sign-in, None where there was none."""

    id: str
    nom: str
    email: str
    role: str
    etat: str
    cree_le: datetime
    connexion: datetime | None


@dataclass(frozen=True, slots=True)
class LigneInvitation:
    """An invitation that nobody has accepted yet."""

    id: str
    email: str
    role: str
    par: str
    cree_le: datetime
    expire_le: datetime
    expiree: bool


def comptes(session: Session, entreprise_id: str, reference: str, demande: DemandeListe) -> Tranche[LigneCompte]:
    """The accounts of the company, by name."""
    tris: dict[str, Colonne] = {
        "nom": Compte.nom_plie,
        "email": Compte.email,
        "role": Compte.role,
        "etat": etat_du_compte(),
    }
    requete = _requete(entreprise_id, reference).where(
        trouver(demande.recherche, Compte.nom_plie, func.lower(Compte.email), Compte.role)
    )
    tranche = trancher(session, requete, demande, tris, Compte.nom_plie, Compte.id)
    return tranche.lues(lambda row: LigneCompte(**row._mapping))


def compte(session: Session, entreprise_id: str, reference: str, identifiant: str) -> LigneCompte | None:
    """One of them, None for another company's."""
    row = session.execute(_requete(entreprise_id, reference).where(Compte.id == identifiant)).one_or_none()
    return LigneCompte(**row._mapping) if row is not None else None


def invitations(session: Session, entreprise_id: str | None, maintenant: datetime) -> tuple[LigneInvitation, ...]:
    """The open invitations of the company, or into the agency where there is none, the last ones first."""
    auteur = aliased(Compte)
    rows = session.execute(
        select(Invitation, auteur.nom)
        .join(auteur, auteur.id == Invitation.invite_par)
        .where(Invitation.entreprise_id.is_not_distinct_from(entreprise_id), Invitation.etat == "envoyee")
        .order_by(Invitation.cree_le.desc(), Invitation.id)
    )
    return tuple(_invitation(invitation, nom, maintenant) for invitation, nom in rows)


def _invitation(invitation: Invitation, par: str, maintenant: datetime) -> LigneInvitation:
    expire = invitation.expire_le
    return LigneInvitation(
        invitation.id, invitation.email, invitation.role, par, invitation.cree_le, expire, maintenant >= expire
    )


def _requete(entreprise_id: str, reference: str) -> Any:
    return select(
        Compte.id,
        Compte.nom,
        Compte.email,
        Compte.role,
        etat_du_compte().label("etat"),
        Compte.cree_le,
        derniere_connexion(literal(company_log(reference))).label("connexion"),
    ).where(Compte.entreprise_id == entreprise_id)


def etat_du_compte() -> ColumnElement[str]:
    """Whether it is open, suspended by its company, or closed by the agency."""
    return case((Compte.active, ACTIF), (Compte.suspendu.is_(True), SUSPENDU), else_=FERME)


def derniere_connexion(journal: ColumnElement[str]) -> Any:
    """Read from the log of that name, which knows each sign-in, by the index of its streams."""
    siennes = (JournalEntry.log == journal) & (JournalEntry.stream == "compte/" + Compte.id)
    return (
        select(JournalEntry.time)
        .where(siennes, JournalEntry.event == Event.COMPTE_CONNEXION.value)
        .order_by(JournalEntry.stream_seq.desc())
        .limit(1)
        .correlate(Compte, Entreprise)
        .scalar_subquery()
    )
