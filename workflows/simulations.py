"""A simulation from its request to its summary: batches that may be done twice, and leave the same.

Nothing here is journalled but the end, which is a command like any other.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.balayage import LOT, bornes, lire_lot
from models.journal_reading import snapshot
from models.publication import Publication
from models.simulation import OUVERTES, DossierSimule, LotSimule, Simulation
from models.snapshot import SujetSnapshot
from rules.edition import EditionCache
from rules.simulation import Changement
from rules.simulation import Simulation as Comparaison
from workflows.commands.base import SYSTEME
from workflows.commands.publications import ConstaterSimulation
from workflows.errors import NotFound, Refused, RevisionConflict
from workflows.execution import Door
from workflows.machines.cycles import transitions
from workflows.publishing import Projet, projet_actuel, projet_avec

DEPASSEE = "Ce qui est en vigueur, ou le brouillon, a changé depuis la demande : relancez la simulation."
CHANGEMENTS_GARDES = 200
"""Changes kept of one dossier: more are counted."""


def demander(session: Session, now: datetime, publication_id: str, digest_vu: str, compte: str | None) -> str:
    """Ask for a simulation of the version as it was seen; the one that is under way, where there is one.

    Raises: NotFound, RevisionConflict.
    """
    publication = session.get(Publication, publication_id, with_for_update=True)
    if publication is None:
        raise NotFound("Cette version n'existe pas.")
    if publication.digest != digest_vu:
        raise RevisionConflict("Une autre personne a modifié ce brouillon depuis que vous avez ouvert la page.")
    ouverte = select(Simulation).where(Simulation.publication_id == publication_id, Simulation.etat.in_(OUVERTES))
    deja = session.scalar(ouverte)
    if deja is not None and deja.digest == digest_vu:
        return deja.id
    if deja is not None:
        # of another content: nobody waits for it any more
        deja.etat, deja.fini_le = "annulee", now
        session.flush()
    _oublier(session, publication_id)
    simulation = Simulation(
        id=str(uuid4()),
        publication_id=publication_id,
        digest=digest_vu,
        avant=projet_actuel(session, now).digest,
        apres=projet_avec(session, publication, now).digest,
        demande_par=compte,
        cree_le=now,
    )
    session.add(simulation)
    return simulation.id


def annuler(session: Session, now: datetime, simulation_id: str) -> None:
    """Have it stop after the batch that is under way; what was found stays to be read."""
    siennes = (Simulation.id == simulation_id) & Simulation.etat.in_(OUVERTES)
    session.execute(update(Simulation).where(siennes).values(etat="annulee", fini_le=now))


def ouvertes(session: Session) -> tuple[str, ...]:
    """Those that wait or are under way, the oldest first."""
    query = select(Simulation.id).where(Simulation.etat.in_(OUVERTES)).order_by(Simulation.cree_le, Simulation.id)
    return tuple(session.scalars(query))


def _oublier(session: Session, publication_id: str) -> None:
    """What earlier simulations of the version found; their summaries stay."""
    anciennes = select(Simulation.id).where(Simulation.publication_id == publication_id)
    for table in (DossierSimule, LotSimule):
        session.execute(delete(table).where(table.simulation_id.in_(anciennes)))


@dataclass(frozen=True, slots=True)
class _Lot:
    """A batch gone through: the rows of the dossiers that change, and counts."""

    rows: list[dict[str, Any]]
    totaux: dict[str, Any]


class Simulateur:
    """Does the parts of simulations, one batch at a time; remembers the editions that it compared last.

    Several threads may use it: what one found is kept while another goes through the next batch.
    """

    def __init__(self, door: Door, engine: Engine, taille: int = LOT) -> None:
        """`engine` reads, the door writes; `taille` is how many subjects make a batch."""
        self._door, self._engine, self._taille, self._editions = door, engine, taille, EditionCache()
        self._comparees: tuple[str, Comparaison] | None = None
        self._parcours = Lock()

    def ouvertes(self) -> tuple[str, ...]:
        """What waits or is under way."""
        with Session(self._engine) as session:
            return ouvertes(session)

    def preparer(self, simulation_id: str) -> int:
        """Cut the work into batches, and give their number: none where nobody waits for it any more."""
        comparaison = self._comparaison(simulation_id)
        if comparaison is None:
            return 0
        with self._engine.connect() as connection:
            decoupe = bornes(connection, comparaison.demarches(), self._taille)
        rows = [
            {"simulation_id": simulation_id, "numero": numero, "premier": premier, "suivant": suivant}
            for numero, (premier, suivant) in enumerate(decoupe)
        ]

        def garder(session: Session, _now: datetime) -> None:
            session.execute(delete(LotSimule).where(LotSimule.simulation_id == simulation_id))
            if rows:
                session.execute(insert(LotSimule), rows)
            attendue = (Simulation.id == simulation_id) & Simulation.etat.in_(OUVERTES)
            session.execute(update(Simulation).where(attendue).values(etat="en_cours", lots=len(rows)))

        self._door.aside(garder)
        return len(rows)

    def lot(self, simulation_id: str, numero: int) -> bool:
        """Go through a batch, and keep what was found in the place of what was; False where it is to stop."""
        with self._parcours:
            comparaison = self._comparaison(simulation_id)
            if comparaison is None:
                return False
            parcouru = self._parcouru(comparaison, simulation_id, numero)

        def garder(session: Session, _now: datetime) -> None:
            session.execute(
                delete(DossierSimule).where(DossierSimule.simulation_id == simulation_id, DossierSimule.lot == numero)
            )
            if parcouru.rows:
                session.execute(insert(DossierSimule), parcouru.rows)
            lots = update(LotSimule).where(*_du_lot(LotSimule, simulation_id, numero))
            session.execute(lots.values(totaux=parcouru.totaux))

        self._door.aside(garder)
        return True

    def _parcouru(self, comparaison: Comparaison, simulation_id: str, numero: int) -> _Lot:
        with snapshot(self._engine) as connection:
            query = select(LotSimule.premier, LotSimule.suivant)
            borne = connection.execute(query.where(*_du_lot(LotSimule, simulation_id, numero))).one()
            sujets = lire_lot(connection, borne, comparaison.demarches())
            return _parcourir(comparaison, simulation_id, numero, sujets)

    def conclure(self, simulation_id: str) -> None:
        """Add the batches up, and have the journal say so, if what was simulated is still what is to be published."""
        with Session(self._engine) as session:
            simulation = session.get_one(Simulation, simulation_id)
            if simulation.etat != "en_cours":
                return
            resume = resumer(session, simulation)
            perime = self._projets(session, simulation, simulation.cree_le) is None
        erreur = DEPASSEE if perime else ""
        if not perime:
            command = ConstaterSimulation(SYSTEME, simulation.publication_id, simulation.digest, resume)
            try:
                self._door.execute(command)
            except Refused as refusal:
                erreur = " ".join(refusal.sentences)[:200]
        self._clore(simulation_id, "terminee", erreur, resume)

    def echouer(self, simulation_id: str, error: Exception) -> None:
        """Say that it could not be done; the log has the rest."""
        self._clore(simulation_id, "echouee", f"Erreur inattendue ({type(error).__name__}).", None)

    def _clore(self, simulation_id: str, etat: str, erreur: str, resume: dict[str, Any] | None) -> None:
        def fermer(session: Session, now: datetime) -> None:
            siennes = (Simulation.id == simulation_id) & Simulation.etat.in_(OUVERTES)
            valeurs = {"etat": etat, "erreur": erreur, "fini_le": now, "resume": resume}
            session.execute(update(Simulation).where(siennes).values(valeurs))

        self._door.aside(fermer)

    def _comparaison(self, simulation_id: str) -> Comparaison | None:
        """The two editions, ready; None where the simulation was stopped or no longer stands, which it then says."""
        with Session(self._engine) as session:
            simulation = session.get(Simulation, simulation_id)
            if simulation is None or simulation.etat not in OUVERTES:
                return None
            if self._comparees is not None and self._comparees[0] == simulation_id:
                return self._comparees[1]
            projets = self._projets(session, simulation, simulation.cree_le)
            if projets is not None:
                avant, apres = (self._editions.get(projet.digest, projet.lire) for projet in projets)
                self._comparees = (simulation_id, Comparaison(avant, apres, transitions()))
                return self._comparees[1]
        self._clore(simulation_id, "echouee", DEPASSEE, None)
        return None

    @staticmethod
    def _projets(session: Session, simulation: Simulation, instant: datetime) -> tuple[Projet, Projet] | None:
        publication = session.get_one(Publication, simulation.publication_id)
        avant, apres = projet_actuel(session, instant), projet_avec(session, publication, instant)
        return (avant, apres) if (avant.digest, apres.digest) == (simulation.avant, simulation.apres) else None


def resumer(session: Session, simulation: Simulation) -> dict[str, Any]:
    """What the batches add up to."""
    totaux: Counter[str] = Counter()
    demarches: Counter[str] = Counter()
    genres: Counter[str] = Counter()
    query = select(LotSimule.totaux).where(LotSimule.simulation_id == simulation.id, LotSimule.totaux.is_not(None))
    for lot in session.scalars(query):
        assert lot is not None
        totaux.update({"dossiers": lot["dossiers"], "changes": lot["changes"]})
        demarches.update(lot["demarches"])
        genres.update(lot["genres"])
    return {
        "simulation": simulation.id,
        "dossiers": totaux["dossiers"],
        "changes": totaux["changes"],
        "demarches": dict(sorted(demarches.items())),
        "genres": dict(sorted(genres.items())),
    }


def _parcourir(comparaison: Comparaison, simulation_id: str, numero: int, sujets: Iterable[SujetSnapshot]) -> _Lot:
    rows: list[dict[str, Any]] = []
    dossiers = 0
    demarches, genres = Counter[str](), Counter[str]()
    for sujet in sujets:
        for code, dossier in sujet.dossiers.items():
            dossiers += 1
            changements = comparaison.changements(sujet, code)
            if changements:
                distincts = list(dict.fromkeys(changement.genre.value for changement in changements))
                demarches[code] += 1
                genres.update(distincts)
                rows.append(
                    {
                        "simulation_id": simulation_id,
                        "dossier_id": dossier.id,
                        "lot": numero,
                        "reference": sujet.reference,
                        "sujet": sujet.type,
                        "demarche": code,
                        "genres": f",{','.join(distincts)},",
                        "nombre": len(changements),
                        "changements": list(_gardes(changements)),
                    }
                )
    totaux = {"dossiers": dossiers, "changes": len(rows), "demarches": dict(demarches), "genres": dict(genres)}
    return _Lot(rows, totaux)


def _gardes(changements: tuple[Changement, ...]) -> Iterator[list[str]]:
    for c in changements[:CHANGEMENTS_GARDES]:
        yield [c.genre.value, c.questionnaire, c.objet, c.avant, c.apres]


def _du_lot(table: type[LotSimule], simulation_id: str, numero: int) -> tuple[Any, Any]:
    return table.simulation_id == simulation_id, table.numero == numero
