"""The form of a body of format 1: its members and their types, and a pattern of the texts that have it. Pure.

Most bodies are plain: ASCII, without an escape. Those match the pattern, which costs a third of what looking at every
member and encoding again do. A body that does not match is looked at in that way, so the pattern decides nothing but
how fast an honest journal is read.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeGuard

LISTS = ("changes", "decisions", "values")

_NULL = type(None)
_PLAIN_TEXT = r'[^"\\\x00-\x1f]*+'
_TEXT = f'"{_PLAIN_TEXT}"'
_NUMBER = "(?:0|[1-9][0-9]{0,14}+)"
"""Fifteen digits stay below `models.canonical.LARGEST`."""


class Shape(NamedTuple):
    """The names that an object has, in order, the types that they may have together, and its plain canonical texts."""

    names: tuple[str, ...]
    types: frozenset[tuple[type, ...]]
    pattern: str


def _several(pattern: str) -> str:
    return f"(?:{pattern}(?:,{pattern})*+)?+"


_LIST, _OBJECT = rf"\[{_several(_TEXT)}\]", rf"\{{{_several(f'{_TEXT}:{_TEXT}')}\}}"
_PATTERNS = {str: _TEXT, int: _NUMBER, object: f"(?:null|{_NUMBER})", list: _LIST, dict: f"(?P<objects>{_OBJECT})"}
"""Texts by type: a list is of texts unless its items have a shape, an object has texts."""


def _shape(items: Mapping[str, Shape], **members: type) -> Shape:
    """The shape of an object, given the shapes of the items of its lists; `object`: int or null."""
    names = tuple(sorted(members))
    types = tuple(members[name] for name in names)
    texts = [
        rf"\[{_several(items[name].pattern)}\]" if name in items else _PATTERNS[kind]
        for name, kind in zip(names, types, strict=True)
    ]
    pattern = ",".join(f'"{name}":{text}' for name, text in zip(names, texts, strict=True))
    together = frozenset(tuple(kind if t is object else t for t in types) for kind in (int, _NULL))
    return Shape(names, together, rf"\{{{pattern}\}}")


ITEMS = {
    "transitions": _shape({}, **dict.fromkeys(("machine", "object", "event", "from", "to"), str)),
    "decisions": _shape({}, family=str, rule_set=str, rules=list, commit=str),
    "changes": _shape({}, **dict.fromkeys(("table", "key", "field", "commit"), str), previous=object),
    "values": _shape({}, name=str, commit=str),
}
BODY = _shape(
    ITEMS,
    **dict.fromkeys(("format", "seq", "stream_seq"), int),
    **dict.fromkeys(
        ("log", "prev", "time", "stream", "event", "command", "command_id", "actor", "role", "result"), str
    ),
    **dict.fromkeys(("transitions", *LISTS), list),
    agency_size=object,
    objects=dict,
)
CONTENT = _shape({}, **dict.fromkeys(LISTS, list))

_PLAIN = re.compile(BODY.pattern)
_KEY = re.compile(f'"({_PLAIN_TEXT})":{_TEXT}')


def is_plain(text: str) -> bool:
    """Whether a text is the canonical JSON of a well-formed body for sure; False says nothing."""
    found = _PLAIN.fullmatch(text) if text.isascii() else None
    if found is None:
        return False
    keys = _KEY.findall(found["objects"])
    return len(keys) < 2 or keys == sorted(set(keys))


def is_shaped(value: object, shape: Shape) -> TypeGuard[dict[str, Any]]:
    """Whether a value is an object of that shape."""
    # Exact types, for in Python true is 1 and in JSON it is not; and in order, as canonical JSON has its keys.
    if not isinstance(value, dict) or tuple(value) != shape.names:
        return False
    return tuple(map(type, value.values())) in shape.types


def is_well_formed(body: object) -> TypeGuard[dict[str, Any]]:
    """Whether the value of a canonical text is a body."""
    if not is_shaped(body, BODY) or not all(
        is_shaped(item, shape) for name, shape in ITEMS.items() for item in body[name]
    ):
        return False
    texts = [*body["objects"].values()]
    for decision in body["decisions"]:
        texts += decision["rules"]
    return {str}.issuperset(map(type, texts))
