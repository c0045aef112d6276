"""Simulations under the embedded server: a child of its own does them, started when one waits, and again if it dies."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from flask import Flask
from sqlalchemy.orm import Session

from models.database import db
from workflows.simulations import ouvertes
from workflows.structured import structlog

NOM = "serveur"
RYTHME = 2.0
"""Seconds between two looks at what waits."""

REPIT = 15
"""Looks without a child after one that failed."""

log = structlog.get_logger("convergence.travaux")


class Surveillant:
    """Looks whether anything waits, and keeps a child at it: whoever reads pages does not pay for it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._enfant: subprocess.Popen[bytes] | None = None
        self._pause = 0

    @property
    def enfant(self) -> int | None:
        """The process of the child that is at work."""
        return self._enfant.pid if self._enfant is not None else None

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
            code, self._enfant = self._enfant.returncode, None
            log.info("travaux_finis", code=code)
            # one that was killed is followed at once; one that cannot begin would fail again
            self._pause = REPIT if code > 0 else 0
        if self._pause:
            self._pause -= 1
            return
        with self._app.app_context(), Session(db.engine) as session:
            attendues = ouvertes(session)
        if attendues:
            command = [sys.executable, "-m", "webapp.cli", "worker", "--once", "--nom", NOM]
            self._enfant = subprocess.Popen(  # noqa: S603 - a command of ours
                command, env=os.environ, stdout=subprocess.DEVNULL
            )
            log.info("travaux_commences", simulations=len(attendues))


@contextmanager
def working(app: Flask) -> Iterator[Surveillant]:
    """Have simulations done beside the pages until the end of the block."""
    arret, surveillant = Event(), Surveillant(app)
    thread = Thread(target=surveillant.tourner, args=(arret,), name="travaux", daemon=True)
    thread.start()
    try:
        yield surveillant
    finally:
        arret.set()
        thread.join(timeout=10)
