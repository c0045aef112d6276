"""Logs as lines of JSON, for whoever verifies them without the database (`reports/convergence_verify.py`).

A log is a header, then one line per entry in order:

    {"convergence": "journal", "format": 1, "log": origin, "size": entries, "values": true or false, "vkey": public key,
     "checkpoint": the last signed note, null for an empty log,
     "rotations": the changes of key, where there were any (`models/key_chain.py`): [{"body", "proof", "note"}]}
    {"seq": number, "body": text, "leaf": hex, "salt": hex or null, "content": text or null, "note": signed note}

Without values there are no salts either: with its salt, a short value can be guessed. What the tables hold beside, and
what only repeats the bodies (columns, nodes, heads), is not here: `audit verify` compares it.
"""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from models.journal import JournalCheckpoint, JournalHead
from models.journal_reading import pages
from models.journal_rows import JournalRow
from models.key_reading import rotations
from models.signed_note import PublicKey

FORMAT = 1


def export_lines(connection: Connection, log: str, key: PublicKey, *, values: bool) -> Iterator[bytes]:
    """The lines of one log, a page of entries in memory at a time.

    The connection must see one instant (`models.journal_reading.snapshot`).
    """
    yield _line(_header(connection, log, key, values))
    for page in pages(connection, log):
        for row in page:
            yield _line(_entry(row, values))


def _header(connection: Connection, log: str, key: PublicKey, values: bool) -> dict[str, Any]:
    size = select(JournalHead.size).where(JournalHead.log == log)
    note = select(JournalCheckpoint.note).where(JournalCheckpoint.log == log)
    changes = [rotation.data for rotation in rotations(connection)]
    return {
        "convergence": "journal",
        "format": FORMAT,
        "log": log,
        "size": connection.execute(size).scalar_one_or_none(),
        "values": values,
        "vkey": key.vkey(log),
        "checkpoint": connection.execute(note.order_by(JournalCheckpoint.size.desc()).limit(1)).scalar_one_or_none(),
    } | ({"rotations": changes} if changes else {})


def _entry(row: JournalRow, values: bool) -> dict[str, Any]:
    salt, content = (row.salt, row.content) if values else (None, None)
    line = {"seq": row.seq, "body": row.body, "leaf": row.leaf, "salt": salt, "content": content, "note": row.note}
    # an entry whose payload row is gone is not one whose values were erased
    return line | ({"payload": False} if row.payload is None else {})


def _line(value: dict[str, Any]) -> bytes:
    # SQLite lets a column hold bytes too: the verifier then names that entry
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=repr).encode() + b"\n"
