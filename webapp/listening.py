"""The server on its port: what is too large for it is refused by the application's own page, in French."""

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask, Task, WSGITask
from waitress.utilities import RequestEntityTooLarge

from webapp.wiring import THREADS


def _refusing(channel: HTTPChannel, request: HTTPRequestParser) -> Task:
    """The answer to what the server did not take in.

    waitress 3.0.2 answers a plain line in English; the application, given the stated length and no body, refuses alike
    and says what to do.
    """
    if not isinstance(request.error, RequestEntityTooLarge):
        return ErrorTask(channel, request)
    request.headers.setdefault("CONTENT_LENGTH", str(request.body_bytes_received))
    task = WSGITask(channel, request)
    # the rest of the body is not read
    task.set_close_on_finish()
    return task


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection."""

    error_task_class = staticmethod(_refusing)


def listen(app: Flask, host: str, port: int, *, https: bool) -> BaseWSGIServer:
    """The server, listening; whoever calls runs it. Raises: OSError where it cannot listen there."""
    server = waitress.create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"] + 1,
        # with HTTPS in front, webapp.app reads what the proxy says of the visitor
        clear_untrusted_proxy_headers=not https,
    )
    # a host of several addresses has a server for each
    for each in (server, *getattr(server, "map", {}).values()):
        if isinstance(each, BaseWSGIServer):
            each.channel_class = Channel
    return server
