"""What the entries of one subject must satisfy, each placed by its proof under one signed checkpoint. Pure."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from models.checkpoint import Checkpoint
from models.journal_rows import JournalRow
from models.merkle import verify_inclusion
from models.projection import State, fold
from reports.verification_entry import read_body, read_content
from reports.verification_faults import FaultKind, Faults

MEMBERS = {"seq", "body", "leaf", "salt", "content", "proof"}


class ExtractChecker:
    """Reads the lines of an extract (reports/extract.py), and notes what is wrong."""

    def __init__(self, checkpoint: Checkpoint, stream: str, faults: Faults) -> None:
        self.entries = self.erased = 0
        self.state: State = {}
        """What the entries say of each row."""
        self._checkpoint, self._stream, self._faults = checkpoint, stream, faults
        self._after = -1
        self.agency_seen = 0
        """The largest size of the agency's log that an entry saw."""

    def feed(self, lines: Iterable[bytes]) -> None:
        """Check every line."""
        for line in lines:
            try:
                entry = json.loads(line)
                row = _row(entry)
                proof = [bytes.fromhex(digest) for digest in entry["proof"]]
            except (ValueError, TypeError, KeyError, AttributeError):
                self._fault(None, FaultKind.FORMAT, f"la ligne {self.entries + 1} de l'extrait est illisible")
            else:
                self._check(row, proof)
            self.entries += 1

    def _fault(self, seq: int | None, kind: FaultKind, sentence: str) -> None:
        self._faults.add(self._checkpoint.origin, seq, kind, sentence)

    def _check(self, row: JournalRow, proof: list[bytes]) -> None:
        if not verify_inclusion(_hash(row.leaf), row.seq, self._checkpoint.size, proof, self._checkpoint.root):
            self._fault(row.seq, FaultKind.ROOT, "sa preuve ne mène pas à la racine du point de contrôle")
        body, findings = read_body(row)
        if body is not None:
            self._place(row, body)
            self.agency_seen = max(self.agency_seen, body["agency_size"] or 0)
            content, more = read_content(row, body)
            findings = [*findings, *more]
            self.erased += content is None
            if not more:
                fold(self.state, body, content)
        for kind, sentence in findings:
            self._fault(row.seq, kind, sentence)

    def _place(self, row: JournalRow, body: dict[str, Any]) -> None:
        if (body["log"], body["stream"]) != (self._checkpoint.origin, self._stream):
            self._fault(row.seq, FaultKind.COLUMN, "elle vient d'un autre journal ou d'un autre flux")
        if row.seq <= self._after:
            self._fault(row.seq, FaultKind.SEQUENCE, "elle n'est pas à sa place")
        if body["stream_seq"] != self.entries:
            self._fault(row.seq, FaultKind.STREAM, f"numéro {body['stream_seq']} dans son flux, {self.entries} attendu")
        self._after = row.seq


def _row(entry: Any) -> JournalRow:
    """The entry as a stored row; what columns repeat comes from the body itself.

    Raises: ValueError, TypeError, KeyError, AttributeError for what is no entry.
    """
    if set(entry) != MEMBERS:
        raise ValueError("membres inattendus")
    said = json.loads(entry["body"])
    return JournalRow(
        seq=entry["seq"],
        stream=said["stream"],
        stream_seq=said["stream_seq"],
        time=datetime.fromisoformat(said["time"]),
        event=said["event"],
        actor=said["actor"],
        body=entry["body"],
        leaf=entry["leaf"],
        payload=entry["seq"],
        salt=entry["salt"],
        content=entry["content"],
        note=None,
    )


def _hash(leaf: str) -> bytes:
    try:
        return bytes.fromhex(leaf)
    except ValueError:
        # no such hash: neither the proof nor the body will agree with it
        return b""
