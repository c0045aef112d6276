"""Simulations under the embedded server: a child of its own does them, started when one waits, and again if it dies."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from models.database import db
from workflows.simulations import ouvertes

NOM = "serveur"
RYTHME = 2.0
"""Seconds between two looks at what waits."""

log = structlog.get_logger("convergence.travaux")


class Surveillant:
    """Looks whether anything waits, and keeps a child at it: whoever reads pages does not pay for it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._enfant: subprocess.Popen[bytes] | None = None

    def tourner(self, arret: Event) -> None:
        """Look again and again until told to stop; the child ends with us."""
        while not arret.wait(RYTHME):
            try:
                self._regarder()
            except Exception as error:
                # a database that is away for a moment must not end the thread that looks
                log.error("travaux_interrompus", kind=type(error).__name__, exc_info=error)
        if self._enfant is not None:
            self._enfant.terminate()
            self._enfant.wait()

    def _regarder(self) -> None:
        if self._enfant is not None and self._enfant.poll() is None:
            return
        if self._enfant is not None:
            log.info("travaux_finis", code=self._enfant.returncode)
            self._enfant = None
        with self._app.app_context(), Session(db.engine) as session:
            attendues = ouvertes(session)
        if attendues:
            command = [sys.executable, "-m", "webapp.cli", "worker", "--once", "--nom", NOM]
            self._enfant = subprocess.Popen(  # noqa: S603 - a command of ours
                command, env=os.environ, stdout=subprocess.DEVNULL
            )
            log.info("travaux_commences", simulations=len(attendues))


@contextmanager
def working(app: Flask) -> Iterator[None]:
    """Have simulations done beside the pages until the end of the block."""
    arret = Event()
    thread = Thread(target=Surveillant(app).tourner, args=(arret,), name="travaux", daemon=True)
    thread.start()
    try:
        yield
    finally:
        arret.set()
        thread.join(timeout=10)
