"""Long logs, written in bulk past the door: every entry whole for who verifies, or leaves alone for who proves."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, insert, update

from models.entry import NO_ENTRY, SALT_BYTES, Place, seal, timestamp
from models.journal import JournalCheckpoint, JournalEntry, JournalHead, JournalNode, JournalPayload
from models.merkle import frontier_root, leaf_hash, push
from tests.journal.builders import START, World, full_draft

ENTRY, PAYLOAD, NODE, CHECKPOINT, HEAD = (
    cast(Table, model.__table__)
    for model in (JournalEntry, JournalPayload, JournalNode, JournalCheckpoint, JournalHead)
)
STREAMS = 3
AT_ONCE = 10_000
"""Entries in memory."""


@dataclass
class _Tree:
    """A log that grows: its rows that are not written yet, by table."""

    log: str
    frontier: list[bytes] = field(default_factory=list)
    leaf: str = NO_ENTRY
    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: Table, **row: object) -> None:
        """One row of the log."""
        self.rows.setdefault(table, []).append({"log": self.log, **row})

    def grow(self, seq: int, body: str) -> None:
        """Entry `seq`, and the nodes that it closes."""
        leaf = leaf_hash(body.encode())
        self.frontier, closed = push(self.frontier, seq, leaf)
        self.leaf = leaf.hex()
        place = {"stream": f"sujet/{seq % STREAMS}", "stream_seq": seq // STREAMS, "time": _instant(seq)}
        self.add(ENTRY, seq=seq, event="sujet.identification", actor="0f3c", body=body, leaf=self.leaf, **place)
        for level, index, digest in closed:
            self.add(NODE, level=level, idx=index, hash=digest.hex())


def _instant(seq: int) -> Any:
    return START + timedelta(seconds=1 + seq)


def whole_log(world: World, log: str, count: int) -> None:
    """As `append` writes them: values, commitments and a signed checkpoint at every size."""

    def write(tree: _Tree, seq: int) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        place = Place(seq, tree.leaf, timestamp(_instant(seq)), 1, seq // STREAMS)
        sealed = seal(full_draft(seq, log), place, salt)
        tree.grow(seq, sealed.body)
        tree.add(PAYLOAD, seq=seq, salt=salt.hex(), content=sealed.content)
        _sign(world, tree, seq + 1)

    _build(world, _Tree(log), count, write)


def bare_log(world: World, log: str, count: int) -> None:
    """Entries that say nothing, under one checkpoint: what a proof reads."""

    def write(tree: _Tree, seq: int) -> None:
        tree.grow(seq, f'{{"seq":{seq}}}')
        if seq + 1 == count:
            _sign(world, tree, count)

    _build(world, _Tree(log), count, write)


def _sign(world: World, tree: _Tree, size: int) -> None:
    note = world.signer.sign_checkpoint(tree.log, size, frontier_root(tree.frontier))
    tree.add(CHECKPOINT, size=size, note=note)


def _build(world: World, tree: _Tree, count: int, write: Callable[[_Tree, int], None]) -> None:
    with world.engine.begin() as connection:
        for first, last in _parts(count):
            for seq in range(first, last):
                write(tree, seq)
            for table, rows in tree.rows.items():
                connection.execute(insert(table), rows)
            tree.rows.clear()
        head = {
            "size": count,
            "root": frontier_root(tree.frontier).hex(),
            "last_leaf": tree.leaf,
            "last_time": _instant(count - 1),
            "frontier": [peak.hex() for peak in tree.frontier],
        }
        connection.execute(update(HEAD).where(HEAD.c.log == tree.log).values(head))


def _parts(count: int) -> Iterator[tuple[int, int]]:
    return ((first, min(first + AT_ONCE, count)) for first in range(0, count, AT_ONCE))
