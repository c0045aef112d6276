"""What is read fast is read as the rest: a plain body is a canonical one of format 1, a content is its own values."""

import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from models.canonical import LARGEST, NotCanonical, canonical, decode, parse, write
from models.entry import (
    Place,
    change_commit,
    content_text,
    decision_commit,
    is_timestamp,
    seal,
    timestamp,
    value_commit,
)
from reports.verification_form import LISTS, is_plain, is_well_formed
from tests.journal.builders import START, full_draft
from tests.journal.test_canonical import KEYS, VALUES

SALT = bytes(32)
BODY: dict[str, Any] = json.loads(seal(full_draft(4), Place(4, "a" * 64, timestamp(START), 3, 1), SALT).body)
TEXT = canonical(BODY).decode()

TEXTS = st.text(st.characters(max_codepoint=0x82)) | st.sampled_from(["a", ":-0", '"', "\\", "[1]", "a b", "\x7f"])
NUMBERS = st.sampled_from([0, 1, -1, 10**15 - 1, 10**15, LARGEST, LARGEST + 1]) | st.integers()
OTHERS = st.none() | st.booleans() | st.floats() | NUMBERS | TEXTS | st.lists(TEXTS)
TOUCHES = st.sampled_from([*'"\\{}[]:,-0 1a\né\ud800\x7f', "", '"a":1,'])
OBJECTS = st.dictionaries(KEYS | st.sampled_from(["a", "a!", "A", "ab"]), TEXTS | NUMBERS)


def altered(part: str, replaced: str) -> str:
    """The text of the body with another piece in place of one that it has once."""
    assert TEXT.count(part) == 1
    return TEXT.replace(part, replaced)


def refused(text: str) -> bool:
    """Whether the slow way finds no body in that text."""
    try:
        return not is_well_formed(parse(text))
    except NotCanonical:
        return True


def test_a_body_as_the_journal_writes_them_is_plain() -> None:
    assert is_plain(TEXT)
    assert decode(TEXT) == parse(TEXT) == BODY


@given(st.sampled_from(sorted(BODY)), OTHERS | OBJECTS, st.booleans(), st.booleans())
def test_a_plain_body_is_one_that_the_slow_way_reads_the_same(
    name: str, value: Any, spaced: bool, ordered: bool
) -> None:
    separators = (", ", ": ") if spaced else (",", ":")
    text = json.dumps(BODY | {name: value}, ensure_ascii=False, separators=separators, sort_keys=ordered)
    if is_plain(text):
        assert is_well_formed(parse(text))
        assert decode(text) == parse(text)


@given(st.integers(0, len(TEXT)), st.integers(0, 3), TOUCHES)
def test_no_touch_makes_a_plain_body_of_what_the_slow_way_refuses(place: int, cut: int, put: str) -> None:
    text = TEXT[:place] + put + TEXT[place + cut :]
    if is_plain(text):
        assert not refused(text)
        assert decode(text) == parse(text)


@pytest.mark.parametrize(
    "text",
    [
        f" {TEXT}", f"{TEXT} ", f"{TEXT}\n", f"{TEXT}x", TEXT.replace(",", ", "), TEXT[:-1],
        altered('"stream_seq":1', '"stream_seq":-0'), altered('"stream_seq":1', '"stream_seq":01'),
        altered('"stream_seq":1', '"stream_seq":1.0'), altered('"stream_seq":1', '"stream_seq":true'),
        altered('"stream_seq":1', '"stream_seq":9007199254740992'),
        altered('"stream_seq":1', '"stream_seq":1,"stream_seq":1'),
        altered('"objects":{"sujet":"1"}', '"objects":{"sujet":"1","a":"2"}'),
        altered('"objects":{"sujet":"1"}', '"objects":{"a!":"1","a":"2"}'),
        altered('"objects":{"sujet":"1"}', '"objects":{"a":"1","a":"2"}'),
        altered('"objects":{"sujet":"1"}', '"objects":{"a":1}'),
        altered('"objects":{"sujet":"1"}', '"objects":{"é":"1"}'),
        altered('"objects":{"sujet":"1"}', '"objects":{"\\u0061":"1"}'),
        altered('"rules":["V-1","V-2"]', '"rules":["V-1",2]'), altered('"rules":["V-1","V-2"]', '"rules":["V-1",]'),
    ],
)  # fmt: skip
def test_what_the_slow_way_refuses_is_not_plain(text: str) -> None:
    assert refused(text)
    assert not is_plain(text)


@pytest.mark.parametrize(
    "pair", ['"a":"1","a!":"2"', '"A":"1","a":"2"', '"a":":-","b":",-0"', '"a":"b c"', '"\x7f":""']
)
def test_objects_are_plain_with_their_keys_in_order(pair: str) -> None:
    text = altered('"objects":{"sujet":"1"}', f'"objects":{{{pair}}}')
    assert is_plain(text)
    assert not refused(text)


@given(st.fixed_dictionaries({name: st.lists(VALUES, max_size=3) for name in LISTS}))
def test_the_text_of_a_content_is_made_of_those_of_its_values(content: dict[str, list[Any]]) -> None:
    assert content_text(**{name: [*map(write, content[name])] for name in LISTS}).encode() == canonical(content)


@given(VALUES, st.text(), st.text(), st.integers(0, 9))
def test_a_commitment_is_the_hmac_of_the_canonical_list_that_the_format_tells(
    value: Any, name: str, field: str, index: int
) -> None:
    def hashed(parts: list[Any]) -> str:
        return hmac.digest(SALT, rfc8785.dumps(parts), "sha256").hex()

    change = {"table": "fiche", "key": name, "field": field}
    assert change_commit(SALT, change, write(value)) == hashed(["change", "fiche", name, field, value])
    assert decision_commit(SALT, index, write(value)) == hashed(["decision", index, value])
    assert value_commit(SALT, name, write(value)) == hashed(["value", name, value])


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-1, 1))
def test_the_text_of_an_instant_is_recognised_as_that_of_no_other(instant: datetime, apart: int) -> None:
    assume(apart == 0 or datetime.min.replace(tzinfo=UTC) < instant < datetime.max.replace(tzinfo=UTC))
    assert is_timestamp(timestamp(instant), instant + timedelta(microseconds=apart)) is (apart == 0)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T08:00:00Z",
        "2026-03-02 08:00:00.000000Z",
        "2026-03-02T08:00:00,000000Z",
        "2026-03-02T08:00:00.000000z",
        "2026-03-02T08:00:00.000000+00:00",
        "2026-W10-1T08:00:00.000000Z",
        "٢026-03-02T08:00:00.000000Z",
        "2026-03-01T32:00:00.000000Z",
        "2026-03-02T08:00:00.000000Z\n",
        "2026-02-30T08:00:00.000000Z",
        "",
    ],
)
def test_other_texts_of_an_instant_are_not_those_of_the_journal(text: str) -> None:
    assert not is_timestamp(text, datetime(2026, 3, 2, 8, tzinfo=UTC))


def test_midnight_is_that_of_the_day_it_begins() -> None:
    assert not is_timestamp("2026-03-01T24:00:00.000000Z", datetime(2026, 3, 2, tzinfo=UTC))
