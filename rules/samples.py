"""Facts made up for trying a rule set: values on both sides of every literal, and unknown."""

import random
from collections.abc import Iterator

from rules.language import AllOf, AnyOf, Compare, Condition, Fact, Facts, FactType, NotOf, RuleSet, Value


def sample_facts(rule_set: RuleSet, count: int, seed: int = 0) -> dict[str, Facts]:
    """That many cases, the same for the same seed; every fact is unknown one time in five or so."""
    pick = random.Random(seed)  # noqa: S311 - nothing secret: trials have to be repeatable
    values = {name: _values(fact, rule_set) for name, fact in rule_set.vocabulary.facts.items()}
    return {f"essai-{n}": {name: _one(pick, known) for name, known in values.items()} for n in range(count)}


def _one(pick: random.Random, known: list[Value]) -> Value | None:
    return pick.choice(known) if known and pick.random() > 0.2 else None


def _values(fact: Fact, rule_set: RuleSet) -> list[Value]:
    if fact.type is FactType.SYMBOL:
        return list(fact.values)
    if fact.type is FactType.BOOLEAN:
        return [False, True]
    literals = [int(value) for rule in rule_set.rules for value in _literals(rule.when, fact.name)]
    near = {fact.low, fact.high, *(literal + step for literal in literals for step in (-1, 0, 1))}
    return sorted(value for value in near if fact.low <= value <= fact.high)


def _literals(condition: Condition, name: str) -> Iterator[Value]:
    match condition:
        case Compare(fact=fact, value=value):
            if fact == name and value is not None:
                yield from value if isinstance(value, tuple) else (value,)
        case NotOf(part=part):
            yield from _literals(part, name)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _literals(part, name)
