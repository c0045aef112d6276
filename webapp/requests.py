"""One identifier and one log line per request."""

import re
import time
from uuid import uuid4

from flask import Flask, Response, g, request

from webapp.runtime import runtime
from workflows.structured import structlog

HEADER = "X-Request-ID"
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = structlog.get_logger("convergence.web")


def install_request_log(app: Flask) -> None:
    """Give each request its identifier, in the log, in the answer and on error pages."""
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """The identifier of the current request."""
    return str(g.get("request_id", ""))


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    # a proxy's identifier is kept so that its log and ours can be read together; anything odd is replaced
    g.request_id = given if _ACCEPTABLE.fullmatch(given) else uuid4().hex
    g.request_started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    # the rule and not the path: a path may hold what a person typed
    route = request.url_rule.rule if request.url_rule else None
    elapsed = time.perf_counter() - g.request_started
    runtime().metrics.count_request(request.method, route, response.status_code, elapsed)
    if request.endpoint != "static":
        milliseconds = round(elapsed * 1000, 1)
        log.info("request", method=request.method, route=route, status=response.status_code, milliseconds=milliseconds)
    return response
