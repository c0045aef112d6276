"""The mails of the platform as administrateurs see them: how many left, which ones do not leave and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.notification import RESTAURATION, Courriel

MONTRES = 50


@dataclass(frozen=True, slots=True)
class LigneCourriel:
    """A mail that did not leave; nothing of it says to whom nor about what."""

    id: str
    genre: str
    etat: str
    cree_le: datetime
    essais: int
    prochain_le: datetime
    erreur: str


@dataclass(frozen=True, slots=True)
class Courriels:
    """The count of each state, those given up that can be tried again, and the last mails that failed at least once."""

    nombres: Mapping[str, int]
    a_relancer: int
    en_echec: tuple[LigneCourriel, ...]


def courriels(session: Session) -> Courriels:
    """Two statements."""
    a_relancer = func.count().filter(Courriel.etat == "abandonne", Courriel.erreur != RESTAURATION)
    comptes = session.execute(select(Courriel.etat, func.count(), a_relancer).group_by(Courriel.etat)).all()
    echecs = (
        select(Courriel)
        .where(Courriel.erreur != "", Courriel.etat.in_(("attente", "abandonne")))
        .order_by(Courriel.cree_le.desc(), Courriel.id)
        .limit(MONTRES)
    )
    lignes = tuple(
        LigneCourriel(c.id, c.genre, c.etat, c.cree_le, c.essais, c.prochain_le, c.erreur)
        for c in session.scalars(echecs)
    )
    return Courriels({etat: nombre for etat, nombre, _ in comptes}, sum(row[2] for row in comptes), lignes)
