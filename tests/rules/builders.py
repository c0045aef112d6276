"""Facts, rules and rule sets made in a line, and random ones for the property tests."""

import random
from collections.abc import Mapping

from rules.engine import DurableEngine
from rules.language import (
    AllOf,
    AnyOf,
    Compare,
    Conclusion,
    Condition,
    Fact,
    Facts,
    FactType,
    NotOf,
    Operator,
    Rule,
    RuleSet,
    Value,
    Vocabulary,
)
from rules.reference import ReferenceEngine
from rules.validity import operators_of

MOIS = 2023 * 12
JOUR = 738_000

SYMBOL = Fact("produit.type", FactType.SYMBOL, "Type de produit", ("socle", "option", "5", "true"), labels=("Socle",))
BOOLEAN = Fact("produit.nil", FactType.BOOLEAN, "Le produit a un NIL")
INTEGER = Fact("preuves.manquantes", FactType.INTEGER, "Preuves manquantes", low=-2, high=3)
MONTH = Fact("derniere.echeance", FactType.MONTH, "Dernière échéance", low=MOIS, high=MOIS + 4)
DATE = Fact("depot.date", FactType.DATE, "Date du dépôt", low=JOUR, high=JOUR + 4)
ALL_TYPES = (SYMBOL, BOOLEAN, INTEGER, MONTH, DATE)


def values_of(fact: Fact) -> list[Value]:
    """Every value that the fact accepts; only for narrow bounds."""
    if fact.type is FactType.SYMBOL:
        return list(fact.values)
    return [False, True] if fact.type is FactType.BOOLEAN else list(range(fact.low, fact.high + 1))


def vocabulary(*facts: Fact, family: str = "profilage") -> Vocabulary:
    """The vocabulary of these facts, by default one of each type."""
    return Vocabulary(family, {fact.name: fact for fact in facts or ALL_TYPES})


def rule(when: Condition, id_: str = "R-1", *conclusions: Conclusion) -> Rule:
    """A rule with that condition, by default with one conclusion."""
    return Rule(id_, f"libellé {id_}", when, conclusions or (Conclusion("verrouille", "A15.1"),), f"raison {id_}")


def rule_set(*conditions: Condition, under: Vocabulary | None = None) -> RuleSet:
    """One rule per condition: R-0, R-1 and so on."""
    rules = tuple(rule(when, f"R-{number}") for number, when in enumerate(conditions))
    return RuleSet("profilage", under or vocabulary(), rules)


def facts(under: Vocabulary | None = None, /, **given: Value) -> Facts:
    """The facts of the vocabulary, all unknown but those given; two underscores stand for the dot in a name."""
    known = {name.replace("__", "."): value for name, value in given.items()}
    return {**dict.fromkeys((under or vocabulary()).facts), **known}


def both(engine: DurableEngine, rules: RuleSet, cases: Mapping[str, Facts]) -> frozenset[tuple[str, str]]:
    """What both engines find, when it is the same."""
    expected = ReferenceEngine(rules).matches(cases)
    found = engine.matches(rules, cases)
    assert found == expected, f"{len(found ^ expected)} différences : {sorted(found ^ expected)[:5]}"
    return found


class Random:
    """Random vocabularies, conditions and facts, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.pick = random.Random(seed)  # noqa: S311 - repeatable on purpose

    def fact(self, number: int) -> Fact:
        type_ = self.pick.choice(list(FactType))
        low = self.pick.randint(-5, 5)
        high = low + self.pick.choice((0, 1, 5, 40, 2**31))
        values = tuple(f"v{n}" for n in range(self.pick.choice((1, 2, 4, 40)))) if type_ is FactType.SYMBOL else ()
        return Fact(f"fait.f{number}", type_, f"Fait {number}", values, low, high)

    def vocabulary(self, most: int) -> Vocabulary:
        return vocabulary(*(self.fact(number) for number in range(self.pick.randint(1, most))))

    def value(self, fact: Fact) -> Value:
        if fact.type in (FactType.SYMBOL, FactType.BOOLEAN):
            return self.pick.choice(values_of(fact))
        return min(fact.high, fact.low + self.pick.randint(0, 45))

    def facts(self, under: Vocabulary) -> Facts:
        some = {name: fact for name, fact in under.facts.items() if self.pick.random() < 0.75}
        return {**dict.fromkeys(under.facts), **{name: self.value(fact) for name, fact in some.items()}}

    def compare(self, under: Vocabulary) -> Compare:
        fact = self.pick.choice(list(under.facts.values()))
        op: Operator = self.pick.choice(operators_of(fact.type))
        if op in ("known", "unknown"):
            return Compare(fact.name, op)
        if op in ("in", "not_in"):
            return Compare(fact.name, op, tuple(self.value(fact) for _ in range(self.pick.randint(1, 5))))
        return Compare(fact.name, op, self.value(fact))

    def condition(self, under: Vocabulary, depth: int) -> Condition:
        if depth == 0 or self.pick.random() < 0.3:
            return self.compare(under)
        kind = self.pick.choice(("all", "all", "any", "not"))
        if kind == "not":
            return NotOf(self.condition(under, depth - 1))
        parts = tuple(self.condition(under, depth - 1) for _ in range(self.pick.randint(1, 3)))
        return AllOf(parts) if kind == "all" else AnyOf(parts)

    def rule_set(self, under: Vocabulary, most: int, deepest: int = 5) -> RuleSet:
        depths = (self.pick.randint(0, deepest) for _ in range(self.pick.randint(0, most)))
        conditions = (self.condition(under, depth) for depth in depths)
        return rule_set(*conditions, under=under)
