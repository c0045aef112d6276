"""/metrics, for Prometheus: open to whoever has the token, or, where none is set, to this very machine."""

import hmac
from ipaddress import ip_address

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound

from models.database import db
from reports.supervision import Figures, figures
from webapp.runtime import runtime
from webapp.security import public
from workflows.structured import structlog

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})

bp = Blueprint("supervision", __name__)
log = structlog.get_logger("convergence.supervision")


@bp.get("/metrics")
@public
def metrics() -> Response:
    """The counts of all processes, and where the journal stands."""
    if not _may_read():
        # as any address that leads nowhere; the log says why
        log.warning("metrics_refused", token_expected=runtime().settings.metrics_token is not None)
        raise NotFound
    return Response(runtime().metrics.text(_figures()), content_type=CONTENT_TYPE_LATEST)


def _may_read() -> bool:
    settings = runtime().settings
    if settings.metrics_token is not None:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.metrics_token}".encode())
    # behind a proxy everybody seems to come from this machine: there, only the token opens
    return settings.public_url is None and _is_local()


def _is_local() -> bool:
    try:
        from_here = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return from_here and request.host.rpartition(":")[0 if ":" in request.host else 2] in LOCAL_HOSTS


def _figures() -> Figures | None:
    try:
        return figures(db.session())
    except SQLAlchemyError as error:
        log.error("database", kind=type(error).__name__)
        return None
