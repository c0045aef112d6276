"""Stored rows of the journal as plain values, for those who read it without a database. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple


class JournalRow(NamedTuple):
    """One entry as stored, with what stands beside it; `payload` and `note` are None where their row is missing."""

    seq: int
    stream: str
    stream_seq: int
    time: datetime
    event: str
    actor: str
    body: str
    leaf: str
    payload: int | None
    salt: str | None
    content: str | None
    note: str | None


class HeadRow(NamedTuple):
    """The head of a log as stored."""

    size: int
    root: str
    last_leaf: str
    last_time: datetime
    frontier: Sequence[str]
