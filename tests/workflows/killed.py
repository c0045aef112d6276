"""A process that validates an evaluation and is killed on the way: its arguments are those of `main`."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from models.signing_key import Signer
from rules.decision import Judge
from tests.support.databases import open_address
from tests.workflows.plateforme import INTEROP, SOCLES
from workflows.acteurs import acteur_de
from workflows.clock import SystemClock
from workflows.commands.evaluations import ValiderEvaluation
from workflows.execution import Door

COMMIT = "COMMIT"


def _die(*_args: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at(beginning: str) -> Callable[..., None]:
    def before(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if beginning in statement:
            _die()

    return before


def main(url: str, key: str, sujet: str, at: str) -> None:
    """Validate, and die before the first statement that says so, or before the commit."""
    engine = open_address(url)
    with Session(engine) as session:
        responsable = acteur_de(session, "responsable@edi.example")
    if at == COMMIT:
        event.listen(engine, "commit", _die)
    else:
        event.listen(engine, "before_cursor_execute", _die_at(at))
    door = Door(engine, Signer.load(Path(key)), SystemClock(), Judge("reference"))
    door.execute(ValiderEvaluation(responsable, sujet, SOCLES, INTEROP))


if __name__ == "__main__":
    main(*sys.argv[1:])
