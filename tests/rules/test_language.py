"""Vocabularies and rule sets: what they refuse, and what their digests tell apart."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rules.language import (
    AllOf,
    AnyOf,
    Compare,
    Conclusion,
    Condition,
    Fact,
    FactInvalid,
    FactType,
    NotOf,
    RuleInvalid,
    RuleSet,
    UnknownFact,
    facts_named,
)
from rules.reference import ReferenceEngine
from rules.values import check_facts, read, show
from tests.rules.builders import BOOLEAN, DATE, INTEGER, MONTH, SYMBOL, facts, rule, rule_set, vocabulary

A = Compare("produit.nil", "eq", True)
B = Compare("produit.type", "in", ("socle", "option"))


def test_an_unknown_fact_cannot_be_looked_up() -> None:
    with pytest.raises(UnknownFact, match=r"produit\.couleur"):
        vocabulary().fact("produit.couleur")


def test_the_facts_of_a_vocabulary_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        vocabulary().facts["x"] = BOOLEAN  # type: ignore[index]


def test_a_vocabulary_keeps_its_version_when_only_words_change() -> None:
    assert vocabulary(SYMBOL).version == vocabulary(replace(SYMBOL, label="Autre libellé", labels=())).version


@pytest.mark.parametrize(
    "other",
    [
        replace(SYMBOL, values=("socle",)),
        replace(SYMBOL, name="produit.genre"),
        replace(SYMBOL, type=FactType.BOOLEAN),
        replace(SYMBOL, high=3),
    ],
)
def test_a_vocabulary_changes_its_version_when_a_fact_changes(other: Fact) -> None:
    assert vocabulary(SYMBOL).version != vocabulary(other).version


def test_a_vocabulary_changes_its_version_with_its_edition() -> None:
    assert vocabulary().version != replace(vocabulary(), edition=2).version


def test_a_rule_set_keeps_its_digest_whatever_the_order_and_the_lines() -> None:
    first, second = rule(A, "R-1"), rule(B, "R-2")
    moved = replace(second, line=12)
    one, other = (RuleSet("profilage", vocabulary(), rules) for rules in ((first, second), (moved, first)))
    assert one.digest == other.digest
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize(
    "change",
    [
        {"when": B},
        {"when": NotOf(A)},
        {"when": AnyOf((A,))},
        {"when": AllOf((A,))},
        {"when": Compare("produit.nil", "ne", True)},
        {"when": Compare("produit.nil", "eq", False)},
        {"label": "autre"},
        {"because": "autre"},
        {"id": "R-9"},
        {"then": (Conclusion("verrouille", "A15.2"),)},
        {"then": (Conclusion("verrouille", "A15.1", None, 3),)},
    ],
)
def test_a_rule_set_changes_its_digest_with_anything_a_rule_says(change: dict[str, Any]) -> None:
    one, other = (RuleSet("profilage", vocabulary(), (each,)) for each in (rule(A), replace(rule(A), **change)))
    assert one.digest != other.digest
    assert one != other


def test_true_and_one_give_different_digests() -> None:
    assert rule_set(Compare("x", "eq", True)).digest != rule_set(Compare("x", "eq", 1)).digest


def test_a_rule_set_refuses_the_same_id_twice() -> None:
    with pytest.raises(RuleInvalid, match="identifiant"):
        RuleSet("profilage", vocabulary(), (rule(A), rule(B)))


def test_a_rule_set_travels_to_another_process() -> None:
    sent = rule_set(A, B)
    assert pickle.loads(pickle.dumps(sent)) == sent  # noqa: S301


def test_a_condition_names_its_facts_once_each() -> None:
    assert facts_named(AllOf((A, NotOf(AnyOf((A, B)))))) == {"produit.nil", "produit.type"}


def deep(levels: int) -> Condition:
    return NotOf(deep(levels - 1)) if levels > 1 else A


@pytest.mark.parametrize(
    "when",
    [
        Compare("produit.couleur", "eq", "bleu"),
        Compare("produit.type", "eq", "autre"),
        Compare("produit.type", "eq", True),
        Compare("produit.type", "eq", None),
        Compare("produit.type", "eq", ("socle",)),
        Compare("produit.type", "in", "socle"),
        Compare("produit.type", "in", ()),
        Compare("produit.type", "lt", "socle"),
        Compare("produit.type", "known", "socle"),
        Compare("produit.nil", "eq", 1),
        Compare("produit.nil", "in", (True,)),
        Compare("preuves.manquantes", "eq", True),
        Compare("preuves.manquantes", "lt", 4),
        Compare("preuves.manquantes", "gt", -3),
        Compare("preuves.manquantes", "eq", 1.0),  # type: ignore[arg-type]
        AllOf((A, AllOf())),
        AnyOf(()),
        NotOf(AllOf()),
        deep(9),
    ],
)
def test_a_badly_typed_or_too_deep_rule_decides_nothing(when: Condition) -> None:
    with pytest.raises(RuleInvalid, match="R-0"):
        ReferenceEngine(rule_set(when))


def test_eight_levels_are_not_too_deep() -> None:
    ReferenceEngine(rule_set(deep(8)))


Given = dict[str, Any]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda given: given.pop("produit.nil"),
        lambda given: given.update(autre=True),
        lambda given: given.update({"produit.nil": 1}),
        lambda given: given.update({"produit.nil": "true"}),
        lambda given: given.update({"produit.type": "inconnu"}),
        lambda given: given.update({"produit.type": "Socle"}),
        lambda given: given.update({"produit.type": 5}),
        lambda given: given.update({"produit.type": ["socle"]}),
        lambda given: given.update({"preuves.manquantes": 4}),
        lambda given: given.update({"preuves.manquantes": -3}),
        lambda given: given.update({"preuves.manquantes": True}),
        lambda given: given.update({"preuves.manquantes": 1.0}),
        lambda given: given.update({"preuves.manquantes": "1"}),
        lambda given: given.update({"derniere.echeance": "2023-01"}),
        lambda given: given.update({"depot.date": 0}),
    ],
)
def test_facts_that_are_not_the_vocabularys_are_refused(spoil: Callable[[Given], object]) -> None:
    given: Given = dict(facts(produit__type="socle", produit__nil=False, preuves__manquantes=0))
    check_facts(vocabulary(), given)
    spoil(given)
    with pytest.raises(FactInvalid):
        check_facts(vocabulary(), given)


def test_a_symbol_in_another_unicode_form_is_refused() -> None:
    under = vocabulary(Fact("x", FactType.SYMBOL, "x", ("\u00e9valu\u00e9",)))
    check_facts(under, {"x": "\u00e9valu\u00e9"})
    with pytest.raises(FactInvalid):
        check_facts(under, {"x": "e\u0301value\u0301"})


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        (SYMBOL, "socle", "socle"),
        (SYMBOL, "5", "5"),
        (SYMBOL, "inconnu", None),
        (BOOLEAN, "true", True),
        (BOOLEAN, "false", False),
        (BOOLEAN, "oui", None),
        (BOOLEAN, "yes", None),
        (INTEGER, "-2", -2),
        (INTEGER, "3", 3),
        (INTEGER, "4", None),
        (INTEGER, "03", None),
        (INTEGER, "1.0", None),
        (INTEGER, "\u0663", None),
        (MONTH, "2023-01", 2023 * 12),
        (MONTH, "2023-05", 2023 * 12 + 4),
        (MONTH, "2023-06", None),
        (MONTH, "2023-13", None),
        (MONTH, "2023", None),
        (DATE, "2021-07-29", DATE.low),
        (DATE, "2021-08-02", DATE.high),
        (DATE, "2021-08-03", None),
        (DATE, "2021-02-30", None),
        (DATE, "20210729", None),
    ],
)
def test_a_value_is_read_from_its_text(fact: Fact, text: str, value: object) -> None:
    assert read(fact, text) == value


@pytest.mark.parametrize(
    ("fact", "value", "text"),
    [
        (SYMBOL, "socle", "Socle"),
        (SYMBOL, "option", "option"),
        (BOOLEAN, True, "Oui"),
        (BOOLEAN, False, "Non"),
        (INTEGER, -2, "-2"),
        (MONTH, 2023 * 12 + 4, "2023-05"),
        (DATE, DATE.low, "2021-07-29"),
    ],
)
def test_a_value_is_shown_in_words(fact: Fact, value: Any, text: str) -> None:
    assert show(fact, value) == text
