"""Verifying the journal: every log, from its first entry to its head, in one view and in bounded memory.

Memory grows with the number of streams of one log and of distinct daily checkpoints, not with the number of entries.
`LogChecker` does the same for whoever has the rows from elsewhere, an exported file for instance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import Table, and_, func, select
from sqlalchemy.engine import Connection

from models.checkpoint import NoteRefused
from models.entry import AGENCY_LOG
from models.journal import JournalCheckpoint, JournalEntry, JournalNode, JournalPayload
from models.journal_reading import closed_nodes, logs, pages, read_head
from models.journal_rows import JournalRow
from models.key_chain import ChainBroken
from models.key_reading import trusted_keys
from models.signed_note import PublicKey
from reports.verification_faults import Fault, FaultKind, Faults
from reports.verification_log import Anchors, LogChecker

_ENTRY, _PAYLOAD, _NODE, _CHECKPOINT = (
    cast(Table, model.__table__) for model in (JournalEntry, JournalPayload, JournalNode, JournalCheckpoint)
)


@dataclass(frozen=True)
class VerifiedLog:
    """One log as it was found: its number of entries and the root recomputed from them, in hexadecimal."""

    origin: str
    size: int
    root: str


@dataclass(frozen=True)
class VerificationReport:
    """What was checked and what is wrong; `hidden` counts faults that only repeat listed ones."""

    logs: tuple[VerifiedLog, ...]
    entries: int
    erased: int
    signatures: int
    anchors: int
    faults: tuple[Fault, ...]
    hidden: int

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify(
    connection: Connection,
    public_key: PublicKey,
    anchors: Sequence[str] = (),
    *,
    signatures: Literal["all", "last"] = "all",
) -> VerificationReport:
    """Check every log of a database, and that it continues every anchor (signed notes kept elsewhere).

    The connection must see one instant (`models.journal_reading.snapshot`), or entries written meanwhile look wrong.
    With `signatures="last"` the text of every checkpoint is compared, and the signature of each log's last one checked;
    the values that companies' entries commit to are not looked at.
    """
    return _Verification(connection, public_key, signatures == "all").run(anchors)


class _Verification:
    def __init__(self, connection: Connection, key: PublicKey, every_signature: bool) -> None:
        self._connection, self._every = connection, every_signature
        self._faults = Faults()
        self._key = self._keys(key)
        self._checkers: list[LogChecker] = []

    def run(self, notes: Sequence[str]) -> VerificationReport:
        anchors = self._read_anchors(notes)
        origins = logs(self._connection)
        agency = self._check(AGENCY_LOG, anchors.get(AGENCY_LOG, {}), None) if AGENCY_LOG in origins else None
        noted = agency.noted if agency else {}
        for origin in origins:
            if origin != AGENCY_LOG:
                known = _merged(anchors.get(origin, {}), noted.get(origin, {}))
                self._check(origin, known, agency.size if agency else 0)
        self._check_openings(origins, agency.opened if agency else {})
        for origin in sorted(anchors.keys() - set(origins)):
            self._faults.add(origin, None, FaultKind.ANCHOR, "une ancre prouve ce journal, et il a disparu")
        return self._report(len(notes))

    def _keys(self, pinned: PublicKey) -> PublicKey:
        """The pinned key with those that took over; alone where what says so cannot be believed."""
        try:
            return trusted_keys(self._connection, pinned)
        except ChainBroken as error:
            self._faults.add(AGENCY_LOG, None, FaultKind.SIGNATURE, str(error))
            return pinned

    def _read_anchors(self, notes: Sequence[str]) -> dict[str, Anchors]:
        anchors: dict[str, Anchors] = {}
        for note in notes:
            try:
                found = self._key.open_checkpoint(note)
            except NoteRefused as error:
                self._faults.add("", None, FaultKind.ANCHOR, f"une ancre ne vaut rien : {error}")
                continue
            anchors.setdefault(found.origin, {}).setdefault(found.size, set()).add(found.root)
        return anchors

    def _check(self, origin: str, anchors: Anchors, agency_size: int | None) -> LogChecker:
        checker = LogChecker(origin, self._key, self._faults, anchors, agency_size)
        for page in pages(self._connection, origin):
            for row in page:
                self._feed(checker, row)
            self._compare_nodes(checker, page)
        self._check_strays(checker)
        try:
            checker.finish(read_head(self._connection, origin))
        except (ValueError, TypeError):
            self._faults.add(origin, None, FaultKind.HEAD, "la tête est illisible")
        self._checkers.append(checker)
        return checker

    def _feed(self, checker: LogChecker, row: JournalRow) -> None:
        try:
            checker.feed(row, signature=self._every)
        except (ValueError, TypeError, AttributeError):
            # SQLite lets a column hold a value of any type, this one too.
            seq: Any = row.seq
            place = seq if isinstance(seq, int) else None
            self._faults.add(checker.origin, place, FaultKind.COLUMN, "une colonne est illisible")
            checker.cut = True

    def _compare_nodes(self, checker: LogChecker, page: list[JournalRow]) -> None:
        if not checker.cut:
            stored = closed_nodes(self._connection, checker.origin, page[0].seq, checker.size)
            if stored != checker.nodes:
                self._tell_nodes(checker, stored)
        checker.nodes.clear()

    def _tell_nodes(self, checker: LogChecker, stored: dict[tuple[int, int], str]) -> None:
        for level, index in sorted(stored.keys() | checker.nodes.keys(), key=_completed_by):
            if stored.get((level, index)) != checker.nodes.get((level, index)):
                sentence = f"le nœud {index} du niveau {level} n'est pas celui que donnent les écritures"
                seq = _completed_by((level, index))[0]
                self._faults.add(checker.origin, seq, FaultKind.NODE, sentence)

    def _check_strays(self, checker: LogChecker) -> None:
        """Rows that belong to no entry."""
        log, size = checker.origin, checker.size
        for seq in self._orphans(_PAYLOAD, _PAYLOAD.c.seq, log):
            self._faults.add(log, seq, FaultKind.PAYLOAD, "ses valeurs sont là, l'écriture n'y est plus")
        for covered in self._orphans(_CHECKPOINT, _CHECKPOINT.c.size - 1, log):
            sentence = f"un point de contrôle couvre la taille {covered + 1}, l'écriture n'y est plus"
            self._faults.add(log, covered, FaultKind.CHECKPOINT, sentence)
        stored = select(_NODE.c.level, func.count(), func.min(_NODE.c.idx), func.max(_NODE.c.idx))
        for level, count, low, high in self._connection.execute(
            stored.where(_NODE.c.log == log).group_by(_NODE.c.level).order_by(_NODE.c.level)
        ):
            expected = size >> level if isinstance(level, int) and level > 0 else 0
            if (low, high) != (0, expected - 1) or count != expected:
                sentence = f"le niveau {level} de l'arbre a {count} nœuds, {expected} attendus"
                self._faults.add(log, None, FaultKind.NODE, sentence)

    def _orphans(self, table: Table, place: Any, log: str) -> list[int]:
        same = and_(_ENTRY.c.log == table.c.log, _ENTRY.c.seq == place)
        query = select(place).select_from(table).outerjoin(_ENTRY, same)
        return list(self._connection.execute(query.where(table.c.log == log, _ENTRY.c.seq.is_(None))).scalars())

    def _check_openings(self, origins: Sequence[str], opened: Mapping[str, int]) -> None:
        for origin in origins:
            if origin != AGENCY_LOG and origin not in opened:
                sentence = "le journal de l'agence ne dit pas qu'il a été ouvert"
                self._faults.add(origin, None, FaultKind.OPENING, sentence)
        for origin, seq in opened.items():
            if origin not in origins:
                sentence = f"le journal « {origin} », qu'elle ouvre, a disparu"
                self._faults.add(AGENCY_LOG, seq, FaultKind.OPENING, sentence)

    def _report(self, anchors: int) -> VerificationReport:
        return VerificationReport(
            logs=tuple(VerifiedLog(checker.origin, checker.size, checker.root.hex()) for checker in self._checkers),
            entries=sum(checker.entries for checker in self._checkers),
            erased=sum(checker.erased for checker in self._checkers),
            signatures=sum(checker.signatures for checker in self._checkers),
            anchors=anchors,
            faults=tuple(self._faults.kept),
            hidden=self._faults.hidden,
        )


def _completed_by(node: tuple[int, int]) -> tuple[int, int]:
    """The seq of the entry that completes a node, then its level."""
    level, index = node
    return ((index + 1) << level) - 1, level


def _merged(first: Anchors, second: Anchors) -> Anchors:
    return {size: first.get(size, set()) | second.get(size, set()) for size in first.keys() | second.keys()}
