"""The platform on a real port, for a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask

from webapp.listening import listen


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of the application, served as `convergence serve` does in a thread until the end of the block."""
    server = listen(app, "127.0.0.1", 0, https=False)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # closed by its own loop: from here, the loop would wait on sockets that are gone
        server.trigger.pull_trigger(lambda: [channel.close() for channel in list(server._map.values())])
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()
