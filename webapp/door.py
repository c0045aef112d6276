"""The only way for a page to change anything."""

import structlog

from models.database import db
from webapp.runtime import runtime
from workflows.commands.base import Command
from workflows.outcome import Outcome

log = structlog.get_logger("convergence.door")


def perform(command: Command) -> Outcome:
    """Carry out a command; what the page had read is closed first, so that no read transaction turns into a write.

    Raises: workflows.errors.Refused, which becomes a page unless the view catches it.
    """
    db.session.close()
    structlog.contextvars.bind_contextvars(command=type(command).__name__)
    outcome = runtime().door.execute(command)
    log.info("command", journal=outcome.log, seq=outcome.seq)
    return outcome
