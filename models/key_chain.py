"""The keys of a journal that changed its key: each named by an entry of the agency's log that both keys signed.

A rotation is the entry `journal.cle` of the stream `cle`, its objects {"ancienne": old vkey, "cle": new vkey}; the
checkpoint that ends at this entry is signed by the old key and by the new one. From then on the new key signs alone:
in the agency's log what comes after it, in a company's log the entries that saw it (`agency_size`). Pure.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from models.checkpoint import Checkpoint, NoteRefused, split_note
from models.entry import AGENCY_LOG
from models.events import Event
from models.merkle import leaf_hash, verify_inclusion
from models.signed_note import KeyRefused, PublicKey

STREAM = "cle"


class ChainBroken(NoteRefused):
    """A change of key that cannot be believed, and why."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """A change of key as it is carried with what it lets verify: its entry, its place in the tree, its checkpoint."""

    body: str
    proof: tuple[str, ...]
    note: str

    @property
    def data(self) -> dict[str, Any]:
        """What goes out as JSON."""
        return {"body": self.body, "proof": list(self.proof), "note": self.note}

    @classmethod
    def of(cls, data: Any) -> "Rotation":
        """The rotation of that JSON.

        Raises: ChainBroken for JSON of another shape.
        """
        try:
            return cls(str(data["body"]), tuple(map(str, data["proof"])), str(data["note"]))
        except (KeyError, TypeError) as error:
            raise ChainBroken("un changement de clé est illisible") from error


class KeyChain(PublicKey):
    """The first key, and with it every key that took over; verifies as one key does."""

    def __init__(self, first: PublicKey, later: Sequence[tuple[int, PublicKey]]) -> None:
        """Each later key with the number, in the agency's log, of the entry that names it."""
        super().__init__(first.key)
        self._keys = (first, *(key for _, key in later))
        self._places = tuple(place for place, _ in later)

    @property
    def raws(self) -> frozenset[bytes]:
        """The keys that signed, one after the other."""
        return frozenset(key.raw for key in self._keys)

    def signers(self, origin: str, seq: int, agency_size: int | None) -> tuple[PublicKey, ...]:
        """Who must have signed the checkpoint that ends at that entry: one key, both at a change."""
        seen = seq if origin == AGENCY_LOG else (agency_size or 0)
        index = sum(place < seen for place in self._places)
        if origin == AGENCY_LOG and seq in self._places:
            return self._keys[index], self._keys[index + 1]
        return (self._keys[index],)

    def signers_since(self, agency_size: int) -> tuple[PublicKey, ...]:
        """The key that signed then, and those that took over."""
        return self._keys[sum(place < agency_size for place in self._places) :]

    def open_checkpoint(self, note: str, origin: str | None = None) -> Checkpoint:
        """The checkpoint of a note signed by who had to; in a company's log, by one of the keys.

        Raises: NoteRefused.
        """
        found = Checkpoint.parse(split_note(note)[0])
        if found.origin == AGENCY_LOG:
            for key in self.signers(AGENCY_LOG, found.size - 1, None):
                key.open_checkpoint(note, origin)
            return found
        for key in self._keys[:0:-1]:
            try:
                return key.open_checkpoint(note, origin)
            except NoteRefused:
                continue
        return self._keys[0].open_checkpoint(note, origin)


def chain(pinned: PublicKey, rotations: Sequence[Rotation]) -> PublicKey:
    """The keys that follow from the pinned one, which may be any of them; itself where the key never changed.

    Raises: ChainBroken where a change is not signed by both keys, or where the pinned key is none of these.
    """
    if not rotations:
        return pinned
    read = [_read(rotation) for rotation in rotations]
    for (_, _, new), (_, old, _) in pairwise(read):
        if new.raw != old.raw:
            raise ChainBroken("deux changements de clé ne se suivent pas")
    keys = [read[0][1], *(new for _, _, new in read)]
    if pinned.raw not in {key.raw for key in keys}:
        raise ChainBroken("aucune clé de ce journal n'est celle qui est attendue")
    return KeyChain(keys[0], [(place, new) for place, _, new in read])


def _read(rotation: Rotation) -> tuple[int, PublicKey, PublicKey]:
    """The number of the entry, the old key and the new one, both of which signed it."""
    try:
        body = json.loads(rotation.body)
        old, new = (PublicKey.from_vkey(body["objects"][name]) for name in ("ancienne", "cle"))
        said = (body["log"], body["event"], body["stream"], body["result"])
        seq, proof = int(body["seq"]), [bytes.fromhex(step) for step in rotation.proof]
    except (ValueError, TypeError, KeyError, KeyRefused) as error:
        raise ChainBroken("un changement de clé est illisible") from error
    if said != (AGENCY_LOG, Event.JOURNAL_CLE, STREAM, "done"):
        raise ChainBroken("ce qui change la clé n'est pas l'écriture qui le peut")
    try:
        found, _ = (key.open_checkpoint(rotation.note, AGENCY_LOG) for key in (old, new))
    except NoteRefused as error:
        raise ChainBroken(f"un changement de clé n'est pas signé par les deux clés : {error}") from error
    leaf = leaf_hash(rotation.body.encode())
    if found.size != seq + 1 or not verify_inclusion(leaf, seq, found.size, proof, found.root):
        raise ChainBroken("un changement de clé n'est pas sous le point de contrôle que les deux clés signent")
    return seq, old, new
