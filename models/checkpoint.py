"""Signed notes (C2SP signed-note) and the checkpoints of logs (C2SP tlog-checkpoint), as texts. Pure."""

import base64
import re
from binascii import b2a_base64
from dataclasses import dataclass

MARK = "— "
"""What begins a signature line (em dash, space)."""


_END = re.compile(rf"(\n\n(?:{MARK}[^\n]*\n)+)\n?")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
"""What no note holds: any control character but the end of a line."""


class NoteRefused(Exception):
    """A note that is malformed, or that the key did not sign under that name."""


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: its origin, its number of entries and the root of its tree (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return checkpoint_text(self.origin, self.size, self.root)

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """The checkpoint whose text this is, without extension lines.

        Raises: NoteRefused.
        """
        try:
            origin, size, root, end = text.split("\n")
            checkpoint = cls(origin, int(size), base64.b64decode(root, validate=True))
        except ValueError as error:
            raise NoteRefused("ce n'est pas un point de contrôle (origine, taille, racine)") from error
        # Only the one way to write it is accepted: no sign, no leading zero, no space, no stray base64 bit.
        if checkpoint.text != text or end or len(checkpoint.root) != 32:
            raise NoteRefused("ce n'est pas un point de contrôle (origine, taille, racine)")
        return checkpoint


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """The text that is signed of a log at a size."""
    return f"{origin}\n{size}\n{b2a_base64(root, newline=False).decode()}\n"


def is_key_name(name: str) -> bool:
    """Whether a signature line can carry that name."""
    return "+" not in name and name.split() == [name]


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text of a note and its signatures (name, identifier and signature), none verified.

    Raises: NoteRefused.
    """
    text, separator, lines = note.rpartition("\n\n")
    if not separator or not lines.endswith("\n") or CONTROL.search(note):
        raise NoteRefused("ce n'est pas une note signée")
    return text + "\n", [_signature(line) for line in lines[:-1].split("\n")]


def split_notes(text: str) -> list[str]:
    """The notes of a text that has one or several, an empty line between two; what is no note stays, to be refused."""
    parts = _END.split(text)
    notes = [begin + end for begin, end in zip(parts[::2], parts[1::2], strict=False)]
    return notes + ([parts[-1]] if parts[-1].strip() or not notes else [])


def _signature(line: str) -> tuple[str, bytes]:
    name, _, data = line.removeprefix(MARK).partition(" ")
    try:
        blob = base64.b64decode(data, validate=True)
    except ValueError as error:
        raise NoteRefused("une ligne de signature n'est pas en base64") from error
    if not line.startswith(MARK) or not is_key_name(name) or len(blob) < 5:
        raise NoteRefused("une ligne de signature est mal formée")
    return name, blob
