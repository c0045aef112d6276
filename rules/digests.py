"""The digest of a plain value: SHA-256 over its compact sorted JSON."""

import hashlib
import json


def compact(value: object) -> str:
    """The value as compact JSON with sorted keys; equal to RFC 8785 for ASCII keys, text, booleans and integers.

    Raises: ValueError for NaN and infinities, TypeError for what JSON does not have.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(value: object) -> str:
    """64 hexadecimal digits that change when anything in the value changes."""
    return hashlib.sha256(compact(value).encode()).hexdigest()
