"""Someone who may do everything to the database, and holds no key but those given."""

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, Self

from sqlalchemy import text
from sqlalchemy.engine import Connection

from models.canonical import canonical
from models.entry import NO_ENTRY
from models.journal_guards import drop_guards
from models.journal_reading import pages
from models.merkle import Node, frontier_root, leaf_hash, push
from models.signing_key import Signer
from tests.journal.builders import EDI, World

Edit = Callable[[dict[str, Any]], object]


class Attacker:
    """Has dropped the guards; everything happens in one transaction, one act after the other."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        for statement in drop_guards(connection.dialect.name):
            connection.exec_driver_sql(statement)

    def run(self, statement: str, **given: Any) -> list[Any]:
        """One statement, `:log` being the company's log unless given."""
        result = self.connection.execute(text(statement), {"log": EDI} | given)
        return list(result) if result.returns_rows else []

    def raw(self, seq: int, log: str = EDI) -> str:
        """The text of a body."""
        ((body,),) = self.run("SELECT body FROM journal_entry WHERE log = :log AND seq = :seq", log=log, seq=seq)
        return str(body)

    def body(self, seq: int, log: str = EDI) -> dict[str, Any]:
        """A body, to be edited."""
        loaded: dict[str, Any] = json.loads(self.raw(seq, log))
        return loaded

    def set(self, seq: int, column: str, value: object, log: str = EDI, table: str = "entry") -> Self:
        """Put a value in a column of one row."""
        statement = f"UPDATE journal_{table} SET {column} = :value WHERE log = :log AND seq = :seq"  # noqa: S608
        self.run(statement, value=value, log=log, seq=seq)
        return self

    def edit(self, seq: int, change: Edit, log: str = EDI) -> Self:
        """Change the body of an entry, and nothing else."""
        body = self.body(seq, log)
        change(body)
        self.set(seq, "body", canonical(body).decode(), log)
        return self

    def leaf(self, seq: int, log: str = EDI) -> bytes:
        """Make the stored leaf that of the body."""
        digest = leaf_hash(self.raw(seq, log).encode())
        self.set(seq, "leaf", digest.hex(), log)
        return digest

    def delete(self, low: int, high: int = 10_000, log: str = EDI, tables: str = "entry payload checkpoint") -> Self:
        """Delete the rows of the entries from `low` up to `high` excluded."""
        for table in tables.split():
            place = "size - 1" if table == "checkpoint" else "seq"
            where = f"log = :log AND {place} >= :low AND {place} < :high"
            self.run(f"DELETE FROM journal_{table} WHERE {where}", log=log, low=low, high=high)  # noqa: S608
        return self

    def renumber(self, first: int, log: str = EDI) -> Self:
        """Shift the entries from `first` on down by one, in columns and bodies."""
        later = "SELECT seq FROM journal_entry WHERE log = :log AND seq >= :first ORDER BY seq"
        for (seq,) in self.run(later, log=log, first=first):
            self.set(seq, "seq", seq - 1, log, "payload")
            self.run("UPDATE journal_checkpoint SET size = :seq WHERE log = :log AND size = :seq + 1", log=log, seq=seq)
            self.edit(seq, lambda body: body.update(seq=body["seq"] - 1), log)
            self.set(seq, "seq", seq - 1, log)
        return self

    def rehash(self, log: str = EDI, signer: Signer | None = None, verbatim: Collection[int] = ()) -> Self:
        """Chain, hash and count everything again; sign every size where a key is at hand."""
        self.run("DELETE FROM journal_node WHERE log = :log", log=log)
        previous, peaks, size = NO_ENTRY, list[bytes](), 0
        for page in pages(self.connection, log):
            for size, row in enumerate(page, 1):
                if row.seq not in verbatim:
                    self.edit(row.seq, lambda body, leaf=previous: body.update(prev=leaf), log)  # type: ignore[misc]
                digest = self.leaf(row.seq, log)
                previous = digest.hex()
                peaks, closed = push(peaks, size - 1, digest)
                self._nodes(log, closed)
                if signer:
                    self.sign(size, frontier_root(peaks), signer, log)
        self._head(log, size, peaks, previous)
        return self

    def sign(self, size: int, root: bytes, signer: Signer, log: str = EDI) -> None:
        """Put a checkpoint of one's own at a size."""
        note = signer.sign_checkpoint(log, size, root)
        self.run("DELETE FROM journal_checkpoint WHERE log = :log AND size = :size", log=log, size=size)
        insert = "INSERT INTO journal_checkpoint (log, size, note) VALUES (:log, :size, :note)"
        self.run(insert, log=log, size=size, note=note)

    def forge(self, seq: int, change: Edit = lambda _: None, log: str = EDI) -> Self:
        """Add at the end an edited copy of the last entry, columns and payload included."""
        body = self.body(seq - 1, log)
        body |= {"seq": seq, "stream_seq": body["stream_seq"] + 1}
        change(body)
        given = {name: body[name] for name in ("stream", "stream_seq", "event", "actor")}
        self.run(
            "INSERT INTO journal_entry (log, seq, stream, stream_seq, time, event, actor, body, leaf) "
            "SELECT log, seq + 1, :stream, :stream_seq, time, :event, :actor, :body, leaf "
            "FROM journal_entry WHERE log = :log AND seq = :seq - 1",
            **given | {"log": log, "seq": seq, "body": canonical(body).decode()},
        )
        self.run(
            "INSERT INTO journal_payload (log, seq, salt, content) SELECT log, seq + 1, salt, content "
            "FROM journal_payload WHERE log = :log AND seq = :seq - 1",
            log=log,
            seq=seq,
        )
        return self

    def cut(self, size: int, log: str = EDI, tables: str = "entry payload checkpoint") -> None:
        """Cut the log at that size and make everything agree, except the tables left out."""
        self.delete(size, log=log, tables=tables)
        self.rehash(log)

    def drop(self, log: str) -> None:
        """Make a log disappear."""
        for table in ("head", "entry", "payload", "node", "checkpoint"):
            self.run(f"DELETE FROM journal_{table} WHERE log = :log", log=log)  # noqa: S608

    def _nodes(self, log: str, nodes: list[Node]) -> None:
        insert = "INSERT INTO journal_node (log, level, idx, hash) VALUES (:log, :level, :idx, :hash)"
        for level, index, digest in nodes:
            self.run(insert, log=log, level=level, idx=index, hash=digest.hex())

    def _head(self, log: str, size: int, peaks: list[bytes], leaf: str) -> None:
        frontier = json.dumps([peak.hex() for peak in peaks])
        self.run(
            "UPDATE journal_head SET size = :size, root = :root, last_leaf = :leaf, frontier = :frontier, "
            "last_time = coalesce((SELECT time FROM journal_entry WHERE log = :log AND seq = :size - 1), last_time) "
            "WHERE log = :log",
            log=log,
            size=size,
            root=frontier_root(peaks).hex(),
            leaf=leaf,
            frontier=frontier,
        )


@contextmanager
def attack(world: World) -> Iterator[Attacker]:
    """An attacker at work; all is committed in the end."""
    with world.engine.begin() as connection:
        yield Attacker(connection)
