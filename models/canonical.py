"""Canonical JSON: the one byte string that stands for a value, as RFC 8785 has it, for what the journal keeps.

The general encoder of RFC 8785 costs six times more, for numbers and keys that no entry holds. Here keys are ASCII (so
that code points sort like UTF-16 units), integers stay within what a double holds exactly, and there are no floats. A
property test holds the encoders equal: that of RFC 8785, orjson, and Python's, which writes what orjson refuses.
"""

import json
from json.encoder import encode_basestring
from typing import Any

import orjson

LARGEST = 2**53 - 1
"""The largest integer, and minus the smallest: RFC 8785 knows no other integers."""

_slow = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode
_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)


class NotCanonical(ValueError):
    """A value or a text that canonical JSON does not have."""


def canonical(value: object) -> bytes:
    """The canonical JSON of a value made of str, int, bool, None, list and dict with ASCII keys.

    Raises: NotCanonical for anything else: floats, tuples, integers beyond `LARGEST`, lone surrogates.
    """
    return to_bytes(canonical_text(value))


def canonical_text(value: object) -> str:
    """The same as a text, in which a lone surrogate may be left.

    Raises: NotCanonical.
    """
    _check(value)
    return write(value)


def encode(value: object) -> bytes:
    """As `canonical`, for a value whose parts were already checked.

    Raises: NotCanonical for a lone surrogate.
    """
    return to_bytes(_write_slowly(value))


def to_bytes(text: str) -> bytes:
    """A text in UTF-8.

    Raises: NotCanonical for a lone surrogate.
    """
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("un texte contient un demi-caractère, qui n'a pas de forme en UTF-8") from error


quoted = encode_basestring
"""The canonical JSON of a text."""


def write(value: object) -> str:
    """As `encode`, as text; that of a list or an object is made of those of what is in it.

    Raises: NotCanonical for a value that is nested too deep.
    """
    try:
        return orjson.dumps(value, option=_OPTIONS).decode()
    except orjson.JSONEncodeError:
        # lone surrogates, depths beyond 254, keys that are not quite texts: written or refused as ever
        return _write_slowly(value)


def _write_slowly(value: object) -> str:
    try:
        return _slow(value)
    except RecursionError as error:
        raise _no_json(error) from error


def parse(text: str) -> Any:
    """The value of a text that is canonical JSON, byte for byte; its objects have their keys in order.

    Raises: NotCanonical for any other text, JSON or not.
    """
    value = read(text)
    check_form(text, write(value))
    return value


def read(text: str) -> Any:
    """The value that a JSON text begins with, whatever its form and what follows: `check_form` looks at both.

    Raises: NotCanonical where no canonical text has that value.
    """
    try:
        # An ASCII text cannot hold another key: canonical JSON escapes no letter.
        return (_decode_ascii if text.isascii() else _decode)(text)[0]
    except (ValueError, RecursionError) as error:
        raise _no_json(error) from error


def check_form(text: str, written: str) -> None:
    """Refuse a text that differs from what the value that was read of it is written as.

    Raises: NotCanonical.
    """
    if text != written:
        raise NotCanonical("le texte n'est pas sous sa forme canonique")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise _no_json(error) from error


def decode(text: str) -> Any:
    """The value of a text that is known to be canonical JSON, in ASCII and without an escape."""
    # a third of json's time; it would give other values for numbers, names and escapes that such a text cannot have
    return orjson.loads(text)


def _no_json(error: Exception) -> NotCanonical:
    return NotCanonical(f"le texte n'est pas du JSON canonique ({error})")


def _no_float(literal: str) -> Any:
    raise NotCanonical(f"{literal} n'est pas un nombre entier")


def _exact_int(literal: str) -> int:
    number = int(literal)
    if not -LARGEST <= number <= LARGEST:
        raise NotCanonical(f"{literal} dépasse les entiers exacts (2^53 - 1)")
    return number


def _ascii_keys(value: dict[str, Any]) -> dict[str, Any]:
    if not "".join(value).isascii():
        raise NotCanonical("une clé n'est pas un texte ASCII")
    return value


_decode_ascii = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float, parse_int=_exact_int).raw_decode
_decode = json.JSONDecoder(
    object_hook=_ascii_keys, parse_float=_no_float, parse_constant=_no_float, parse_int=_exact_int
).raw_decode


# not `str | bool`: that makes a type at each look
_PLAIN = (str, bool)


def _check(value: object) -> None:
    if value is None or isinstance(value, _PLAIN):
        return
    if isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise NotCanonical(f"{value} dépasse les entiers exacts (2^53 - 1)")
    elif isinstance(value, list):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        _check_object(value)
    else:
        raise NotCanonical(f"{type(value).__name__} n'a pas de forme canonique")


def _check_object(value: dict[Any, Any]) -> None:
    try:
        ascii_keys = "".join(value).isascii()
    except TypeError:
        ascii_keys = False
    if not ascii_keys:
        raise NotCanonical("une clé n'est pas un texte ASCII")
    for item in value.values():
        if item is not None and not isinstance(item, _PLAIN):
            _check(item)
