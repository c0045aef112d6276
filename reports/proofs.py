"""Proofs that someone checks without the journal: an entry is under a checkpoint, a checkpoint continues another.

Each is checked here before it is given: from an altered journal comes a refusal, never a proof that fails later.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import NoResultFound

from models.checkpoint import Checkpoint, NoteRefused
from models.entry import AGENCY_LOG, EntryRefused, company_log
from models.journal import JournalCheckpoint, JournalEntry, JournalHead
from models.journal_reading import stored_proof
from models.merkle import consistency_proof, inclusion_proof, leaf_hash, verify_consistency, verify_inclusion
from models.signed_note import PublicKey

TLOG_PROOF = "c2sp.org/tlog-proof@v1"
"""The first line of an inclusion proof as text. Source: C2SP tlog-proof."""


_ENTRY = select(JournalEntry.body, JournalEntry.leaf).where(
    JournalEntry.log == bindparam("of_log"), JournalEntry.seq == bindparam("at")
)
_NOTES = select(JournalCheckpoint.note).where(JournalCheckpoint.log == bindparam("of_log"))
_LAST_NOTE = _NOTES.order_by(JournalCheckpoint.size.desc()).limit(1)
_NOTE_AT = _NOTES.where(JournalCheckpoint.size == bindparam("at"))


class ProofRefused(Exception):
    """There is no such proof; its text says in French why."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint and the note that signs it."""

    checkpoint: Checkpoint
    note: str

    @property
    def data(self) -> dict[str, object]:
        """What a program reads."""
        return {"size": self.checkpoint.size, "root": self.checkpoint.root.hex(), "note": self.note}


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The proof that an entry, whose body and leaf are given, is in the log that a checkpoint signs."""

    log: str
    seq: int
    body: str
    leaf: bytes
    path: Sequence[bytes]
    signed: Signed

    @property
    def text(self) -> str:
        """The proof as C2SP tlog-proof has it."""
        return "\n".join((TLOG_PROOF, f"index {self.seq}", *map(_base64, self.path), "", self.signed.note))

    @property
    def data(self) -> dict[str, object]:
        """What a program reads; hashes are hexadecimal."""
        path = [step.hex() for step in self.path]
        place = {"log": self.log, "seq": self.seq, "body": self.body, "leaf": self.leaf.hex(), "path": path}
        return place | {"checkpoint": self.signed.data}


@dataclass(frozen=True, slots=True)
class Consistency:
    """The proof that the log of the new checkpoint begins with the whole log of the old one."""

    log: str
    old: Signed
    new: Signed
    path: Sequence[bytes]

    @property
    def text(self) -> str:
        """Both notes, and between them the proof, a hash a line in base64 (as `data` has it in hexadecimal)."""
        return "\n".join((self.old.note, *map(_base64, self.path), "", self.new.note))

    @property
    def data(self) -> dict[str, object]:
        """What a program reads; hashes are hexadecimal."""
        path = [step.hex() for step in self.path]
        return {"log": self.log, "old": self.old.data, "new": self.new.data, "path": path}


def log_named(connection: Connection, name: str) -> str:
    """The origin of a log called by it, or by what follows `convergence/` in it.

    Raises: ProofRefused where there is no such log.
    """
    try:
        origin = AGENCY_LOG if name == "agence" else company_log(name.removeprefix("convergence/"))
    except EntryRefused:
        origin = name
    if connection.execute(select(JournalHead.log).where(JournalHead.log == origin)).first() is None:
        raise ProofRefused(f"Il n'y a pas de journal « {name} » : « convergence audit verify --json » les nomme tous.")
    return origin


def prove(connection: Connection, key: PublicKey, log: str, seq: int, note: str | None = None) -> Inclusion:
    """The proof that entry `seq` is in the log that the note signs; without a note, its last checkpoint.

    Raises: ProofRefused.
    """
    signed = stored(connection, key, log) if note is None else given(key, log, note)
    size = signed.checkpoint.size
    if not 0 <= seq < size:
        raise ProofRefused(f"L'écriture {seq} n'est pas dans les {size} premières du journal « {log} ».")
    try:
        body, leaf = connection.execute(_ENTRY, {"of_log": log, "at": seq}).one()
        digest = bytes.fromhex(leaf)
        path = stored_proof(connection, log, partial(inclusion_proof, seq, size))
    except (NoResultFound, LookupError, ValueError) as error:
        raise _altered(log) from error
    if digest != leaf_hash(body.encode()) or not verify_inclusion(digest, seq, size, path, signed.checkpoint.root):
        raise _altered(log)
    return Inclusion(log, seq, body, digest, path, signed)


def consistent(connection: Connection, log: str, old: Signed, new: Signed) -> Consistency:
    """The proof that the log of `new` begins with that of `old`.

    Raises: ProofRefused, also where it does not.
    """
    before, after = old.checkpoint, new.checkpoint
    if before.size > after.size:
        raise ProofRefused(f"Le premier point de contrôle ({before.size}) suit le second ({after.size}).")
    try:
        path = stored_proof(connection, log, partial(consistency_proof, before.size, after.size))
    except (LookupError, ValueError) as error:
        raise _altered(log) from error
    if not verify_consistency(before.size, after.size, before.root, after.root, path):
        raise _altered(log)
    return Consistency(log, old, new, path)


def stored(connection: Connection, key: PublicKey, log: str, size: int | None = None) -> Signed:
    """The signed checkpoint that the database has of a log at a size; without a size, the last.

    Raises: ProofRefused.
    """
    found, place = (_LAST_NOTE, {}) if size is None else (_NOTE_AT, {"at": size})
    note = connection.execute(found, {"of_log": log, **place}).scalar_one_or_none()
    if note is None:
        raise ProofRefused(f"Le journal « {log} » n'a pas de point de contrôle{'' if size is None else f' à {size}'}.")
    return given(key, log, note)


def given(key: PublicKey, log: str, note: str) -> Signed:
    """A checkpoint of that log kept elsewhere.

    Raises: ProofRefused.
    """
    try:
        return Signed(key.open_checkpoint(note, log), note)
    except NoteRefused as error:
        raise ProofRefused(f"Ce point de contrôle du journal « {log} » ne vaut rien : {error}.") from error


def _altered(log: str) -> ProofRefused:
    return ProofRefused(
        f"Le journal « {log} » n'est pas celui que signe ce point de contrôle : « convergence audit verify » dit où."
    )


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()
