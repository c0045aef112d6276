"""Application log: one line an event, for people (console) or machines (json), without personal data."""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any, TextIO

from sqlalchemy.exc import OperationalError

from workflows.structured import ExcInfo, structlog

SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)

QUIET = ("werkzeug", "alembic.runtime.migration", "alembic.runtime.plugins", "waitress.queue")
"""Loggers that only repeat what our own lines say."""

ASKED = re.compile(r"(while serving|Error handling request|Invalid request)\b.*", re.DOTALL)
"""After these words waitress and gunicorn write addresses, which may be those of an invitation, and who asked."""

TELLING = (OSError, OperationalError)
"""Exceptions whose message speaks of the machine; any other's may repeat what a person typed, and is left out."""


def configure_logging(log_format: str, level: int = logging.INFO) -> None:
    """Send every log line, ours and the libraries', to standard error in that format."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=(*SHARED, _without_what_was_asked),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(log_format)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _without_what_was_asked(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    line["event"] = ASKED.sub(r"\1", str(line["event"]))
    return line


def _rendering(log_format: str) -> tuple[Any, ...]:
    if log_format == "json":
        exceptions = structlog.processors.ExceptionRenderer(told)
        return (exceptions, structlog.processors.JSONRenderer(ensure_ascii=False))
    return (structlog.dev.ConsoleRenderer(exception_formatter=_write, colors=sys.stderr.isatty()),)


def told(exc_info: ExcInfo) -> str:
    """An exception and those that led to it: where, of which kind, and the message only of `TELLING`."""
    return "\n".join(reversed([_one(error) for error in _chain(exc_info[1])]))


def _one(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    message = f": {error}" if isinstance(error, TELLING) else ""
    return "".join(traceback.format_tb(error.__traceback__)) + kind + message


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _write(out: TextIO, exc_info: ExcInfo) -> None:
    out.write("\n" + told(exc_info))
