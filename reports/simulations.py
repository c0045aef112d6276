"""What simulations found: how far they are, totals, and the dossiers that would change; no answer is shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from models.publication import Publication
from models.simulation import OUVERTES, DossierSimule, LotSimule, Simulation
from reports.listes import Colonne, DemandeListe, Tranche, trancher, trouver
from reports.versions_publiees import nom_de_version

ENTETES = ("reference", "sujet", "demarche", "genre", "questionnaire", "objet", "avant", "apres")


@dataclass(frozen=True, slots=True)
class VersionSimulee:
    """The version that is, or may be, simulated."""

    id: str
    nom: str
    etat: str
    digest: str


@dataclass(frozen=True, slots=True)
class Avancee:
    """One simulation: `faits` of `lots` batches gone through; `resume` once it ended."""

    id: str
    etat: str
    lots: int
    faits: int
    cree_le: datetime
    fini_le: datetime | None
    erreur: str
    digest: str
    resume: Mapping[str, Any] | None

    @property
    def ouverte(self) -> bool:
        """Whether it waits or is under way."""
        return self.etat in OUVERTES


@dataclass(frozen=True, slots=True)
class LigneDossier:
    """A dossier that would change, and what of it (genre, questionnaire, object, before, after)."""

    reference: int | None
    sujet: str
    demarche: str
    nombre: int
    changements: tuple[tuple[str, str, str, str, str], ...]


def version_simulee(session: Session, identifiant: str) -> VersionSimulee | None:
    """The version of that identifier."""
    colonnes = (Publication.genre, Publication.code, Publication.version, Publication.etat, Publication.digest)
    row = session.execute(select(*colonnes).where(Publication.id == identifiant)).one_or_none()
    if row is None:
        return None
    nom = nom_de_version(row.genre, row.code, row.version)
    return VersionSimulee(identifiant, nom, row.etat, row.digest)


def derniere(session: Session, publication: str) -> Avancee | None:
    """The last simulation of a version, and how far it is."""
    query = select(Simulation).where(Simulation.publication_id == publication)
    s = session.scalar(query.order_by(Simulation.cree_le.desc(), Simulation.id).limit(1))
    if s is None:
        return None
    faits = select(func.count()).where(LotSimule.simulation_id == s.id, LotSimule.totaux.is_not(None))
    nombre = session.scalar(faits) or 0
    return Avancee(s.id, s.etat, s.lots, nombre, s.cree_le, s.fini_le, s.erreur, s.digest, s.resume)


def dossiers_simules(
    session: Session, simulation: str, demande: DemandeListe, genre: str = ""
) -> Tranche[LigneDossier]:
    """The dossiers that would change, by reference; only those with a change of that kind, where one is given."""
    d = DossierSimule
    tris: dict[str, Colonne] = {"reference": d.reference, "demarche": d.demarche, "nombre": d.nombre}
    cherche = trouver(demande.recherche, d.reference, d.demarche, d.genres)
    requete = _requete(simulation, genre).where(cherche)
    tranche = trancher(session, requete, demande, tris, d.reference, d.dossier_id)
    return tranche.lues(_ligne)


def lignes_csv(connection: Connection, simulation: str) -> Iterator[tuple[object, ...]]:
    """One line a change, as they are read."""
    requete = _requete(simulation, "").order_by(DossierSimule.reference, DossierSimule.dossier_id)
    for row in connection.execution_options(yield_per=500).execute(requete):
        for genre, questionnaire, objet, avant, apres in row.changements:
            yield row.reference, row.sujet, row.demarche, genre, questionnaire, objet, avant, apres


def _requete(simulation: str, genre: str) -> Any:
    d = DossierSimule
    requete = select(d.reference, d.sujet, d.demarche, d.nombre, d.changements).where(d.simulation_id == simulation)
    return requete.where(d.genres.contains(f",{genre},", autoescape=True)) if genre else requete


def _ligne(row: Any) -> LigneDossier:
    return LigneDossier(
        row.reference, row.sujet, row.demarche, row.nombre, tuple((g, q, o, a, b) for g, q, o, a, b in row.changements)
    )
