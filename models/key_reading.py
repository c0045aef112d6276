"""The changes of key that a journal tells, and the keys that follow from them."""

import json
from functools import partial

from sqlalchemy import and_, select
from sqlalchemy.engine import Connection

from models.entry import AGENCY_LOG
from models.journal import JournalCheckpoint, JournalEntry
from models.journal_reading import stored_proof
from models.key_chain import STREAM, ChainBroken, Rotation, chain
from models.merkle import inclusion_proof
from models.signed_note import PublicKey

_OURS = (JournalEntry.log == AGENCY_LOG) & (JournalEntry.stream == STREAM)


def rotations(connection: Connection, agence: int | None = None) -> tuple[Rotation, ...]:
    """Every change of key, in order, or those among the agency's first entries: one statement where there is none."""
    note = and_(JournalCheckpoint.log == JournalEntry.log, JournalCheckpoint.size == JournalEntry.seq + 1)
    query = select(JournalEntry.seq, JournalEntry.body, JournalCheckpoint.note).outerjoin(JournalCheckpoint, note)
    theirs = _OURS if agence is None else _OURS & (JournalEntry.seq < agence)
    rows = connection.execute(query.where(theirs).order_by(JournalEntry.stream_seq)).all()
    try:
        return tuple(Rotation(row.body, _place(connection, row.seq), row.note or "") for row in rows)
    except (LookupError, ValueError) as error:
        raise ChainBroken("un changement de clé n'a plus sa place dans le journal de l'agence") from error


def _place(connection: Connection, seq: int) -> tuple[str, ...]:
    path = stored_proof(connection, AGENCY_LOG, partial(inclusion_proof, seq, seq + 1))
    return tuple(digest.hex() for digest in path)


def trusted_keys(connection: Connection, pinned: PublicKey) -> PublicKey:
    """The keys that follow from the pinned one.

    Raises: ChainBroken.
    """
    return chain(pinned, rotations(connection))


def first_key(connection: Connection, signing: PublicKey) -> PublicKey:
    """The key to pin: every later one follows from it. `signing` is the one that this installation signs with."""
    query = select(JournalEntry.body).where(_OURS).order_by(JournalEntry.stream_seq).limit(1)
    body = connection.scalar(query)
    return signing if body is None else PublicKey.from_vkey(str(json.loads(body)["objects"]["ancienne"]))


def current_key(connection: Connection) -> tuple[int, str | None]:
    """How often the key changed, and the one that signs now as a vkey; None where the first one does."""
    query = select(JournalEntry.stream_seq, JournalEntry.body).where(_OURS)
    row = connection.execute(query.order_by(JournalEntry.stream_seq.desc()).limit(1)).one_or_none()
    return (0, None) if row is None else (row.stream_seq + 1, str(json.loads(row.body)["objects"]["cle"]))
