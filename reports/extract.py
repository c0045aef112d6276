"""The entries of one subject out of its company's log, each with what places it under one signed checkpoint.

One line of JSON an entry, in the order of the log:

    seq          its number in the log
    body         the text that is hashed (models/log.py, format 1)
    leaf         its leaf hash, in hexadecimal
    salt         the entry's salt, and
    content      the text of the values that it commits to; both null once erased
    proof        inclusion proof (RFC 6962, 2.1.1) of the leaf under the checkpoint's root, each hash in hexadecimal

`stream_seq` numbers the entries of a subject 0, 1, 2… without a gap: none of them can be left out but the last ones.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.engine import Connection

from models.canonical import encode
from models.entry import AGENCY_LOG
from models.journal_reading import checkpoint_at, nodes_at, pages_of, read_head, time_of
from models.journal_rows import JournalRow
from models.merkle import inclusion_proof

HASH = bytes(32)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a log stood, with its signed note; `agence` is the size of the agency's log, `le` the last entry's time."""

    log: str
    taille: int
    agence: int
    note: str
    le: datetime


class NoJournal(LookupError):
    """The log has no entry, or no checkpoint at its size: `convergence audit verify` says what is wrong."""


def position(connection: Connection, log: str) -> Position:
    """Where the log stands in that view of the database.

    Raises: NoJournal.
    """
    head, agency = read_head(connection, log), read_head(connection, AGENCY_LOG)
    note = checkpoint_at(connection, log, head.size) if head is not None else None
    if head is None or agency is None or note is None:
        raise NoJournal(log)
    return Position(log, head.size, agency.size, note, head.last_time)


def position_at(connection: Connection, log: str, taille: int, agence: int) -> Position:
    """Where both logs stood when they had so many entries.

    Raises: NoJournal.
    """
    note, le = checkpoint_at(connection, log, taille), time_of(connection, log, taille - 1)
    if note is None or le is None:
        raise NoJournal(log)
    return Position(log, taille, agence, note, le)


def extract(connection: Connection, at: Position, stream: str) -> Iterator[bytes]:
    """The lines of that stream's entries, in bounded memory."""
    for rows in pages_of(connection, at.log, stream, at.taille):
        wanted: set[tuple[int, int]] = set()
        for row in rows:
            # asked once with nothing, to know which hashes are needed, and then read together
            inclusion_proof(row.seq, at.taille, partial(_noted, wanted))
        nodes = nodes_at(connection, at.log, wanted)
        for row in rows:
            yield _line(row, inclusion_proof(row.seq, at.taille, partial(_stored, nodes)))


def _noted(wanted: set[tuple[int, int]], level: int, index: int) -> bytes:
    wanted.add((level, index))
    return HASH


def _stored(nodes: Mapping[tuple[int, int], bytes], level: int, index: int) -> bytes:
    return nodes[level, index]


def _line(row: JournalRow, proof: list[bytes]) -> bytes:
    entry = {"seq": row.seq, "body": row.body, "leaf": row.leaf, "salt": row.salt, "content": row.content}
    return encode({**entry, "proof": [digest.hex() for digest in proof]}) + b"\n"
