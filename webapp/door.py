"""The only way for a page to change anything."""

from uuid import uuid4

from models.database import db
from webapp.runtime import runtime
from workflows.commands.base import Command
from workflows.errors import Refused
from workflows.outcome import Outcome
from workflows.structured import structlog

log = structlog.get_logger("convergence.door")

DONE = "seq"
"""What a line says of a command that was carried out: the number of its entry, None where nothing changed."""


def perform(command: Command) -> Outcome:
    """Carry out a command; what the page had read is closed first, so that no read transaction turns into a write.

    The log's line of the request says what was done; where a request does several things, those before the last have
    lines of their own.
    Raises: workflows.errors.Refused, which becomes a page unless the view catches it.
    """
    db.session.close()
    kind, command_id, metrics = type(command).__name__, str(uuid4()), runtime().metrics
    if DONE in structlog.contextvars.get_contextvars():
        log.info("command")
        structlog.contextvars.unbind_contextvars("journal", DONE)
    # on every line until the answer, a refusal's included; the journal has the same identifier
    structlog.contextvars.bind_contextvars(command=kind, command_id=command_id)
    try:
        outcome = runtime().door.execute(command, command_id)
    except Refused as refusal:
        metrics.count_command(kind, type(refusal).__name__)
        log.info("command_refused", kind=type(refusal).__name__)
        raise
    except Exception:
        metrics.count_command(kind, "failed")
        raise
    metrics.count_command(kind, "unchanged" if outcome.seq is None else "done")
    structlog.contextvars.bind_contextvars(journal=outcome.log, **{DONE: outcome.seq})
    return outcome
