"""Regions against plain enumeration: what is left of boxes, and a case of it."""

from itertools import product

import pytest

from rules.boxes import boxes_of, meeting
from rules.language import Compare, Condition, Fact, Facts, FactType
from rules.reference import compile_reference
from rules.regions import TooManyParts, case_of, minus
from tests.rules.builders import ALL_TYPES, INTEGER, Random, rule_set, values_of, vocabulary

CASES = [
    dict(zip((fact.name for fact in ALL_TYPES), values, strict=True))
    for values in product(*([None, *values_of(fact)] for fact in ALL_TYPES))
]


def _holds(condition: Condition, facts: Facts) -> bool:
    return bool(compile_reference(rule_set(condition))({**dict.fromkeys(vocabulary().facts), **facts}))


@pytest.mark.parametrize("seed", range(25))
def test_what_is_left_is_exactly_what_the_first_has_and_the_second_has_not(seed: int) -> None:
    made = Random(seed)
    first, second = made.condition(vocabulary(), 3), made.condition(vocabulary(), 3)
    left = minus(boxes_of(first, vocabulary()), boxes_of(second, vocabulary()), vocabulary())
    one, other = (compile_reference(rule_set(condition)) for condition in (first, second))
    expected = any(one(facts) and not other(facts) for facts in CASES)
    case = case_of(left, vocabulary())
    assert (case is not None) == expected
    if case is not None:
        assert _holds(first, case)
        assert not _holds(second, case)


def test_the_parts_that_are_left_do_not_meet() -> None:
    hole = boxes_of(Compare(INTEGER.name, "in", (0, 2)), vocabulary())
    other = boxes_of(Compare("produit.nil", "eq", True), vocabulary())
    left = minus([{}], [dict(hole[0], **other[0])], vocabulary())
    assert len(left) == 2
    assert meeting(left[0], left[1]) is None


def test_too_many_parts_are_refused_and_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    holes = boxes_of(Compare(INTEGER.name, "in", (0, 2)), vocabulary())
    assert minus([{}], holes, vocabulary())
    monkeypatch.setattr("rules.regions.MAX_PARTS", 0)
    with pytest.raises(TooManyParts):
        minus([{}], holes, vocabulary())


ORDERS = (("petit", "grand"),)


@pytest.mark.parametrize(("small", "large", "possible"), [(2, 2, True), (2, 1, False), (0, 5, True)])
def test_a_count_is_never_above_the_one_that_holds_it(small: int, large: int, possible: bool) -> None:
    under = vocabulary(*(Fact(name, FactType.INTEGER, name, low=0, high=9) for name in ("petit", "grand")))
    region = [{"petit": ((small, small),), "grand": ((0, large),)}]
    assert (case_of(region, under, ORDERS) is not None) == possible
