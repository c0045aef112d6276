"""Work beside the pages, by DBOS: what was begun is finished, by whoever is there, however somebody was killed.

Each process that works has a name of its own that stays from start to start: DBOS gives it back, when it starts again,
what it had begun. A simulation is one workflow, which leaves its batches to a few others in a queue that every process
takes from; a batch that was done is not done again, and one that was cut is done anew.
"""

import fcntl
import gc
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import time
from typing import Any

from dbos import DBOS, DBOSConfig, DBOSConfiguredInstance, DBOSPortableJSONSerializer, SetWorkflowID
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine

from workflows.simulations import Simulateur
from workflows.structured import structlog

NOM = "convergence"
VERSION = "1"
"""Of the workflows below: work begun under another version is left to whoever has it."""

SIMULATIONS, LOTS = "simulations", "lots"
FILES = 64
"""Workflows among which the batches of a simulation are shared: small, for the last ones keep one process alone."""

D_AVANCE = 2
"""Shares that a process holds: one is gone through while what another found is kept, and the next is always there."""

RYTHME = 0.5
"""Seconds between two looks at what is asked."""

ATTENTE = 0.1
"""Seconds between two looks at whether the shares of a simulation are done."""

OBJETS = 100_000
"""Objects made between two looks for those that hold each other: the rows of a batch are many, and go by themselves."""

log = structlog.get_logger("convergence.travaux")


@DBOS.dbos_class()
class Simulations(DBOSConfiguredInstance):
    """Simulations as workflows of this process."""

    def __init__(self, simulateur: Simulateur) -> None:
        super().__init__(SIMULATIONS)
        self._simulateur = simulateur

    @DBOS.workflow()
    def simuler(self, simulation_id: str) -> None:
        """From the request to the summary; what goes wrong is said where it was asked for."""
        try:
            lots = self.preparer(simulation_id)
            files = min(FILES, lots)
            parts = [DBOS.enqueue_workflow(LOTS, self.parcourir, simulation_id, n, files, lots) for n in range(files)]
            for part in parts:
                part.get_result(polling_interval_sec=ATTENTE)
            self.conclure(simulation_id)
        except Exception as error:
            log.error("simulation_interrompue", id=simulation_id, kind=type(error).__name__, exc_info=error)
            self._simulateur.echouer(simulation_id, error)

    @DBOS.workflow()
    def parcourir(self, simulation_id: str, premier: int, pas: int, lots: int) -> None:
        """Every batch of one in so many, until told to stop."""
        for numero in range(premier, lots, pas):
            if not self.lot(simulation_id, numero):
                return

    @DBOS.step()
    def preparer(self, simulation_id: str) -> int:
        """Cut the work."""
        return self._simulateur.preparer(simulation_id)

    @DBOS.step()
    def lot(self, simulation_id: str, numero: int) -> bool:
        """Go through one batch."""
        return self._simulateur.lot(simulation_id, numero)

    @DBOS.step()
    def conclure(self, simulation_id: str) -> None:
        """Add up."""
        self._simulateur.conclure(simulation_id)


class Travailleur:
    """One process at work, under its name, beside others of other names."""

    def __init__(self, simulateur: Simulateur, base: str, nom: str) -> None:
        """`base` is the address of DBOS's own database; `nom` never is that of another process that lives."""
        self._simulateur, self._base, self._nom = simulateur, base, nom

    def tourner(self, arret: Event, *, une_fois: bool = False) -> None:
        """Take what is asked until told to stop or, once, until nothing is left to do; in a process of its own.

        Told to stop, or where it raises, it leaves its threads at work: the process is to end without waiting for them,
        as if it were killed, and what they had begun is given back to it at its next start.

        Raises: sqlalchemy.exc.OperationalError where the database goes away.
        """
        gc.set_threshold(OBJETS)
        with self._lance(arret) as simulations:
            while not arret.is_set():
                attendues = self._simulateur.ouvertes()
                for simulation_id in attendues:
                    # asked again under the same name, it is the same: nothing is begun twice
                    with SetWorkflowID(simulation_id):
                        DBOS.enqueue_workflow(SIMULATIONS, simulations.simuler, simulation_id)
                if une_fois and not attendues:
                    return
                arret.wait(RYTHME)

    def reprendre(self, absent: str) -> int:
        """Take over what a process of that name left when it went for good; how many workflows."""
        with self._lance(Event()):
            laisses = DBOS.list_workflows(status="PENDING", executor_id=absent)
            for workflow in laisses:
                DBOS.resume_workflow(workflow.workflow_id)
        return len(laisses)

    @contextmanager
    def _lance(self, arret: Event) -> Iterator[Simulations]:
        engine = _engine(self._base)
        config = DBOSConfig(
            name=NOM,
            application_version=VERSION,
            executor_id=self._nom,
            system_database_engine=engine,
            system_database_url=self._base,
            # the default is pickle, which would run whatever somebody wrote in that database
            serializer=DBOSPortableJSONSerializer(),
            log_level="WARNING",
            enable_otlp=False,
        )
        DBOS(config=config)
        simulations = Simulations(self._simulateur)
        with _seul(engine):
            DBOS.launch()
        DBOS.register_queue(SIMULATIONS, worker_concurrency=1, polling_interval_sec=RYTHME)
        DBOS.register_queue(LOTS, worker_concurrency=D_AVANCE, polling_interval_sec=RYTHME)
        yield simulations
        if not arret.is_set():
            DBOS.destroy()
            engine.dispose()


@contextmanager
def _seul(engine: Engine) -> Iterator[None]:
    """Have processes that begin together make DBOS's file one after the other.

    SQLite refuses at once, whatever it was told to wait, to whoever turns a new file to WAL beside another.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    folder = os.open(Path(str(engine.url.database)).parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _engine(base: str) -> Engine:
    engine = create_engine(base, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """As DBOS prepares those that it opens itself; on Python 3.12 it asks SQLite for what 3.42 alone has."""
    connection.isolation_level = "IMMEDIATE"
    connection.execute("PRAGMA busy_timeout=30000")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA journal_mode=WAL")
    if sqlite3.sqlite_version_info < (3, 42):
        connection.create_function("unixepoch", 1, _unixepoch)


def _unixepoch(_precision: str) -> float:
    return time()
