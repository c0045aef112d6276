"""Boxes are exactly their condition, and stay few."""

from collections.abc import Iterator
from itertools import product

import pytest

from rules.boxes import MAX_BRANCHES, TooManyBranches, boxes_of, meeting
from rules.language import AllOf, AnyOf, Compare, Condition, Fact, Facts, FactType, NotOf, Vocabulary
from rules.ranges import Codes, Ranges, join, meet, ranges_of
from rules.reference import compile_reference
from tests.rules.builders import BOOLEAN, INTEGER, SYMBOL, Random, rule_set, values_of, vocabulary

SMALL = vocabulary(BOOLEAN, INTEGER, SYMBOL)


def every_case(under: Vocabulary) -> Iterator[Facts]:
    for values in product(*([*values_of(fact), None] for fact in under.facts.values())):
        yield dict(zip(under.facts, values, strict=True))


def inside(box_ranges: Ranges, code: int) -> bool:
    return any(low <= code <= high for low, high in box_ranges)


@pytest.mark.parametrize("seed", range(60))
def test_boxes_hold_exactly_when_their_condition_does(seed: int) -> None:
    condition = Random(seed).condition(SMALL, 5)
    decide = compile_reference(rule_set(condition, under=SMALL))
    boxes = boxes_of(condition, SMALL)
    codes = {name: Codes(fact) for name, fact in SMALL.facts.items()}
    for case in every_case(SMALL):
        code = {n: codes[n].unknown if v is None else codes[n].code(v) for n, v in case.items()}
        held = any(all(inside(ranges, code[name]) for name, ranges in box.items()) for box in boxes)
        assert held == bool(decide(case))


NIL = Compare("produit.nil", "eq", True)


@pytest.mark.parametrize(
    "never",
    [
        AllOf((NIL, NotOf(NIL))),
        AllOf((Compare("produit.nil", "unknown"), Compare("produit.nil", "ne", True))),
        AllOf((Compare("preuves.manquantes", "lt", 1), Compare("preuves.manquantes", "gt", 0))),
        Compare("preuves.manquantes", "lt", -2),
        Compare("produit.type", "not_in", ("socle", "option", "5", "true")),
    ],
)
def test_a_condition_that_can_never_hold_has_no_box(never: Condition) -> None:
    assert boxes_of(never, SMALL) == ()


@pytest.mark.parametrize(
    "always",
    [
        AllOf(),
        AnyOf((NIL, NotOf(NIL))),
        AnyOf((Compare("produit.nil", "unknown"), Compare("produit.nil", "known"))),
        NotOf(Compare("preuves.manquantes", "lt", -2)),
    ],
)
def test_a_condition_that_always_holds_is_one_empty_box(always: Condition) -> None:
    assert boxes_of(always, SMALL) == ({},)


def test_a_condition_always_holds_when_its_negation_has_no_box() -> None:
    known, unknown = Compare("produit.type", "known"), Compare("produit.type", "unknown")
    assert boxes_of(NotOf(AnyOf((AllOf((NIL, known)), NotOf(NIL), unknown))), SMALL) == ()


def test_a_list_of_equalities_is_one_box() -> None:
    either = AnyOf(tuple(Compare("preuves.manquantes", "eq", value) for value in (-2, 0, 3)))
    assert boxes_of(either, SMALL) == ({"preuves.manquantes": ((-2, -2), (0, 0), (3, 3))},)


def wide(alternatives: int) -> tuple[Condition, Vocabulary]:
    made = [Fact(f"a{n}", FactType.INTEGER, "a", high=99) for n in range(alternatives)]
    return AnyOf(tuple(Compare(fact.name, "eq", 1) for fact in made)), vocabulary(*made)


def test_fifty_alternatives_are_accepted() -> None:
    assert len(boxes_of(*wide(MAX_BRANCHES))) == MAX_BRANCHES


def test_fifty_one_alternatives_are_refused() -> None:
    with pytest.raises(TooManyBranches):
        boxes_of(*wide(MAX_BRANCHES + 1))


def test_a_product_that_would_explode_is_refused_at_once() -> None:
    made = [Fact(f"a{n}", FactType.INTEGER, "a", high=99) for n in range(60)]
    groups = (made[n : n + 10] for n in range(0, 60, 10))
    huge = AllOf(tuple(AnyOf(tuple(Compare(fact.name, "eq", 1) for fact in group)) for group in groups))
    with pytest.raises(TooManyBranches):
        boxes_of(huge, vocabulary(*made))


def test_negating_many_comparisons_stays_one_box() -> None:
    made = [Fact(f"a{n}", FactType.INTEGER, "a", high=99) for n in range(40)]
    none = NotOf(AnyOf(tuple(Compare(fact.name, "ge", 1) for fact in made)))
    assert len(boxes_of(none, vocabulary(*made))) == 1


def test_two_boxes_meet_where_every_fact_does() -> None:
    assert meeting({"a": ((0, 5),)}, {"a": ((3, 9),), "b": ((1, 1),)}) == {"a": ((3, 5),), "b": ((1, 1),)}
    assert meeting({"a": ((0, 5),)}, {"a": ((6, 9),)}) is None


def test_ranges_merge_neighbours_and_drop_the_empty() -> None:
    assert ranges_of([(4, 6), (1, 3), (9, 8), (20, 21)]) == ((1, 6), (20, 21))


def test_ranges_meet_join_and_complement() -> None:
    assert join(((1, 2),), ((2, 5),)) == ((1, 5),)
    assert meet(((1, 4), (6, 9)), ((3, 7),)) == ((3, 4), (6, 7))
    assert Codes(INTEGER).complement(((-2, 0), (3, 3))) == ((-3, -3), (1, 2))
