"""Application log: one line an event, for people (console) or machines (json), without personal data."""

import logging
import sys
from typing import Any

import structlog

SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)

QUIET = ("werkzeug", "alembic.runtime.migration", "waitress.queue")
"""Loggers that only repeat what our own lines say."""


def configure_logging(log_format: str, level: int = logging.INFO) -> None:
    """Send every log line, ours and the libraries', to standard error in that format."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
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


def _rendering(log_format: str) -> tuple[Any, ...]:
    if log_format == "json":
        # a traceback without local variables: they would carry what people typed
        return (structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False))
    plain = structlog.dev.plain_traceback
    return (structlog.dev.ConsoleRenderer(exception_formatter=plain, colors=sys.stderr.isatty()),)
