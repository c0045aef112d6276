"""Each operator on each type, known and unknown, affirmed and denied, with both engines."""

import operator
from collections.abc import Callable
from typing import Any

import pytest

from rules.engine import DurableEngine
from rules.language import AllOf, AnyOf, Compare, Condition, Fact, NotOf, Value
from rules.validity import operators_of
from tests.rules.builders import ALL_TYPES, both, rule_set, values_of, vocabulary

MEANING: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "in": lambda seen, values: seen in values,
    "not_in": lambda seen, values: seen not in values,
    "known": lambda seen, _: True,
    "unknown": lambda seen, _: False,
}


def literals(fact: Fact, op: str) -> list[Any]:
    values = values_of(fact)
    if op in ("known", "unknown"):
        return [None]
    if op in ("in", "not_in"):
        return [tuple(values[:1]), tuple(values[::2]), tuple(values)]
    return list(values)


TABLE = [
    (fact, op, literal)
    for fact in ALL_TYPES
    for op in operators_of(fact.type)
    for literal in literals(fact, op)
]  # fmt: skip


@pytest.mark.parametrize(("fact", "op", "literal"), TABLE, ids=lambda part: getattr(part, "type", None) or str(part))
def test_a_comparison_means_the_same_to_both_engines(fact: Fact, op: Any, literal: Any, engine: DurableEngine) -> None:
    compare = Compare(fact.name, op, literal)
    under = vocabulary(fact)
    rules = rule_set(compare, NotOf(compare), NotOf(NotOf(compare)), under=under)
    cases = {str(value): {fact.name: value} for value in [*values_of(fact), None]}
    expected = set()
    for key, seen in cases.items():
        value: Value | None = seen[fact.name]
        true = MEANING[op](value, literal) if value is not None else op == "unknown"
        expected |= {(key, "R-0"), (key, "R-2")} if true else {(key, "R-1")}
    assert both(engine, rules, cases) == expected


A = Compare("produit.nil", "eq", True)
B = Compare("preuves.manquantes", "ge", 1)


@pytest.mark.parametrize(
    ("when", "meaning"),
    [
        (AllOf((A, B)), lambda a, b: a and b),
        (AnyOf((A, B)), lambda a, b: a or b),
        (NotOf(AllOf((A, B))), lambda a, b: not (a and b)),
        (NotOf(AnyOf((A, B))), lambda a, b: not (a or b)),
        (AllOf((A, NotOf(B))), lambda a, b: a and not b),
        (AnyOf((NotOf(A), NotOf(B))), lambda a, b: not a or not b),
        (AllOf(), lambda a, b: True),
    ],
)
def test_all_any_and_not_mean_the_same_to_both_engines(
    when: Condition, meaning: Callable[[bool, bool], bool], engine: DurableEngine
) -> None:
    base = dict.fromkeys(vocabulary().facts)
    cases = {
        f"{nil}/{count}": {**base, "produit.nil": nil, "preuves.manquantes": count}
        for nil in (True, False, None)
        for count in (0, 1, None)
    }
    expected = {
        (key, "R-0")
        for key, seen in cases.items()
        if meaning(seen["produit.nil"] is True, (seen["preuves.manquantes"] or 0) >= 1)
    }
    assert both(engine, rule_set(when), cases) == expected


def test_a_rule_set_without_rules_concludes_nothing(engine: DurableEngine) -> None:
    assert both(engine, rule_set(), {"x": dict.fromkeys(vocabulary().facts)}) == frozenset()


def test_no_case_gives_no_match(engine: DurableEngine) -> None:
    assert both(engine, rule_set(AllOf()), {}) == frozenset()
