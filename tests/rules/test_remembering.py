"""A judge that remembers answers what the engines answered, and asks them whenever it does not know."""

from collections.abc import Mapping

import pytest

from rules.decision import EnginesDisagree, Judge, Matches
from rules.engine import DurableEngine
from rules.language import Compare, FactInvalid, Facts, NotOf, RuleSet
from rules.remembering import FEW, REMEMBERED, RememberingJudge
from tests.rules.builders import facts, rule_set

NIL = Compare("produit.nil", "eq", True)
RULES, OTHERS = rule_set(NIL), rule_set(NotOf(NIL))


class Counting(DurableEngine):
    """An engine that counts how often it is asked."""

    asked = 0

    def matches_checked(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> Matches:
        self.asked += 1
        return super().matches_checked(rule_set, cases)


class Forgetful(Counting):
    """An engine with a defect: nothing fires."""

    def matches_checked(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> Matches:
        self.asked += 1
        return frozenset()


def test_the_same_question_is_put_once_and_answered_alike() -> None:
    engine = Counting()
    judge = RememberingJudge("durable", engine)
    first = judge.decide(RULES, {"a": facts(produit__nil=True)})
    assert first == Judge("durable").decide(RULES, {"a": facts(produit__nil=True)})
    assert judge.decide(RULES, {"a": facts(produit__nil=True)}) is first
    assert engine.asked == 1


def test_another_fact_another_case_and_other_rules_are_other_questions() -> None:
    engine = Counting()
    judge = RememberingJudge("durable", engine)
    asked = [
        (rules, {case: facts(produit__nil=nil)})
        for rules in (RULES, OTHERS)
        for case in ("a", "b")
        for nil in (True, False)
    ]
    plain = Judge("durable")
    for _ in range(2):
        for each in asked:
            assert judge.decide(*each) == plain.decide(*each)
    assert engine.asked == len(asked)


def test_facts_are_checked_before_memory_is_asked() -> None:
    judge = RememberingJudge("durable")
    judge.decide(RULES, {"a": facts(produit__nil=True)})
    with pytest.raises(FactInvalid):
        judge.decide(RULES, {"a": facts(produit__nil=1)})


def test_what_its_caller_changes_afterwards_changes_no_answer() -> None:
    judge = RememberingJudge("durable")
    cases = {"a": dict(facts(produit__nil=True))}
    judge.decide(RULES, cases)
    cases["a"]["produit.nil"] = False
    assert judge.decide(RULES, {"a": facts(produit__nil=True)}).cases["a"]["produit.nil"] is True
    assert judge.decide(RULES, cases).fired == ()


def test_a_question_of_many_cases_is_put_each_time() -> None:
    engine = Counting()
    judge = RememberingJudge("durable", engine)
    many = {f"A{number}": facts() for number in range(FEW + 1)}
    assert judge.decide(RULES, many) == judge.decide(RULES, many)
    assert engine.asked == 2


def test_a_disagreement_is_found_each_time() -> None:
    judge = RememberingJudge("durable", Forgetful())
    for _ in range(2):
        with pytest.raises(EnginesDisagree):
            judge.decide(RULES, {"a": facts(produit__nil=True)})


def test_memory_is_bounded() -> None:
    engine = Counting()
    judge = RememberingJudge("durable", engine)
    for number in range(REMEMBERED + 1):
        judge.decide(RULES, {f"A{number}": facts()})
    judge.decide(RULES, {f"A{REMEMBERED}": facts()})
    assert engine.asked == REMEMBERED + 1
    judge.decide(RULES, {"A0": facts()})
    assert engine.asked == REMEMBERED + 2
