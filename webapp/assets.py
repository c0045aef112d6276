"""Addresses of our own CSS, scripts and images, which change when the file does."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask


def install_assets(app: Flask) -> None:
    """Add the digest of the file to each `url_for('static', filename=…)`."""
    folder = Path(app.static_folder or "")

    def add_digest(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values and "v" not in values:
            values["v"] = digest(folder / values["filename"], app.debug)

    app.url_defaults(add_digest)


def digest(path: Path, fresh: bool = False) -> str:
    """The first characters of the sha-256 of a file; `fresh` reads it again."""
    return _read(path) if fresh else _remember(path)


@lru_cache(maxsize=256)
def _remember(path: Path) -> str:
    return _read(path)


def _read(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "absent"
