"""Appending to a log, in the transaction of whoever calls. What follows is FORMAT 1, which never changes.

An entry is two texts. The *body* is canonical JSON (RFC 8785: no spaces, keys sorted, UTF-8) of exactly these members:

    format        1
    log           origin of the log: "convergence/agence" or "convergence/<company reference>"
    seq           0 for the first entry of the log, then one more each time; it is the leaf's index in the tree
    prev          leaf hash of the entry before, in hexadecimal; 64 zeros for the first
    time          "2022-05-17T09:12:33.123456Z": UTC, six decimals, never before the entry before
    agency_size   number of entries of the agency's log when this one was written; null in the agency's own log
    stream        what the entry is about, "sujet/<id>"…
    stream_seq    0, 1, 2… within (log, stream)
    event         a value of models.events.Event
    command       name of the command; command_id: its identifier (a UUID)
    actor         pseudonym of the account, or "systeme"; role: its role at that moment
    result        "done" or "refused"; a refused entry has no changes
    objects       {"sujet": id, "dossier": id…}: identifiers only
    transitions   [{"machine", "object", "event", "from", "to"}]
    decisions     [{"family", "rule_set", "rules": [ids of the rules that fired, sorted, unique], "commit"}]
    changes       [{"table", "key", "field", "commit", "previous"}], previous being the seq of the entry of the same
                  log that gave the field its old value, or null
    values        [{"name", "commit"}]: any other value that is committed to

The *content*, canonical JSON too, stands beside in `journal_payload` with the entry's salt (32 random bytes, in
hexadecimal): {"changes": [values], "decisions": [documents], "values": [values]}, each list in the order of the body's.
Every entry has its payload row; once erased, salt and content are both null.

commit = hexadecimal HMAC-SHA-256 with the 32 bytes of the salt as key, over the canonical JSON of
    ["change", table, key, field, value] | ["decision", index in the list, document] | ["value", name, value]

leaf = SHA-256(0x00 ‖ body), node = SHA-256(0x01 ‖ left ‖ right): the tree of RFC 6962. At every size from 1 there is a
checkpoint (C2SP tlog-checkpoint): a note whose text is the three lines origin, size, base64 of the root, signed with
Ed25519 under the origin as key name (C2SP signed-note, type 0x01).

Four events of the agency's log have a meaning for verification. `journal.cle` changes the key (`models/key_chain.py`).
`journal.ouvert` and `entreprise.creee` name the log
that they open, objects {"log": origin…}; `journal.checkpoints` has one value per log, its name the origin and the value
its last signed note.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol, cast

from sqlalchemy import Table, and_, bindparam, func, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from models.entry import (
    AGENCY_LOG,
    NO_ENTRY,
    SALT_BYTES,
    Change,
    DecisionRecord,
    EntryDraft,
    EntryRefused,
    Place,
    Transition,
    company_log,
    seal,
    timestamp,
)
from models.journal import JournalCheckpoint, JournalEntry, JournalHead
from models.key_chain import STREAM
from models.key_reading import current_key
from models.log_writing import Row, write
from models.merkle import EMPTY_ROOT, Node, frontier_root, leaf_hash, push
from models.reperage import as_json
from models.reperes import micros, reperes_of_draft

__all__ = [
    "AGENCY_LOG",
    "Change",
    "DecisionRecord",
    "EntryDraft",
    "EntryRefused",
    "Head",
    "HeadMoved",
    "Signs",
    "Transition",
    "UnknownLog",
    "append",
    "company_log",
    "latest_checkpoints",
    "lock_head",
    "open_log",
]


class Signs(Protocol):
    """What signs the new head after each append."""

    rotations: int

    def sign_checkpoint(self, origin: str, size: int, root: bytes) -> str:
        """The signed note of a log's head."""
        ...

    def follow(self, rotations: int, vkey: str | None) -> None:
        """Sign with that key from now on.

        Raises: KeyRefused where it is not there.
        """
        ...


class UnknownLog(LookupError):
    """No log of that origin was ever opened."""


class HeadMoved(RuntimeError):
    """The head was not locked, and another transaction appended meanwhile; nothing may be committed."""


class _Standing(NamedTuple):
    """What the next entry of a stream says besides: the agency's size, its number there; how often the key changed."""

    agency_size: int | None
    stream_seq: int
    rotations: int


@dataclass
class Head:
    """The head of a log that is locked, as `models.journal.JournalHead` has it; kept current by `append`.

    `standing` is what was read with it for one stream, until something is appended.
    """

    log: str
    size: int
    root: str
    last_leaf: str
    last_time: datetime
    frontier: list[str]
    standing: tuple[str, _Standing] | None = None


_OF_HEAD = ("log", "size", "root", "last_leaf", "last_time", "frontier")

# Plain tables and statements built once: the ORM's annotations cost a third of an append.
_HEAD, _ENTRY, _CHECKPOINT = (cast(Table, model.__table__) for model in (JournalHead, JournalEntry, JournalCheckpoint))
_OF_LOG = _HEAD.c.log == bindparam("of_log")
# On SQLite FOR UPDATE is left out: a transaction that writes there is IMMEDIATE, and already alone.
_LOCK = select(*(_HEAD.c[name] for name in _OF_HEAD)).where(_OF_LOG).with_for_update()
_AGENCY_SIZE = select(_HEAD.c.size).where(_HEAD.c.log == AGENCY_LOG)
_NEXT_IN_STREAM = select(func.coalesce(func.max(_ENTRY.c.stream_seq) + 1, 0)).where(
    _ENTRY.c.log == bindparam("of_log"), _ENTRY.c.stream == bindparam("of_stream")
)
_ROTATIONS = select(func.coalesce(func.max(_ENTRY.c.stream_seq) + 1, 0)).where(
    _ENTRY.c.log == AGENCY_LOG, _ENTRY.c.stream == STREAM
)
# All at once: a writer's round trips are what the log's other writers wait for.
_STANDS = (_AGENCY_SIZE.scalar_subquery(), _NEXT_IN_STREAM.scalar_subquery(), _ROTATIONS.scalar_subquery())
_STANDING = select(*_STANDS)
# On SQLite nobody wrote since the transaction began: what PostgreSQL must ask once the lock is held comes with it.
_ALONE = select(*(_HEAD.c[name] for name in _OF_HEAD), *_STANDS).where(_OF_LOG)
_INSERT_HEAD = insert(_HEAD)


@dataclass(frozen=True)
class _Grown:
    """The tree after one more entry."""

    leaf: str
    frontier: list[bytes]
    nodes: list[Node]
    root: bytes


def lock_head(session: Session, log: str, stream: str | None = None) -> Head:
    """The head of a log, locked until the transaction ends; `stream` is what the next entry is about, if it is known.

    Raises: UnknownLog.
    """
    connection = session.connection()
    if stream is not None and connection.dialect.name == "sqlite":
        row = connection.execute(_ALONE, {"of_log": log, "of_stream": stream}).one_or_none()
    else:
        row = connection.execute(_LOCK, {"of_log": log}).one_or_none()
    if row is None:
        raise UnknownLog(f"le journal « {log} » n'a jamais été ouvert")
    head, count = Head(*row[: len(_OF_HEAD)]), len(_OF_HEAD)
    if stream is not None and len(row) > count:
        head.standing = (stream, _Standing(*row[count:]))
    return head


def open_log(session: Session, log: str, time: datetime) -> Head:
    """A new, empty log, its head locked; the caller records `journal.ouvert` in the agency's log.

    Raises: sqlalchemy.exc.IntegrityError when the log exists.
    """
    head = Head(log, 0, EMPTY_ROOT.hex(), NO_ENTRY, time, [])
    session.connection().execute(_INSERT_HEAD, {name: getattr(head, name) for name in _OF_HEAD})
    return head


def latest_checkpoints(session: Session) -> Mapping[str, str]:
    """The last signed note of every company's log that has an entry, by origin: what `journal.checkpoints` records."""
    last = and_(_CHECKPOINT.c.log == _HEAD.c.log, _CHECKPOINT.c.size == _HEAD.c.size)
    query = select(_HEAD.c.log, _CHECKPOINT.c.note).join(_CHECKPOINT, last).where(_HEAD.c.log != AGENCY_LOG)
    rows = session.connection().execute(query.order_by(_HEAD.c.log))
    return {row.log: row.note for row in rows}


def append(session: Session, head: Head, draft: EntryDraft, time: datetime, signer: Signs) -> int:
    """Write one entry under a locked head and give its number in the log.

    After the statement that locked the head, two; on SQLite one where the stream was known then. A clock set back
    writes the time of the entry before.
    Raises: EntryRefused, NotCanonical, HeadMoved, KeyRefused; UnknownLog where the agency has no log.
    """
    if draft.log != head.log:
        raise EntryRefused(f"l'écriture est pour « {draft.log} », la tête est celle de « {head.log} »")
    connection, instant, salt = session.connection(), max(time, head.last_time), secrets.token_bytes(SALT_BYTES)
    agency_size, stream_seq = _standing(connection, head, draft, signer)
    place = Place(head.size, head.last_leaf, timestamp(instant), agency_size, stream_seq)
    sealed = seal(draft, place, salt)
    grown = _grow(head, sealed.body)
    entry = {"log": draft.log, "seq": place.seq, "stream": draft.stream, "stream_seq": stream_seq, "time": instant}
    entry |= {"event": str(draft.event), "actor": draft.actor, "body": sealed.body, "leaf": grown.leaf}
    payload = {"log": draft.log, "seq": place.seq, "salt": salt.hex(), "content": sealed.content}
    payload |= {"instant": micros(instant), "reperes": as_json(reperes_of_draft(draft))}
    _write(connection, head, grown, entry, payload, signer)
    return place.seq


def _standing(connection: Connection, head: Head, draft: EntryDraft, signer: Signs) -> tuple[int | None, int]:
    """The size of the agency's log, None in that log itself, and the number of the entry in its stream.

    Where the key of the journal changed meanwhile, the signer follows.
    """
    if head.standing is not None and head.standing[0] == draft.stream:
        standing = head.standing[1]
    else:
        given = {"of_log": draft.log, "of_stream": draft.stream}
        standing = _Standing(*connection.execute(_STANDING, given).one())
    if standing.rotations != signer.rotations:
        signer.follow(*current_key(connection))
    if standing.agency_size is None:
        raise UnknownLog(f"le journal « {AGENCY_LOG} » n'a jamais été ouvert")
    return None if draft.log == AGENCY_LOG else standing.agency_size, standing.stream_seq


def _grow(head: Head, body: str) -> _Grown:
    leaf = leaf_hash(body.encode())
    frontier, nodes = push([bytes.fromhex(peak) for peak in head.frontier], head.size, leaf)
    return _Grown(leaf.hex(), frontier, nodes, frontier_root(frontier))


def _write(connection: Connection, head: Head, grown: _Grown, entry: Row, payload: Row, signer: Signs) -> None:
    nodes = [{"log": head.log, "level": level, "idx": index, "hash": h.hex()} for level, index, h in grown.nodes]
    note = signer.sign_checkpoint(head.log, head.size + 1, grown.root)
    checkpoint = {"log": head.log, "size": head.size + 1, "note": note}
    moved = {
        "size": head.size + 1,
        "root": grown.root.hex(),
        "last_leaf": grown.leaf,
        "last_time": entry["time"],
        "frontier": [peak.hex() for peak in grown.frontier],
    }
    if not write(connection, entry, payload, nodes, checkpoint, {"of_log": head.log, "of_size": head.size, **moved}):
        raise HeadMoved(f"la tête du journal « {head.log} » n'était pas verrouillée")
    for name, value in {**moved, "standing": None}.items():
        setattr(head, name, value)
