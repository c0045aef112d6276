"""Why a rule did not fire: the first comparison that failed, in reading order, in words."""

import pytest

from rules.decision import Judge
from rules.language import AllOf, AnyOf, Compare, Condition, FactInvalid, Facts, NotOf, Operator, Value
from rules.reference import Failure, ReferenceEngine, first_failure
from tests.rules.builders import JOUR, MOIS, Random, facts, rule, rule_set

TYPE = Compare("produit.type", "eq", "socle")
NIL = Compare("produit.nil", "eq", True)


@pytest.mark.parametrize(
    ("when", "given", "blamed"),
    [
        (AllOf((TYPE, NIL)), facts(produit__type="socle", produit__nil=False), Failure(NIL, False, False)),
        (AllOf((TYPE, NIL)), facts(produit__nil=False), Failure(TYPE, False, None)),
        (AnyOf((TYPE, NIL)), facts(produit__type="option"), Failure(TYPE, False, "option")),
        (NotOf(TYPE), facts(produit__type="socle"), Failure(TYPE, True, "socle")),
        (NotOf(AllOf((TYPE, NIL))), facts(produit__type="socle", produit__nil=True), Failure(TYPE, True, "socle")),
        (NotOf(AnyOf((TYPE, NIL))), facts(produit__nil=True), Failure(NIL, True, True)),
        (NotOf(NotOf(TYPE)), facts(), Failure(TYPE, False, None)),
    ],
)
def test_the_first_comparison_that_failed_is_blamed(when: Condition, given: Facts, blamed: Failure) -> None:
    assert first_failure(rule(when), given) == blamed


@pytest.mark.parametrize("seed", range(40))
def test_something_is_blamed_exactly_when_the_rule_does_not_fire(seed: int) -> None:
    chance = Random(seed)
    under = chance.vocabulary(5)
    rules = rule_set(chance.condition(under, 5), under=under)
    reference = ReferenceEngine(rules)
    for _ in range(40):
        given = chance.facts(under)
        assert (first_failure(rules.rules[0], given) is None) == bool(reference.matches({"": given}))


@pytest.mark.parametrize(
    ("name", "op", "literal", "seen", "sentence"),
    [
        ("produit.type", "eq", "socle", "option", "Type de produit vaut option, il fallait Socle"),
        ("produit.type", "eq", "socle", None, "Type de produit n'est pas renseigné, il fallait Socle"),
        ("produit.type", "ne", "socle", "socle", "Type de produit vaut Socle, il fallait autre chose que Socle"),
        ("produit.type", "in", ("socle", "5"), "option", "Type de produit vaut option, il fallait Socle ou 5"),
        ("produit.type", "not_in", ("socle",), "socle", "Type de produit vaut Socle, il fallait autre chose que Socle"),
        ("produit.type", "known", None, None, "Type de produit n'est pas renseigné, il fallait une valeur"),
        ("produit.nil", "unknown", None, True, "Le produit a un NIL vaut Oui, il fallait que ce ne soit pas renseigné"),
        ("preuves.manquantes", "lt", 1, 2, "Preuves manquantes vaut 2, il fallait moins de 1"),
        ("preuves.manquantes", "ge", 3, 2, "Preuves manquantes vaut 2, il fallait au moins 3"),
        ("derniere.echeance", "le", MOIS, MOIS + 1, "Dernière échéance vaut 2023-02, il fallait au plus tard 2023-01"),
        ("depot.date", "gt", JOUR, JOUR, "Date du dépôt vaut 2021-07-29, il fallait après 2021-07-29"),
    ],
)
def test_a_failed_comparison_is_a_french_sentence(
    name: str, op: Operator, literal: Value, seen: Value | None, sentence: str
) -> None:
    failed = Judge("reference").why_not(rule_set(Compare(name, op, literal)), "R-0", {**facts(), name: seen})
    assert failed is not None
    assert failed.sentence == sentence


def test_a_failed_negation_says_the_opposite() -> None:
    rules = rule_set(NotOf(Compare("preuves.manquantes", "lt", 1)))
    failed = Judge("reference").why_not(rules, "R-0", facts(preuves__manquantes=0))
    assert failed is not None
    assert failed.negated
    assert failed.sentence == "Preuves manquantes vaut 0, il fallait au moins 1"


def test_a_rule_that_fires_is_not_explained_away() -> None:
    assert Judge("reference").why_not(rule_set(NIL), "R-0", facts(produit__nil=True)) is None


def test_a_missing_fact_is_never_a_reason() -> None:
    with pytest.raises(FactInvalid):
        Judge("reference").why_not(rule_set(NIL), "R-0", {"produit.nil": True})


def test_the_text_of_a_rule_never_enters_the_compiled_source() -> None:
    hostile = "R-0'); raise SystemExit('injection'); ("
    rules = rule_set(AllOf(), Compare("produit.type", "eq", "true"))
    spoiled = type(rules)("profilage", rules.vocabulary, (rule(AllOf(), hostile), *rules.rules))
    assert ("", hostile) in ReferenceEngine(spoiled).matches({"": facts()})
