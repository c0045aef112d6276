"""A file that a command writes: whole or not at all, for its owner alone, and never in place of another."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def created(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears at the end of the block, unless the block raises.

    Raises: FileExistsError where one is there; OSError.
    """
    if path.exists():
        raise FileExistsError(errno.EEXIST, "il existe déjà, et aucun fichier n'est remplacé", str(path))
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
