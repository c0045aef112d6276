"""What one entry must satisfy by itself: its form, its columns, its leaf, the commitments of its values. Pure."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from models.canonical import NotCanonical, check_form, decode, parse, read, write
from models.entry import (
    FORMAT,
    RESULTS,
    SALT_BYTES,
    change_commit,
    content_text,
    decision_commit,
    is_timestamp,
    timestamp,
    value_commit,
)
from models.events import Event
from models.journal_rows import JournalRow
from models.merkle import leaf_hash
from reports.verification_faults import FaultKind
from reports.verification_form import CONTENT, LISTS, is_plain, is_shaped, is_well_formed

Finding = tuple[FaultKind, str]
Texts = dict[str, list[str]]
"""The canonical JSON of each value of an entry, by list."""

EVENTS = frozenset(event.value for event in Event)
_COLUMNS = ("seq", "stream", "stream_seq", "time", "event", "actor")
_said = itemgetter(*_COLUMNS)
_said_plainly = itemgetter(*(name for name in _COLUMNS if name != "time"))


def read_body(row: JournalRow) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The body of an entry, or None where it cannot be read, and what is wrong with it."""
    findings: list[Finding] = []
    if leaf_hash(row.body.encode()).hex() != row.leaf:
        sentence = "le corps a été modifié : son empreinte n'est pas celle qui est enregistrée"
        findings.append((FaultKind.LEAF, sentence))
    body, refused = _well_formed(row.body)
    if body is None:
        return None, findings + refused
    findings += _rules(body)
    findings += _columns(row, body)
    return body, findings


def _well_formed(text: str) -> tuple[dict[str, Any] | None, list[Finding]]:
    if is_plain(text):
        body = decode(text)
        if body["format"] == FORMAT:
            return body, []
    try:
        body = parse(text)
    except NotCanonical as error:
        return None, [(FaultKind.CANONICAL, f"le corps n'est pas du JSON canonique : {error}")]
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        return None, [(FaultKind.FORMAT, "le corps n'annonce pas un format connu")]
    if not is_well_formed(body):
        return None, [(FaultKind.FORMAT, "le corps n'a pas exactement les membres du format 1")]
    return body, []


def read_content(row: JournalRow, body: dict[str, Any]) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The values of an entry, or None once erased, and what is wrong with them."""
    if row.payload is None:
        return None, [(FaultKind.PAYLOAD, "la ligne qui garde ses valeurs manque (effacer laisse une ligne vide)")]
    if row.salt is None and row.content is None:
        return None, []
    try:
        salt, (content, texts) = bytes.fromhex(row.salt or ""), _parse_content(row.content or "")
    except ValueError as error:
        return None, [(FaultKind.PAYLOAD, f"ses valeurs ou leur sel sont illisibles : {error}")]
    if len(salt) != SALT_BYTES or salt.hex() != row.salt or not texts:
        return None, [(FaultKind.PAYLOAD, "ses valeurs ou leur sel n'ont pas la forme du format 1")]
    if any(len(texts[name]) != len(body[name]) for name in LISTS):
        return None, [(FaultKind.PAYLOAD, "il n'y a pas autant de valeurs que d'engagements")]
    return content, _commitments(salt, body, texts)


def _parse_content(text: str) -> tuple[Any, Texts]:
    """As `parse`; of what has the form of format 1 also the text of each value, whence that of all is made again.

    Raises: NotCanonical.
    """
    content = read(text)
    if not is_shaped(content, CONTENT):
        check_form(text, write(content))
        return content, {}
    texts = {name: [*map(write, content[name])] for name in LISTS}
    check_form(text, content_text(**texts))
    return content, texts


def _rules(body: dict[str, Any]) -> list[Finding]:
    findings: list[Finding] = []
    changes = body["changes"]
    if body["event"] not in EVENTS:
        findings.append((FaultKind.EVENT, f"l'événement « {body['event']} » n'existe pas"))
    if body["result"] not in RESULTS or (changes and body["result"] == "refused"):
        sentence = "le résultat est inconnu, ou une action refusée change quelque chose"
        findings.append((FaultKind.FORMAT, sentence))
    for decision in body["decisions"]:
        rules = decision["rules"]
        if len(rules) > 1 and rules != sorted(set(rules)):
            findings.append((FaultKind.FORMAT, "les règles d'une décision ne sont pas triées"))
            break
    for change in changes:
        previous = change["previous"]
        if previous is not None and not 0 <= previous < body["seq"]:
            findings.append((FaultKind.FORMAT, "une valeur précédente ne vient pas d'une écriture antérieure"))
            break
    return findings


def _columns(row: JournalRow, body: dict[str, Any]) -> Iterable[Finding]:
    plain = (row.seq, row.stream, row.stream_seq, row.event, row.actor)
    if plain == _said_plainly(body) and is_timestamp(body["time"], row.time):
        return ()
    stored = (row.seq, row.stream, row.stream_seq, timestamp(row.time), row.event, row.actor)
    said = _said(body)
    different = [name for name, here, there in zip(_COLUMNS, stored, said, strict=True) if here != there]
    return [(FaultKind.COLUMN, f"la colonne « {name} » ne dit pas la même chose que le corps") for name in different]


def _commitments(salt: bytes, body: dict[str, Any], texts: Texts) -> list[Finding]:
    altered = []
    for change, value in zip(body["changes"], texts["changes"], strict=True):
        if change["commit"] != change_commit(salt, change, value):
            altered.append(
                f"la valeur gardée a été modifiée ({change['table']} {change['key']}, champ {change['field']})"
            )
    for index, (decision, document) in enumerate(zip(body["decisions"], texts["decisions"], strict=True)):
        if decision["commit"] != decision_commit(salt, index, document):
            altered.append(f"la décision gardée a été modifiée ({decision['family']}, n° {index})")
    for item, value in zip(body["values"], texts["values"], strict=True):
        if item["commit"] != value_commit(salt, item["name"], value):
            altered.append(f"la valeur gardée a été modifiée ({item['name']})")
    return [(FaultKind.COMMITMENT, sentence) for sentence in altered]
