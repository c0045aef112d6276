"""The secret that signs sessions: given by a setting, or made once and kept beside the data."""

import os
import secrets
from pathlib import Path

from webapp.config import Settings


def session_secret(settings: Settings) -> str:
    """The secret of the sessions, made at the first call where no setting gives one."""
    if settings.secret_key is not None:
        return settings.secret_key
    path = settings.keys_dir / "session"
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    try:
        # two processes may start together: whoever links first decides, the other reads it, never half written
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
