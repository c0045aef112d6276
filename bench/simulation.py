"""A publication simulated over 100,000 dossiers by two processes, beside the live path, one dossier after the other."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.figure import Figure, compared, reaching
from bench.ground import Ground, ground
from bench.many_dossiers import copy, models
from models.balayage import LOT
from models.chargement import charger
from models.publication import Publication
from models.simulation import Simulation
from models.sujet import Sujet
from rules.constat import Portes, constater
from rules.decision import Judge
from rules.edition import Edition, build_edition
from rules.families import Decideur
from rules.simulation import comparer
from tests.support.databases import postgresql_database, postgresql_server
from tests.support.rediger import Redaction, redaction
from tests.workflows.plateforme import SOCLES
from workflows.machines.cycles import transitions
from workflows.publishing import projet_actuel, projet_avec
from workflows.simulations import demander

ROOT = Path(__file__).parents[1]
FEW, MANY = 10_000, 100_000
SAMPLE = 200
"""Dossiers that the live path evaluates: the others would take it an hour."""
NAME = "a publication simulated over 100,000 dossiers, two processes"


def figures() -> Iterator[Figure]:
    """On SQLite, then on PostgreSQL."""
    with ExitStack() as stack:
        server = stack.enter_context(postgresql_server())
        for database, address in (("SQLite", None), ("PostgreSQL", postgresql_database(server))):
            with ground(address) as where:
                yield from _figures(where, database)


def _figures(where: Ground, database: str) -> Iterator[Figure]:
    made = models(where.site)
    redac = redaction(where.site)
    draft = _draft(redac)
    copy(where.engine, 1, FEW // made)
    _, small = _simulated(where, draft)
    copy(where.engine, FEW // made + 1, MANY // made)
    seconds, large = _simulated(where, draft)
    rate, live = MANY / seconds, _live(where, draft)
    yield reaching(f"{NAME}, {database}", rate, "dossiers/s", 4000)
    # what two processes of the live path would do, if they never waited for one another
    yield compared("a dossier simulated", 1000 / rate, "ms", "the live path, two processes", 500 * live, 0.2)
    yield compared(f"memory of a process at {MANY}, {database}", large, "MB", f"at {FEW}", small, 1.25)


def _draft(redac: Redaction) -> str:
    """One critère below its threshold no longer keeps the verdict away: a quarter of the dossiers change."""
    draft = redac.brouillon("regles", "verdict/doctrine-2021")
    redac.modifier(draft, "{fact: criteres.sous_seuil, eq: 0}", "{fact: criteres.sous_seuil, le: 2}")
    redac.modifier(draft, "{fact: criteres.sous_seuil, gt: 0}", "{fact: criteres.sous_seuil, gt: 2}")
    redac.modifier(draft, "criteres.sous_seuil: 1}", "criteres.sous_seuil: 3}")
    redac.teste(draft)
    return draft


def _simulated(where: Ground, draft: str) -> tuple[float, float]:
    """Seconds from the start of the two processes to their end, and the megabytes of the larger."""
    with Session(where.engine) as session:
        digest = session.get_one(Publication, draft).digest
    asked = where.site.door.aside(partial(demander, publication_id=draft, digest_vu=digest, compte=None))
    begun = time.perf_counter()
    workers = [_worker(where, name) for name in ("un", "deux")]
    largest = max(_memory(worker) for worker in workers)
    seconds = time.perf_counter() - begun
    with Session(where.engine) as session:
        done = session.get_one(Simulation, asked)
        if done.etat != "terminee" or done.erreur or not done.resume or not done.resume["changes"]:
            raise AssertionError(f"the simulation did not end well: {done.etat} {done.erreur} {done.resume}")
    return seconds, largest


def _worker(where: Ground, name: str) -> "subprocess.Popen[bytes]":
    jobs = where.database if where.database.startswith("postgresql") else f"sqlite:///{where.folder}/travaux.sqlite"
    key = str(where.folder / "journal")
    command = [sys.executable, "-m", "tests.support.simulating", where.database, key, jobs, name, str(LOT)]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE)


def _memory(worker: "subprocess.Popen[bytes]") -> float:
    """Megabytes that it held at most, which it says as it ends."""
    said, _ = worker.communicate()
    if worker.returncode:
        raise AssertionError(f"a worker ended with {worker.returncode}")
    return int(said.split()[-1]) / 1024


def _live(where: Ground, draft: str) -> float:
    """Seconds that the live path takes for one dossier under both editions, one after the other."""
    with Session(where.engine) as session:
        publication, now = session.get_one(Publication, draft), where.site.clock.now()
        editions = [
            build_edition(p.lire()) for p in (projet_actuel(session, now), projet_avec(session, publication, now))
        ]
        sujets = list(session.scalars(select(Sujet.id).order_by(Sujet.id).limit(SAMPLE)))
        evaluate = _evaluator(session, editions)
        evaluate(sujets[0])
        begun = time.perf_counter()
        for sujet in sujets:
            evaluate(sujet)
        return (time.perf_counter() - begun) / len(sujets)


def _evaluator(session: Session, editions: list[Edition]) -> Callable[[str], object]:
    read, portes = Judge("reference").read, Portes(transitions())

    def evaluate(identifiant: str) -> object:
        agregat = charger(session, Sujet.id == identifiant)
        assert agregat is not None
        sujet = agregat.snapshot()
        seen = [constater(Decideur(e, read), sujet, e.catalogue.demarches[SOCLES], portes) for e in editions]
        session.expunge_all()
        return tuple(comparer(seen[0], seen[1]))

    return evaluate
