"""What the fields of a critère hold, in the form of an evaluation and in that of a projection alike."""

from hashlib import sha256
from json import dumps
from typing import Any

from werkzeug.datastructures import MultiDict

REVISION = "revision-"
"""The hidden field of each critère that says which revision of its answer was shown."""


def short(text: str) -> str:
    """What no page of ours can have sent stays wrong, but can be looked for and shown."""
    return text if text.isprintable() and len(text) <= 64 else "?"


def number(text: str) -> int:
    """A revision; 0, that of no answer, for what no page of ours can have sent."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def digest(*content: Any) -> str:
    """What stands for the content of a critère: 16 hexadecimal digits."""
    return sha256(dumps(content).encode()).hexdigest()[:16]


def same_ends(commentaire: str) -> str:
    """A comment however its lines end: each browser sends them its own way."""
    return commentaire.replace("\r\n", "\n").replace("\r", "\n").strip()


def seen_revisions(form: "MultiDict[str, str]") -> dict[str, int]:
    """The revision of each answer that the page showed, by critère."""
    return {name.removeprefix(REVISION): number(form[name]) for name in form if name.startswith(REVISION)}
