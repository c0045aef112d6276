"""The pure fold: what the entries alone say of each field."""

from typing import Any

import pytest

from models.projection import ERASED, InvalidEntry, Origins, State, fold, fold_origins


def entry(seq: int, *changes: tuple[str, str, int | None], result: str = "done") -> dict[str, Any]:
    """A body with those changes (key, field, previous)."""
    members = ("table", "key", "field", "previous")
    return {
        "seq": seq,
        "result": result,
        "changes": [dict(zip(members, ("fiche", *change), strict=True)) for change in changes],
    }


def content(*values: Any) -> dict[str, Any]:
    return {"changes": list(values)}


def test_the_last_value_of_a_field_stands() -> None:
    state: State = {}
    fold(state, entry(0, ("f1", "nom", None), ("f1", "rang", None)), content("a", 1))
    fold(state, entry(1, ("f2", "nom", None)), content("autre"))
    fold(state, entry(2, ("f1", "nom", 0)), content("b"))
    assert state == {("fiche", "f1"): {"nom": "b", "rang": 1}, ("fiche", "f2"): {"nom": "autre"}}


def test_an_entry_without_changes_changes_nothing() -> None:
    state: State = {}
    fold(state, entry(0, result="refused"), content())
    assert state == {}


def test_an_erased_value_leaves_its_mark() -> None:
    state: State = {}
    fold(state, entry(0, ("f1", "nom", None)), None)
    assert state == {("fiche", "f1"): {"nom": ERASED}}


def test_a_refusal_that_changes_something_is_invalid_and_changes_nothing() -> None:
    state: State = {}
    with pytest.raises(InvalidEntry, match="refusée"):
        fold(state, entry(0, ("f1", "nom", None), result="refused"), content("a"))
    assert state == {}


@pytest.mark.parametrize("values", [(), ("a", "b")])
def test_values_and_changes_go_in_pairs(values: tuple[str, ...]) -> None:
    with pytest.raises(InvalidEntry, match="autant de valeurs"):
        fold({}, entry(0, ("f1", "nom", None)), content(*values))


def test_the_origin_of_a_field_is_the_last_entry_that_set_it() -> None:
    origins: Origins = {}
    fold_origins(origins, entry(0, ("f1", "nom", None), ("f1", "rang", None)))
    fold_origins(origins, entry(4, ("f1", "nom", 0)))
    assert origins == {("fiche", "f1"): {"nom": 4, "rang": 0}}


@pytest.mark.parametrize("previous", [None, 1, 3])
def test_an_entry_that_names_another_previous_entry_is_invalid(previous: int | None) -> None:
    origins: Origins = {("fiche", "f1"): {"nom": 2}}
    with pytest.raises(InvalidEntry, match="fiche f1, champ nom"):
        fold_origins(origins, entry(5, ("f1", "nom", previous)))
    assert origins == {("fiche", "f1"): {"nom": 5}}
