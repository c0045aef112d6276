"""YAML as a plain tree whose every node knows its line; what it spells is left to the reader of each value.

Nothing is resolved here: `oui`, `no`, 1e3 or 2023-03 stay the text that was written. Aliases, anchors, tags, several
documents, duplicate keys, deep nesting and long files are refused while the events are read, before anything is built.
"""

import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import yaml

from rules.faults import FaultLog

MAX_BYTES: Final = 1_000_000
MAX_NESTING: Final = 40


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `plain` when it was written without quotes."""

    text: str
    plain: bool
    line: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: list["Node"]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values, in the order of the file."""

    entries: dict[str, "Node"]
    line: int
    lines: dict[str, int] = field(default_factory=dict)


Node: TypeAlias = Scalar | Sequence | Mapping

# the events of one document, in C where PyYAML has it: a megabyte takes one second instead of ten
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Refused(Exception):
    """The file is not worth reading further; the reason is in the log."""


def read_tree(text: str, log: FaultLog) -> Node | None:
    """The document's root, its texts in NFC; None when it cannot be read, and then the log says why."""
    try:
        if len(text.encode()) > MAX_BYTES:
            log.add(1, "", "", f"au plus {MAX_BYTES} octets")
            return None
        events = _allowed(yaml.parse(unicodedata.normalize("NFC", text), Loader=_Loader), log)
        root = _node(next(events), events, log)
        deque(events, maxlen=0)  # a second document is seen only by reading on
        return root
    except _Refused:
        return None
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        log.add(mark.line + 1 if mark else 1, "", str(fault.problem or fault.context), "du YAML bien formé")
    except (yaml.YAMLError, UnicodeEncodeError) as fault:
        log.add(1, "", str(fault).splitlines()[0], "du YAML bien formé, en caractères imprimables")
    return None


def _allowed(events: Iterator[yaml.Event], log: FaultLog) -> Iterator[yaml.Event]:
    """The events that carry content. Raises: _Refused at the first one that could make more than it shows."""
    depth = documents = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if expected := _refusal(event, depth, documents):
            log.add(_line(event), "", "", expected)
            raise _Refused
        if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            yield event
    if not documents:
        log.add(1, "", "", "un document, le fichier est vide")
        raise _Refused


def _refusal(event: yaml.Event, depth: int, documents: int) -> str | None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        return "ni ancre (&) ni renvoi (*) : répétez la valeur"
    if getattr(event, "tag", None):
        return "pas d'étiquette de type (!)"
    if depth > MAX_NESTING:
        return f"au plus {MAX_NESTING} niveaux d'imbrication"
    return "un seul document par fichier" if documents > 1 else None


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _node(event: yaml.Event, events: Iterator[yaml.Event], log: FaultLog) -> Node:
    line = _line(event)
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(event.value, not event.style, line)
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_node(event, events, log))
        return Sequence(items, line)
    return _mapping(line, events, log)


def _mapping(line: int, events: Iterator[yaml.Event], log: FaultLog) -> Mapping:
    mapping = Mapping({}, line)
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _node(event, events, log)
        value = _node(next(events), events, log)
        if not isinstance(key, Scalar):
            log.add(key.line, "", "", "une clé simple")
        elif key.text in mapping.entries:
            log.add(key.line, key.text, "", f"une clé une seule fois, déjà vue ligne {mapping.lines[key.text]}")
        else:
            mapping.entries[key.text] = value
            mapping.lines[key.text] = key.line
    return mapping
