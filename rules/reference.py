"""The executable meaning of the language, in plain Python: one compiled function per rule set, and why a rule fails."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rules.language import AllOf, AnyOf, Compare, Condition, Facts, NotOf, Operator, Rule, RuleSet, Value
from rules.validity import check_rule_set
from rules.values import check_facts

# {f} and {c} are names that we number ourselves: no text of a rule ever enters the source
_SOURCES: Final[Mapping[Operator, str]] = {
    "eq": "({f} == {c})",
    "ne": "({f} is not None and {f} != {c})",
    "in": "({f} in {c})",
    "not_in": "({f} is not None and {f} not in {c})",
    "lt": "({f} is not None and {f} < {c})",
    "le": "({f} is not None and {f} <= {c})",
    "gt": "({f} is not None and {f} > {c})",
    "ge": "({f} is not None and {f} >= {c})",
    "known": "({f} is not None)",
    "unknown": "({f} is None)",
}

# how one comparison is explained: the same meaning, one comparison at a time
_TESTS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "in": lambda seen, values: seen in values,
    "not_in": lambda seen, values: seen not in values,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """The comparison that decided: it was seen false, or, under a negation, true; with the value seen."""

    condition: Compare
    negated: bool
    seen: Value | None


class ReferenceEngine:
    """Decides in plain Python. Safe under threads. Raises: RuleInvalid."""

    def __init__(self, rule_set: RuleSet) -> None:
        check_rule_set(rule_set)
        self._vocabulary = rule_set.vocabulary
        self._decide = compile_reference(rule_set)

    def matches(self, cases: Mapping[str, Facts]) -> frozenset[tuple[str, str]]:
        """Which (case, rule id) hold. Raises: FactInvalid."""
        for facts in cases.values():
            check_facts(self._vocabulary, facts)
        return self.matches_checked(cases)

    def matches_checked(self, cases: Mapping[str, Facts]) -> frozenset[tuple[str, str]]:
        """The same for facts that were checked already."""
        decide = self._decide
        return frozenset((key, rule) for key, facts in cases.items() for rule in decide(facts))


def compile_reference(rule_set: RuleSet) -> Callable[[Facts], list[str]]:
    """A function from facts, already checked, to the ids of the rules that hold; the rule set must be valid."""
    names: dict[str, str] = {}
    space: dict[str, object] = {}
    lines = []
    for number, rule in enumerate(rule_set.rules):
        space[f"r{number}"] = rule.id
        lines.append(f"    if {_source(rule.when, names, space)}: fired.append(r{number})")
    for fact, name in names.items():
        space[f"n{name}"] = fact
    reading = [f"    {name} = facts[n{name}]" for name in names.values()]
    source = "\n".join(["def decide(facts):", *reading, "    fired = []", *lines, "    return fired"])
    exec(compile(source, "<rule set>", "exec"), space)  # noqa: S102 - the source has numbered names alone
    decide: Callable[[Facts], list[str]] = space["decide"]  # type: ignore[assignment]
    return decide


def _source(condition: Condition, names: dict[str, str], space: dict[str, object]) -> str:
    match condition:
        case Compare(fact=fact, op=op, value=value):
            constant = f"c{len(space)}"
            space[constant] = frozenset(value) if isinstance(value, tuple) else value
            return _SOURCES[op].format(f=names.setdefault(fact, f"f{len(names)}"), c=constant)
        case NotOf(part=part):
            return f"(not {_source(part, names, space)})"
        case AllOf(parts=parts):
            return f"({' and '.join(_source(part, names, space) for part in parts) or 'True'})"
        case AnyOf(parts=parts):
            return f"({' or '.join(_source(part, names, space) for part in parts) or 'False'})"


def first_failure(rule: Rule, facts: Facts) -> Failure | None:
    """The first comparison, in reading order, that keeps the rule from firing; None when it fires."""
    return _blame(rule.when, facts, True)


def _blame(condition: Condition, facts: Facts, wanted: bool) -> Failure | None:
    """The first comparison that keeps the condition from being as wanted; None when it is."""
    match condition:
        case Compare():
            seen = facts[condition.fact]
            return None if _holds(condition, seen) == wanted else Failure(condition, not wanted, seen)
        case NotOf(part=part):
            return _blame(part, facts, not wanted)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            failures = [_blame(part, facts, wanted) for part in parts]
            if isinstance(condition, AnyOf) == wanted and None in failures:
                return None
            return next((failure for failure in failures if failure is not None), None)


def _holds(compare: Compare, seen: Value | None) -> bool:
    if compare.op in ("known", "unknown"):
        return (seen is None) == (compare.op == "unknown")
    return seen is not None and _TESTS[compare.op](seen, compare.value)
