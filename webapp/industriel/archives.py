"""The ZIP of a finished démarche, whoever asks for it."""

from collections.abc import Callable
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO

from flask import Response, send_file
from sqlalchemy.engine import Connection

from models.key_reading import trusted_keys
from reports.bundle import Sources
from webapp.industriel.documents import document_name, fonts
from webapp.runtime import runtime


def sources_of(connection: Connection) -> Sources:
    """Where the bytes of a bundle come from; the connection must see one instant."""
    wired = runtime()
    return Sources(connection, wired.reception.store.read, fonts(), trusted_keys(connection, wired.journal_key))


def zip_answer(write: Callable[[IO[bytes]], None], name: str) -> Response:
    """The answer that carries what is written, aside first: a failure makes a page of error and never half a file."""
    file = _written_aside(write)
    size = file.seek(0, 2)
    file.seek(0)
    answer = send_file(file, "application/zip", as_attachment=True, download_name=f"{document_name(name)}.zip")
    answer.content_length = size
    return answer


def _written_aside(write: Callable[[IO[bytes]], None]) -> IO[bytes]:
    """A file without a name, closed again where writing it failed."""
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        write(file)
        stack.pop_all()
        return file
