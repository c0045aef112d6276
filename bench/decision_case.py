"""What is decided: 60 rules over 40 facts, and 5 completeness rules over 100 critères with the product's own facts."""

import random
from dataclasses import dataclass

from referentiels.loading import assemble, seed_documents
from rules.language import AllOf, Compare, Conclusion, Fact, Facts, FactType, Rule, RuleSet, Value, Vocabulary
from rules.vocabulary import vocabulary

FACTS, RULES, CRITERES = 40, 60, 100
_TYPES = (FactType.SYMBOL, FactType.BOOLEAN, FactType.INTEGER, FactType.INTEGER)


@dataclass(frozen=True)
class DecisionCase:
    """Two rule sets and what they are asked about."""

    profile: RuleSet
    subject: Facts
    completeness: RuleSet
    criteres: dict[str, Facts]


def decision_case(seed: int = 7) -> DecisionCase:
    """The same for the same seed."""
    pick = random.Random(seed)  # noqa: S311 - repeatable on purpose
    facts = [_fact(number) for number in range(FACTS)]
    under = Vocabulary("profilage", {fact.name: fact for fact in facts})
    rules = (_profile_rule(number, pick, facts) for number in range(RULES))
    completeness = _completeness()
    criteres = {f"A{number}": _critere(completeness.vocabulary, pick) for number in range(CRITERES)}
    subject = {fact.name: _value(fact, pick) for fact in facts}
    return DecisionCase(RuleSet("profilage", under, tuple(rules)), subject, completeness, criteres)


def _fact(number: int) -> Fact:
    type_ = _TYPES[number % len(_TYPES)]
    values = ("oui", "non", "partiel") if type_ is FactType.SYMBOL else ()
    return Fact(f"qualification.q{number}", type_, f"Question {number}", values, low=0, high=100)


def _value(fact: Fact, pick: random.Random) -> Value:
    if fact.type is FactType.SYMBOL:
        return pick.choice(fact.values)
    return pick.random() < 0.5 if fact.type is FactType.BOOLEAN else pick.randint(0, 100)


def _profile_rule(number: int, pick: random.Random, facts: list[Fact]) -> Rule:
    when = AllOf(tuple(_compare(fact, pick) for fact in pick.sample(facts, 2)))
    then = (Conclusion("non_applicable", f"A{number}"),)
    return Rule(f"P-{number}", f"Règle {number}", when, then, f"Raison {number}.")


def _compare(fact: Fact, pick: random.Random) -> Compare:
    if fact.type is FactType.INTEGER:
        return Compare(fact.name, pick.choice(("ge", "lt")), pick.randint(10, 90))
    return Compare(fact.name, "eq", _value(fact, pick))


def _completeness() -> RuleSet:
    applies = Compare("critere.applicable", "eq", True)
    compulsory = Compare("critere.nature", "eq", "obligation")
    answered = Compare("reponse.donnee", "eq", True)
    rules = {
        "reponse": (applies, Compare("reponse.donnee", "eq", False)),
        "commentaire": (applies, answered, Compare("reponse.commentaire", "eq", False)),
        "preuve": (applies, compulsory, Compare("preuves.manquantes", "ge", 1)),
        "depot": (applies, compulsory, answered, Compare("preuves.depot_finalise", "eq", False)),
        "date": (applies, Compare("projection.besoin", "eq", True), Compare("projection.date", "eq", False)),
    }
    return RuleSet(
        "completude",
        vocabulary("completude", assemble(seed_documents())),
        tuple(
            Rule(f"C-{what}", f"Il manque {what}", AllOf(tests), (Conclusion("manque", value=what),), "Attendu.")
            for what, tests in rules.items()
        ),
    )


def _critere(under: Vocabulary, pick: random.Random) -> Facts:
    symbols = {name: pick.choice(fact.values) for name, fact in under.facts.items() if fact.type is FactType.SYMBOL}
    answered = pick.random() < 0.8
    return {
        **symbols,
        **{name: pick.random() < 0.8 for name, fact in under.facts.items() if fact.type is FactType.BOOLEAN},
        "critere.applicable": pick.random() < 0.9,
        "reponse.donnee": answered,
        "reponse.commentaire": answered and pick.random() < 0.7,
        "preuves.manquantes": pick.choice((0, 0, 0, 1, 2)),
    }
