"""Companies as the agency sees them: their names, how many people and products, and whether they are open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from models.compte import Compte, Entreprise, Role
from models.sujet import Sujet
from reports.listes import Colonne, DemandeListe, Tranche, trancher, trouver

OUVERTE, SUSPENDUE = "ouverte", "suspendue"


@dataclass(frozen=True, slots=True)
class LigneEntreprise:
    """One company; `comptes` and `responsables` count the active accounts, `produits` what is not archived."""

    id: str
    reference: str
    nom: str
    etat: str
    cree_le: datetime
    suspendue_le: datetime | None
    comptes: int
    responsables: int
    produits: int


def entreprises(session: Session, demande: DemandeListe) -> Tranche[LigneEntreprise]:
    """All companies, by name."""
    tris: dict[str, Colonne] = {
        "nom": Entreprise.nom_plie,
        "reference": Entreprise.reference,
        "etat": _etat(),
        "cree_le": Entreprise.cree_le,
    }
    requete = _requete().where(trouver(demande.recherche, Entreprise.nom_plie, func.lower(Entreprise.reference)))
    tranche = trancher(session, requete, demande, tris, Entreprise.nom_plie, Entreprise.id)
    return tranche.lues(lambda row: LigneEntreprise(**row._mapping))


def une_entreprise(session: Session, identifiant: str) -> LigneEntreprise | None:
    """One of them."""
    row = session.execute(_requete().where(Entreprise.id == identifiant)).one_or_none()
    return LigneEntreprise(**row._mapping) if row is not None else None


def _requete() -> Any:
    actif = (Compte.entreprise_id == Entreprise.id) & Compte.active
    responsable = actif & (Compte.role == Role.RESPONSABLE.value)
    sien = (Sujet.entreprise_id == Entreprise.id) & (Sujet.etat == "valide") & (Sujet.type == "produit")
    return select(
        Entreprise.id,
        Entreprise.reference,
        Entreprise.nom,
        _etat().label("etat"),
        Entreprise.cree_le,
        Entreprise.suspendue_le,
        _nombre(Compte, actif).label("comptes"),
        _nombre(Compte, responsable).label("responsables"),
        _nombre(Sujet, sien & Sujet.archive.is_(False)).label("produits"),
    )


def _etat() -> Any:
    return case((Entreprise.suspendue.is_(True), SUSPENDUE), else_=OUVERTE)


def _nombre(table: Any, condition: Any) -> Any:
    """Counted for the rows that are shown alone."""
    return select(func.count()).select_from(table).where(condition).correlate(Entreprise).scalar_subquery()
