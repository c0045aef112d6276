"""One entry of a log, format 1: what a command gives, the body that is hashed, the values kept beside. Pure.

The format itself is documented in `models/log.py`.
"""

import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from models.canonical import canonical, canonical_text, quoted, to_bytes
from models.events import Event

FORMAT = 1
NO_ENTRY = "0" * 64
"""What stands for the leaf before the first entry."""

SALT_BYTES = 32
AGENCY_LOG = "convergence/agence"
RESULTS = ("done", "refused")


_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d\.\d{6}Z", re.ASCII)


class EntryRefused(ValueError):
    """A draft that format 1 cannot hold; a fault of the program, never of a person."""


@dataclass(frozen=True)
class Change:
    """A field of a tracked row takes a value; `previous` is the seq of the entry that held the old one, if any."""

    table: str
    key: str
    field: str
    value: Any
    previous: int | None


@dataclass(frozen=True)
class Transition:
    """A lifecycle goes from one state to another."""

    machine: str
    object: str
    event: str
    source: str
    target: str


@dataclass(frozen=True)
class DecisionRecord:
    """A rule set decided; `document`, canonical JSON, holds the facts it saw and its explanation, beside the body."""

    family: str
    rule_set: str
    rules: Sequence[str]
    document: str


@dataclass(frozen=True)
class EntryDraft:
    """What a command asks the journal to remember; `values` are named ones, such as the sentences of a refusal."""

    log: str
    stream: str
    event: Event
    command: str
    command_id: str
    actor: str
    role: str
    result: str = "done"
    objects: Mapping[str, str] = field(default_factory=dict)
    transitions: Sequence[Transition] = ()
    decisions: Sequence[DecisionRecord] = ()
    changes: Sequence[Change] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where and when an entry stands: all that the draft does not know."""

    seq: int
    prev: str
    time: str
    agency_size: int | None
    stream_seq: int


@dataclass(frozen=True)
class Sealed:
    """The two texts of an entry: the hashed body, and the values it only commits to."""

    body: str
    content: str


def company_log(reference: str) -> str:
    """The origin of a company's log.

    Raises: EntryRefused for a reference that would make another log's origin, or none that a signature can name.
    """
    origin = f"convergence/{reference}"
    if not reference or origin == AGENCY_LOG or "+" in reference or any(c.isspace() for c in reference):
        raise EntryRefused(f"la référence d'entreprise « {reference} » ne peut pas nommer un journal")
    return origin


def timestamp(instant: datetime) -> str:
    """An aware instant as the journal writes it: UTC, always six decimals, so that texts sort like instants."""
    utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[:-6] + "Z"


def is_timestamp(text: str, instant: datetime) -> bool:
    """Whether that is the text of an instant in UTC; in a third of the time that writing it out takes."""
    try:
        return _TIMESTAMP.fullmatch(text) is not None and datetime.fromisoformat(text) == instant
    except ValueError:
        return False


def change_commit(salt: bytes, change: Mapping[str, Any], value: str) -> str:
    """The commitment to the new value of a field, given as canonical JSON (`change` has table, key and field)."""
    place = f"{quoted(change['table'])},{quoted(change['key'])},{quoted(change['field'])}"
    return _commit(salt, f'["change",{place},{value}]')


def decision_commit(salt: bytes, index: int, document: str) -> str:
    """The commitment to the document, given as canonical JSON, of the decision at that index of the entry."""
    return _commit(salt, f'["decision",{index},{document}]')


def value_commit(salt: bytes, name: str, value: str) -> str:
    """The commitment to a named value, given as canonical JSON."""
    return _commit(salt, f'["value",{quoted(name)},{value}]')


def content_text(changes: Iterable[str], decisions: Iterable[str], values: Iterable[str]) -> str:
    """The text of the values that an entry commits to, each given as canonical JSON."""
    return f'{{"changes":[{",".join(changes)}],"decisions":[{",".join(decisions)}],"values":[{",".join(values)}]}}'


class _Written(NamedTuple):
    """The canonical texts of what an entry commits to, in the order of its lists."""

    changes: list[str]
    decisions: list[str]
    values: list[str]


def seal(draft: EntryDraft, place: Place, salt: bytes) -> Sealed:
    """The texts of an entry, under a fresh random salt of 32 bytes.

    Raises: EntryRefused, NotCanonical.
    """
    _check(draft, place)
    # each value is written once: it is committed to and kept as the same text
    written = _Written(
        [canonical_text(change.value) for change in draft.changes],
        [decision.document for decision in draft.decisions],
        [canonical_text(value) for value in draft.values.values()],
    )
    return Sealed(canonical(_body(draft, place, salt, written)).decode(), content_text(*written))


def _check(draft: EntryDraft, place: Place) -> None:
    if draft.result not in RESULTS:
        raise EntryRefused(f"résultat inconnu : {draft.result}")
    if draft.result == "refused" and draft.changes:
        raise EntryRefused("une action refusée ne change rien")
    if (draft.log == AGENCY_LOG) != (place.agency_size is None):
        raise EntryRefused("seul le journal d'une entreprise note la taille du journal de l'agence")
    if any(not 0 <= change.previous < place.seq for change in draft.changes if change.previous is not None):
        raise EntryRefused("une valeur précédente doit venir d'une écriture antérieure du même journal")


def _body(draft: EntryDraft, place: Place, salt: bytes, written: _Written) -> dict[str, Any]:
    decisions = enumerate(zip(draft.decisions, written.decisions, strict=True))
    return {
        "format": FORMAT,
        "log": draft.log,
        "seq": place.seq,
        "prev": place.prev,
        "time": place.time,
        "agency_size": place.agency_size,
        "stream": draft.stream,
        "stream_seq": place.stream_seq,
        "event": Event(draft.event).value,
        "command": draft.command,
        "command_id": draft.command_id,
        "actor": draft.actor,
        "role": draft.role,
        "result": draft.result,
        "objects": dict(draft.objects),
        "transitions": [_transition(transition) for transition in draft.transitions],
        "decisions": [_decision(salt, index, decision, document) for index, (decision, document) in decisions],
        "changes": [_change(salt, *each) for each in zip(draft.changes, written.changes, strict=True)],
        "values": [
            {"name": name, "commit": value_commit(salt, name, value)}
            for name, value in zip(draft.values, written.values, strict=True)
        ],
    }


def _transition(item: Transition) -> dict[str, Any]:
    return {
        "machine": item.machine,
        "object": item.object,
        "event": item.event,
        "from": item.source,
        "to": item.target,
    }


def _decision(salt: bytes, index: int, item: DecisionRecord, document: str) -> dict[str, Any]:
    return {
        "family": item.family,
        "rule_set": item.rule_set,
        "rules": sorted(set(item.rules)),
        "commit": decision_commit(salt, index, document),
    }


def _change(salt: bytes, item: Change, value: str) -> dict[str, Any]:
    place = {"table": item.table, "key": item.key, "field": item.field}
    return {**place, "commit": change_commit(salt, place, value), "previous": item.previous}


def _commit(salt: bytes, text: str) -> str:
    return hmac.digest(salt, to_bytes(text), "sha256").hex()
