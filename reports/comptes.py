"""Every account as the agency sees it: whose it is, its role, its state, its last sign-in; nothing of answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from models.compte import Compte, Entreprise
from models.entry import AGENCY_LOG
from models.log import company_log
from reports.equipe import derniere_connexion, etat_du_compte
from reports.listes import Colonne, DemandeListe, Tranche, trancher, trouver

PREFIXE = company_log("x")[:-1]
"""What the origin of every company's log begins with."""


@dataclass(frozen=True, slots=True)
class LigneCompteAgence:
    """One account; `entreprise_id`, `entreprise` and `reference` are None for one of the agency."""

    id: str
    nom: str
    email: str
    role: str
    etat: str
    cree_le: datetime
    entreprise_id: str | None
    entreprise: str | None
    reference: str | None
    suspendue: bool
    connexion: datetime | None


def tous_les_comptes(session: Session, demande: DemandeListe) -> Tranche[LigneCompteAgence]:
    """All accounts, by name."""
    tris: dict[str, Colonne] = {
        "nom": Compte.nom_plie,
        "email": Compte.email,
        "role": Compte.role,
        "entreprise": Entreprise.nom_plie,
        "etat": etat_du_compte(),
    }
    personne = (Compte.nom_plie, func.lower(Compte.email), Compte.role)
    entreprise = (Entreprise.nom_plie, func.lower(Entreprise.reference))
    requete = _requete().where(trouver(demande.recherche, *personne, *entreprise))
    tranche = trancher(session, requete, demande, tris, Compte.nom_plie, Compte.id)
    return tranche.lues(_lue)


def un_compte(session: Session, identifiant: str) -> LigneCompteAgence | None:
    """One of them."""
    row = session.execute(_requete().where(Compte.id == identifiant)).one_or_none()
    return _lue(row) if row is not None else None


def _requete() -> Any:
    journal = case((Entreprise.reference.is_(None), AGENCY_LOG), else_=literal(PREFIXE) + Entreprise.reference)
    return select(
        Compte.id,
        Compte.nom,
        Compte.email,
        Compte.role,
        etat_du_compte().label("etat"),
        Compte.cree_le,
        Compte.entreprise_id,
        Entreprise.nom.label("entreprise"),
        Entreprise.reference,
        Entreprise.suspendue.is_(True).label("suspendue"),
        derniere_connexion(journal).label("connexion"),
    ).outerjoin(Entreprise, Entreprise.id == Compte.entreprise_id)


def _lue(row: Any) -> LigneCompteAgence:
    return LigneCompteAgence(**row._mapping)
