"""The smallest change against brute force over every case, and what is said where there is none."""

import pytest

from rules.counterfactual import FactChange, Wanted, at_most, nearest_value, smallest_change
from rules.language import AllOf, Compare, Facts, NotOf, Rule, RuleSet, Value
from rules.ranges import Codes
from rules.reference import compile_reference
from rules.regions import TooManyParts
from tests.rules.builders import BOOLEAN, INTEGER, SYMBOL, Random, facts, rule, rule_set, vocabulary
from tests.rules.test_boxes import every_case

SMALL = vocabulary(BOOLEAN, INTEGER, SYMBOL)
CASES = tuple(every_case(SMALL))
NIL = Compare("produit.nil", "eq", True)
FEW = Compare("preuves.manquantes", "le", 1)


def distance(one: Facts, other: Facts) -> int:
    return sum(one[name] != other[name] for name in one)


def met(rules: RuleSet, case: Facts, wanted: Wanted) -> bool:
    fired = set(compile_reference(rules)(case))
    wants = {each.id for each in wanted.fire}
    return bool(not wants or fired & wants) and not fired & {each.id for each in wanted.spare}


def applied(case: Facts, changes: tuple[FactChange, ...]) -> Facts:
    """The case with each change at its nearest value."""
    return {**case, **{change.fact: _value(change.fact, nearest_value(change, SMALL)) for change in changes}}


def _value(name: str, code: int) -> Value | None:
    codes = Codes(SMALL.fact(name))
    if code == codes.unknown:
        return None
    fact = SMALL.fact(name)
    if fact is SYMBOL:
        return fact.values[code]
    return bool(code) if fact is BOOLEAN else code


@pytest.mark.parametrize("seed", range(120))
def test_no_smaller_change_exists_and_this_one_does_it(seed: int) -> None:
    made = Random(seed)
    conditions = [made.condition(SMALL, 3) for _ in range(made.pick.randint(1, 4))]
    rules = rule_set(*conditions, under=SMALL)
    cut = made.pick.randint(0, len(rules.rules))
    wanted = Wanted(rules.rules[:cut], rules.rules[cut:])
    start = made.facts(SMALL)
    fixed = tuple(name for name in SMALL.facts if made.pick.random() < 0.25)
    reachable = [
        case for case in CASES if all(case[name] == start[name] for name in fixed) and met(rules, case, wanted)
    ]
    found = smallest_change(SMALL, start, wanted, fixed)
    assert (found is None) == (not reachable)
    if found is not None:
        assert len(found) == min(distance(start, case) for case in reachable)
        there = applied(start, found)
        assert met(rules, there, wanted)
        assert {name for name in there if there[name] != start[name]} == {change.fact for change in found}


def test_what_is_so_already_asks_for_no_change() -> None:
    assert smallest_change(SMALL, facts(SMALL, produit__nil=True), Wanted((rule(NIL),))) == ()


def test_only_what_has_to_change_is_named_with_every_value_that_would_do() -> None:
    start = facts(SMALL, produit__nil=True, preuves__manquantes=3)
    (change,) = smallest_change(SMALL, start, Wanted((rule(AllOf((NIL, FEW))),))) or ()
    assert (change.fact, change.seen, change.wanted) == ("preuves.manquantes", 3, ((-2, 1),))
    assert nearest_value(change, SMALL) == 1


def test_a_fact_that_cannot_change_leaves_no_way() -> None:
    start = facts(SMALL, produit__nil=False)
    assert smallest_change(SMALL, start, Wanted((rule(NIL),)), ("produit.nil",)) is None
    never: tuple[Rule, ...] = (rule(AllOf((NIL, NotOf(NIL)))),)
    assert smallest_change(SMALL, start, Wanted(never)) is None


def test_a_count_stays_below_the_one_that_holds_it() -> None:
    many, start = rule(Compare("preuves.manquantes", "ge", 3)), facts(SMALL, preuves__manquantes=1)
    assert smallest_change(SMALL, start, Wanted((many,)), bounds=at_most(SMALL, {"preuves.manquantes": 2})) is None
    assert smallest_change(SMALL, start, Wanted((many,)), bounds=at_most(SMALL, {"preuves.manquantes": 3}))


def test_too_many_parts_are_said_and_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rules.regions.MAX_PARTS", 0)
    with pytest.raises(TooManyParts):
        smallest_change(SMALL, facts(SMALL), Wanted(spare=(rule(Compare("preuves.manquantes", "in", (0, 2))),)))
