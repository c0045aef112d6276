"""What one entry must satisfy by itself: its form, its columns, its leaf, the commitments of its values. Pure."""

from collections.abc import Iterator
from typing import Any

from models.canonical import NotCanonical, parse
from models.entry import FORMAT, RESULTS, SALT_BYTES, change_commit, decision_commit, timestamp, value_commit
from models.events import Event
from models.journal_rows import JournalRow
from models.merkle import leaf_hash
from reports.verification_faults import FaultKind

Finding = tuple[FaultKind, str]

EVENTS = frozenset(event.value for event in Event)
LISTS = ("changes", "decisions", "values")

_COLUMNS = ("seq", "stream", "stream_seq", "time", "event", "actor")
_NULL = type(None)
_Shape = tuple[tuple[str, ...], frozenset[tuple[type, ...]]]


def _shape(**members: type) -> _Shape:
    """The names that an object has, in order, and the types that they may have together; `object`: int or null."""
    names = tuple(sorted(members))
    types = tuple(members[name] for name in names)
    return names, frozenset(tuple(kind if t is object else t for t in types) for kind in (int, _NULL))


_BODY = _shape(
    **dict.fromkeys(("format", "seq", "stream_seq"), int),
    **dict.fromkeys(
        ("log", "prev", "time", "stream", "event", "command", "command_id", "actor", "role", "result"), str
    ),
    **dict.fromkeys(("transitions", *LISTS), list),
    agency_size=object,
    objects=dict,
)
_ITEMS: dict[str, _Shape] = {
    "transitions": _shape(**dict.fromkeys(("machine", "object", "event", "from", "to"), str)),
    "decisions": _shape(family=str, rule_set=str, rules=list, commit=str),
    "changes": _shape(**dict.fromkeys(("table", "key", "field", "commit"), str), previous=object),
    "values": _shape(name=str, commit=str),
}
_CONTENT = _shape(**dict.fromkeys(LISTS, list))


def read_body(row: JournalRow) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The body of an entry, or None where it cannot be read, and what is wrong with it."""
    findings = list(_leaf(row))
    try:
        body = parse(row.body)
    except NotCanonical as error:
        return None, [*findings, (FaultKind.CANONICAL, f"le corps n'est pas du JSON canonique : {error}")]
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        return None, [*findings, (FaultKind.FORMAT, "le corps n'annonce pas un format connu")]
    if not _shaped(body, _BODY) or not _well_formed(body):
        return None, [*findings, (FaultKind.FORMAT, "le corps n'a pas exactement les membres du format 1")]
    return body, [*findings, *_rules(body), *_columns(row, body)]


def read_content(row: JournalRow, body: dict[str, Any]) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The values of an entry, or None once erased, and what is wrong with them."""
    if row.payload is None:
        return None, [(FaultKind.PAYLOAD, "la ligne qui garde ses valeurs manque (effacer laisse une ligne vide)")]
    if row.salt is None and row.content is None:
        return None, []
    try:
        salt, content = bytes.fromhex(row.salt or ""), parse(row.content or "")
    except ValueError as error:
        return None, [(FaultKind.PAYLOAD, f"ses valeurs ou leur sel sont illisibles : {error}")]
    if len(salt) != SALT_BYTES or salt.hex() != row.salt or not _shaped(content, _CONTENT):
        return None, [(FaultKind.PAYLOAD, "ses valeurs ou leur sel n'ont pas la forme du format 1")]
    if any(len(content[name]) != len(body[name]) for name in LISTS):
        return None, [(FaultKind.PAYLOAD, "il n'y a pas autant de valeurs que d'engagements")]
    return content, list(_commitments(salt, body, content))


def _leaf(row: JournalRow) -> Iterator[Finding]:
    if leaf_hash(row.body.encode()).hex() != row.leaf:
        yield FaultKind.LEAF, "le corps a été modifié : son empreinte n'est pas celle qui est enregistrée"


def _shaped(value: object, shape: _Shape) -> bool:
    # Exact types, for in Python true is 1 and in JSON it is not; and in order, as canonical JSON has its keys.
    names, types = shape
    return isinstance(value, dict) and tuple(value) == names and tuple(map(type, value.values())) in types


def _well_formed(body: dict[str, Any]) -> bool:
    for name, shape in _ITEMS.items():
        for item in body[name]:
            if not _shaped(item, shape):
                return False
    texts = [*body["objects"].values()]
    for decision in body["decisions"]:
        texts += decision["rules"]
    return {str}.issuperset(map(type, texts))


def _rules(body: dict[str, Any]) -> Iterator[Finding]:
    if body["event"] not in EVENTS:
        yield FaultKind.EVENT, f"l'événement « {body['event']} » n'existe pas"
    if body["result"] not in RESULTS or (body["result"] == "refused" and body["changes"]):
        yield FaultKind.FORMAT, "le résultat est inconnu, ou une action refusée change quelque chose"
    if any(decision["rules"] != sorted(set(decision["rules"])) for decision in body["decisions"]):
        yield FaultKind.FORMAT, "les règles d'une décision ne sont pas triées"
    before = [change["previous"] for change in body["changes"] if change["previous"] is not None]
    if before and not 0 <= min(before) <= max(before) < body["seq"]:
        yield FaultKind.FORMAT, "une valeur précédente ne vient pas d'une écriture antérieure"


def _columns(row: JournalRow, body: dict[str, Any]) -> Iterator[Finding]:
    stored = (row.seq, row.stream, row.stream_seq, timestamp(row.time), row.event, row.actor)
    said = tuple(body[name] for name in _COLUMNS)
    if stored != said:
        for name in (name for name, here, there in zip(_COLUMNS, stored, said, strict=True) if here != there):
            yield FaultKind.COLUMN, f"la colonne « {name} » ne dit pas la même chose que le corps"


def _commitments(salt: bytes, body: dict[str, Any], content: dict[str, Any]) -> Iterator[Finding]:
    for change, value in zip(body["changes"], content["changes"], strict=True):
        if change["commit"] != change_commit(salt, change, value):
            place = f"{change['table']} {change['key']}, champ {change['field']}"
            yield FaultKind.COMMITMENT, f"la valeur gardée a été modifiée ({place})"
    for index, decision in enumerate(body["decisions"]):
        if decision["commit"] != decision_commit(salt, index, content["decisions"][index]):
            yield FaultKind.COMMITMENT, f"la décision gardée a été modifiée ({decision['family']}, n° {index})"
    for item, value in zip(body["values"], content["values"], strict=True):
        if item["commit"] != value_commit(salt, item["name"], value):
            yield FaultKind.COMMITMENT, f"la valeur gardée a été modifiée ({item['name']})"
