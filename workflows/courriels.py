"""The mails that are to leave: taken for a while by whoever sends them, and closed with what became of each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.notification import Courriel

BAIL = timedelta(minutes=10)
"""How long a mail is kept from others once taken: whoever dies meanwhile leaves it to the next."""

REMISE = timedelta(minutes=3)
"""As long as handing one mail over may take on a slow server: what is not begun sooner is left to whoever takes it."""

DELAIS = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 240, 720, 720, 1440))
"""Between two tries; after the last one the mail is given up, and the administrateurs see it."""

CONSERVATION = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Depart:
    """A mail that was taken, to be sent before `jusqu_a`; `essai` is 1 the first time."""

    id: str
    genre: str
    objet_id: str
    cree_le: datetime
    essai: int
    jusqu_a: datetime

    def a_le_temps(self, now: datetime) -> bool:
        """Whether it can still be handed over before somebody else may take it."""
        return now <= self.jusqu_a - REMISE


@dataclass(frozen=True, slots=True)
class Issue:
    """What became of it: `etat` envoye, sans_objet, reporte or abandonne; `erreur` says why, without naming anybody."""

    etat: str
    erreur: str = ""


def reserver(session: Session, now: datetime, combien: int = 1) -> list[Depart]:
    """Take the mails that are due, the oldest first; two who send at once take different ones."""
    dus = (
        select(Courriel)
        .where(Courriel.etat == "attente", Courriel.prochain_le <= now)
        .order_by(Courriel.prochain_le, Courriel.id)
        .limit(combien)
        .with_for_update(skip_locked=True)
    )
    pris = list(session.scalars(dus))
    for courriel in pris:
        courriel.essais += 1
        courriel.prochain_le = now + BAIL
    return [Depart(c.id, c.genre, c.objet_id, c.cree_le, c.essais, c.prochain_le) for c in pris]


def clore(session: Session, now: datetime, depart: Depart, issue: Issue) -> str:
    """Keep what became of a mail, and give its state; what is put off too often is given up."""
    courriel = session.get(Courriel, depart.id, with_for_update=True)
    if courriel is None or courriel.etat != "attente" or courriel.essais != depart.essai:
        # somebody else took it since
        return "repris"
    courriel.erreur = issue.erreur
    if issue.etat == "reporte" and depart.essai <= len(DELAIS):
        courriel.prochain_le = now + DELAIS[depart.essai - 1]
        return "reporte"
    courriel.etat = "abandonne" if issue.etat == "reporte" else issue.etat
    courriel.clos_le = now
    return courriel.etat


def purger(session: Session, now: datetime) -> None:
    """Forget the mails that left long ago."""
    session.execute(
        delete(Courriel).where(Courriel.etat.in_(("envoye", "sans_objet")), Courriel.clos_le < now - CONSERVATION)
    )
