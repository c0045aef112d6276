"""How a process of gunicorn ends that cannot begin: the statuses that the unit goes by."""

import sys
from typing import NoReturn

from webapp.logs import configure_logging
from workflows.structured import structlog

NOT_READY = 3
"""No database, no place for documents, another key: the unit starts again, for what is away comes back."""

UNREADABLE_SETTINGS = 4
"""Starting again mends nothing."""


def cannot_start(reason: Exception, status: int) -> NoReturn:
    """End this process, and with these two statuses gunicorn with it, once the log has said why."""
    if not structlog.is_configured():
        configure_logging("console")
    structlog.get_logger("convergence").error("cannot_start", reason=str(reason))
    sys.exit(status)
