"""`python -m tests.support.simulating DATABASE KEY JOBS NAME SIZE`: one worker of simulations, to be killed."""

import sys
from pathlib import Path
from threading import Event

from models.signing_key import Signer
from rules.decision import Judge
from tests.support.databases import open_address
from webapp.cli_worker import at_once
from workflows.clock import SystemClock
from workflows.execution import Door
from workflows.jobs import Travailleur
from workflows.simulations import Simulateur


def work(database: str, key: str, jobs: str, name: str, size: str) -> None:
    """Do what waits, in batches of that size, then end."""
    engine = open_address(database)
    door = Door(engine, Signer.load(Path(key)), SystemClock(), Judge("reference"))
    with at_once():
        Travailleur(Simulateur(door, engine, int(size)), jobs, name).tourner(Event(), une_fois=True)


def peak() -> int:
    """Kilobytes that this process held at most; what the system counts for a child begins with its parent's."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    work(*sys.argv[1:])
    sys.stdout.write(f"{peak()}\n")
