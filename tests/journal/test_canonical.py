"""Canonical JSON equals RFC 8785 on what the journal keeps, and refuses the rest."""

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from models.canonical import LARGEST, NotCanonical, canonical, encode, parse

KEYS = st.text(st.characters(max_codepoint=127))
SCALARS = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=30)


@given(VALUES)
def test_our_encoder_gives_the_bytes_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_was_encoded_is_parsed_back_with_its_keys_in_order(value: Any) -> None:
    parsed = parse(canonical(value).decode())
    assert parsed == value
    assert encode(parsed) == canonical(value)
    assert not isinstance(parsed, dict) or list(parsed) == sorted(parsed)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("é\u2028😀\x7f", '"é\u2028😀\x7f"'),
        ('\x00\x1f\b\t\n\f\r"\\/', '"\\u0000\\u001f\\b\\t\\n\\f\\r\\"\\\\/"'),
        ({"b": [], "B": {}, "a": None, "": True, "aa": -0}, '{"":true,"B":{},"a":null,"aa":0,"b":[]}'),
        (LARGEST, "9007199254740991"),
        (-LARGEST, "-9007199254740991"),
    ],
)
def test_a_value_has_one_form(value: Any, expected: str) -> None:
    assert canonical(value) == expected.encode()


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        LARGEST + 1,
        -LARGEST - 1,
        "\ud800",
        {"é": 1},
        {1: 1},
        {"a": (1,)},
        {1, 2},
        b"x",
        [[{"a": 0.5}]],
    ],
)
def test_what_has_no_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "{", "nul", "1.0", "1e3", "-0", "01", "NaN", "Infinity", "9007199254740992", '"\\u00e9"', '"\\/"',
        '{"b":1,"a":1}', '{"a":1,"a":1}', '{"a": 1}', "[1,2] ", " [1]", '{"é":1}', '{"\\u00e9":1}', '"\\ud800"',
        '"\ud800"', '"\t"', "[1][2]", "'a'", "\ufeff1", "[" * 100_000, "9" * 5_000, '"' + "é" * 3 + '" ',
    ],
)  # fmt: skip
def test_a_text_that_is_not_its_own_canonical_form_is_refused(text: str) -> None:
    with pytest.raises(NotCanonical):
        parse(text)
