"""The state that the journal alone gives: entry after entry, what each field of each row holds. Pure.

A row lives in one log: nothing orders the entries of two logs, so nothing could say which of them wrote last.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any


class Erased(Enum):
    """What stands for a value that was erased from the journal."""

    ERASED = "effacé"


ERASED = Erased.ERASED

RowKey = tuple[str, str]
"""Table and key."""

State = dict[RowKey, dict[str, Any]]
"""The value of each field that was ever set; a field that is not there is null."""

Origins = dict[RowKey, dict[str, int]]
"""The seq of the entry that gave each field its value."""


class InvalidEntry(ValueError):
    """An entry that cannot follow those before it, though it may be well formed and signed."""


def fold(state: State, body: Mapping[str, Any], content: Mapping[str, Any] | None) -> None:
    """Take one entry into account, in the order of its log; `content` is None where its values were erased.

    Raises: InvalidEntry, the state being left as it was.
    """
    changes = body["changes"]
    values = [ERASED] * len(changes) if content is None else content["changes"]
    if changes and body["result"] != "done":
        raise InvalidEntry("une action refusée change des valeurs")
    if len(values) != len(changes):
        raise InvalidEntry("il n'y a pas autant de valeurs que de changements")
    for change, value in zip(changes, values, strict=True):
        state.setdefault((change["table"], change["key"]), {})[change["field"]] = value


def fold_origins(origins: Origins, body: Mapping[str, Any]) -> None:
    """Note that the entry is now the one that holds the fields it changes.

    Raises: InvalidEntry, after that, when it names another previous entry than the one that did.
    """
    wrong = []
    for change in body["changes"]:
        fields = origins.setdefault((change["table"], change["key"]), {})
        if fields.get(change["field"]) != change["previous"]:
            wrong.append(f"{change['table']} {change['key']}, champ {change['field']}")
        fields[change["field"]] = body["seq"]
    if wrong:
        raise InvalidEntry(f"la valeur précédente n'est pas dans l'écriture annoncée ({' ; '.join(wrong)})")
