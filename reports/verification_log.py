"""What the entries of one log must satisfy together, read one after the other. Pure."""

from collections.abc import Mapping
from typing import Any

from models.canonical import LARGEST
from models.checkpoint import MARK, Checkpoint, NoteRefused, checkpoint_text, split_note
from models.entry import AGENCY_LOG, NO_ENTRY, timestamp
from models.events import OPENS_A_LOG, Event
from models.journal_rows import HeadRow, JournalRow
from models.merkle import EMPTY_ROOT, frontier_root, push
from models.signed_note import PublicKey
from reports.verification_entry import read_body, read_content
from reports.verification_faults import FaultKind, Faults

UNKNOWN = LARGEST
"""The size of the agency's log for who does not have it: nothing can have seen more."""

Anchors = dict[int, set[bytes]]
"""Roots that were noted elsewhere, by the size of the log at that moment."""


class LogChecker:
    """Reads a log from its first entry on, recomputes its tree, and notes what is wrong."""

    def __init__(self, origin: str, key: PublicKey, faults: Faults, anchors: Anchors, agency_size: int | None) -> None:
        """Start at the empty log; `agency_size` is that of the agency's log, None for that log itself, or `UNKNOWN`."""
        self.origin, self.size, self.root = origin, 0, EMPTY_ROOT
        self.entries = self.erased = self.signatures = 0
        self.nodes: dict[tuple[int, int], str] = {}
        self.opened: dict[str, int] = {}
        self.noted: dict[str, Anchors] = {}
        """What this log says of others, in its `journal.checkpoints` entries."""
        self.cut = False
        """Entries are missing: nothing can be recomputed from there on."""
        self._key, self._faults, self._agency_limit = key, faults, agency_size
        self._anchors = dict(anchors)
        self._peaks: list[bytes] = []
        self._leaf: str | None = NO_ENTRY
        self._time, self._agency_seen = "", 0
        self._streams: dict[str, int] = {}
        self._unsigned: tuple[str, int | None] | None = None
        self._check_anchors()

    def feed(self, row: JournalRow, *, signature: bool) -> None:
        """Check the next entry.

        Without `signature` the checkpoint's text alone is compared, and the values that the entry commits to are left,
        but for the agency's log, whose values are anchors of the others.
        """
        self._number(row)
        body, findings = read_body(row)
        self._check_stream(row, row._asdict() if body is None else body)
        if body is not None:
            content = None
            if signature or self.origin == AGENCY_LOG:
                content, more = read_content(row, body)
                findings += more
            self._follow(row, body)
            self._collect(row.seq, body, content)
            self.erased += row.payload is not None and row.salt is None
        for kind, sentence in findings:
            self._fault(row.seq, kind, sentence)
        self._grow(row)
        self._check_note(row, signature, body["agency_size"] if body is not None else None)
        self._check_anchors()

    def finish(self, head: HeadRow | None) -> None:
        """Check the end of the log: its head, its last signature and the anchors that say it was longer."""
        if self._unsigned is not None:
            self._check_signature(self.size - 1, *self._unsigned)
        if head is None:
            self._fault(None, FaultKind.HEAD, "la tête du journal a disparu")
        else:
            self._check_head(head)
        self._check_anchors()
        for size in sorted(size for size in self._anchors if size > self.size):
            sentence = f"une ancre prouve {size} écritures, il en reste {self.size} : la fin du journal a été coupée"
            self._fault(None, FaultKind.ANCHOR, sentence)

    def _fault(self, seq: int | None, kind: FaultKind, sentence: str) -> None:
        self._faults.add(self.origin, seq, kind, sentence)

    def _number(self, row: JournalRow) -> None:
        if row.seq != self.size:
            missing = f"de {self.size} à {row.seq - 1}" if row.seq - self.size > 1 else f"{self.size}"
            self._fault(row.seq, FaultKind.SEQUENCE, f"avant elle manquent les écritures : {missing}")
            self.cut, self._leaf = True, None
        self.size = row.seq + 1
        self.entries += 1

    def _follow(self, row: JournalRow, body: dict[str, Any]) -> None:
        if body["log"] != self.origin:
            self._fault(row.seq, FaultKind.COLUMN, f"elle vient d'un autre journal, « {body['log']} »")
        if self._leaf is not None and body["prev"] != self._leaf:
            self._fault(row.seq, FaultKind.CHAIN, "elle ne suit pas l'écriture qui la précède")
        if body["time"] < self._time:
            self._fault(row.seq, FaultKind.TIME, "elle est datée d'avant l'écriture qui la précède")
        self._time = body["time"]
        self._check_agency(row.seq, body["agency_size"])

    def _check_stream(self, row: JournalRow, said: Mapping[str, Any]) -> None:
        stream, number = said["stream"], said["stream_seq"]
        expected = self._streams.get(stream, 0)
        if number != expected and not self.cut:
            self._fault(row.seq, FaultKind.STREAM, f"numéro {number} dans « {stream} », {expected} attendu")
        self._streams[stream] = number + 1

    def _check_agency(self, seq: int, seen: int | None) -> None:
        if self._agency_limit is None or seen is None:
            if (seen is None) != (self._agency_limit is None):
                self._fault(seq, FaultKind.AGENCY, "la taille du journal de l'agence est notée à tort, ou manque")
            return
        if seen < self._agency_seen:
            self._fault(seq, FaultKind.AGENCY, "le journal de l'agence y est plus court que pour l'écriture d'avant")
        if seen > self._agency_limit:
            sentence = f"elle a vu {seen} écritures au journal de l'agence, il en reste {self._agency_limit}"
            self._fault(seq, FaultKind.AGENCY, sentence)
        self._agency_seen = seen

    def _collect(self, seq: int, body: dict[str, Any], content: dict[str, Any] | None) -> None:
        if self.origin != AGENCY_LOG:
            return
        if body["event"] in OPENS_A_LOG and body["result"] == "done":
            self.opened.setdefault(body["objects"].get("log", ""), seq)
        if body["event"] == Event.JOURNAL_CHECKPOINTS and content is not None:
            for item, note in zip(body["values"], content["values"], strict=True):
                self._note(seq, item["name"], str(note))

    def _note(self, seq: int, log: str, note: str) -> None:
        # Its signature adds nothing: the entry that holds it is signed.
        try:
            checkpoint = Checkpoint.parse(split_note(note)[0])
        except NoteRefused as error:
            self._fault(seq, FaultKind.ANCHOR, f"le point de contrôle noté pour « {log} » est illisible : {error}")
            return
        self.noted.setdefault(log, {}).setdefault(checkpoint.size, set()).add(checkpoint.root)

    def _grow(self, row: JournalRow) -> None:
        self._leaf = row.leaf
        if self.cut:
            return
        try:
            self._peaks, closed = push(self._peaks, row.seq, bytes.fromhex(row.leaf))
        except ValueError:
            # Not hexadecimal: the leaf's own fault is noted already.
            self.cut = True
            return
        self.root = frontier_root(self._peaks)
        for level, index, digest in closed:
            self.nodes[level, index] = digest.hex()

    def _check_note(self, row: JournalRow, signature: bool, agency_size: int | None) -> None:
        if row.note is None:
            self._fault(row.seq, FaultKind.CHECKPOINT, "aucun point de contrôle ne la couvre à sa taille")
            return
        text = checkpoint_text(self.origin, self.size, self.root)
        if not self.cut and not row.note.startswith(f"{text}\n{MARK}"):
            sentence = "le point de contrôle n'a pas la racine des écritures, ici et peut-être après"
            self._fault(row.seq, FaultKind.ROOT, sentence)
        if signature:
            self._check_signature(row.seq, row.note, agency_size, None if self.cut else text)
        self._unsigned = None if signature else (row.note, agency_size)

    def _check_signature(self, seq: int, note: str, agency_size: int | None, text: str | None = None) -> None:
        """With the text that was recomputed, a note that is just that and one right signature is not taken apart."""
        self.signatures += 1
        keys = self._key.signers(self.origin, seq, agency_size)
        if text is not None and len(keys) == 1 and keys[0].signed(text, note, self.origin):
            return
        try:
            size = [key.open_checkpoint(note, self.origin).size for key in keys][-1]
        except NoteRefused as error:
            self._fault(seq, FaultKind.SIGNATURE, f"point de contrôle refusé : {error}")
            return
        if size != seq + 1:
            self._fault(seq, FaultKind.CHECKPOINT, f"son point de contrôle est celui de la taille {size}")

    def _check_anchors(self) -> None:
        if self.size not in self._anchors:
            return
        roots = self._anchors.pop(self.size)
        if not self.cut and roots - {self.root}:
            sentence = f"une ancre de taille {self.size} a une autre racine : le passé du journal a été récrit"
            self._fault(self.size - 1 if self.size else None, FaultKind.ANCHOR, sentence)

    def _check_head(self, head: HeadRow) -> None:
        if head.size != self.size:
            sentence = f"la tête annonce {head.size} écritures, la dernière porte le numéro {self.size - 1}"
            self._fault(None, FaultKind.HEAD, sentence)
        if self.cut:
            return
        stored = (head.root, head.frontier, head.last_leaf)
        same_time = not self.size or timestamp(head.last_time) == self._time
        if stored != (self.root.hex(), [peak.hex() for peak in self._peaks], self._leaf) or not same_time:
            self._fault(None, FaultKind.HEAD, "la tête n'est pas celle que donnent les écritures")
