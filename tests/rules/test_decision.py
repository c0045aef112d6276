"""A decision says what was concluded, by which rules, on which facts, and travels unchanged; disagreement stops it."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
import rfc8785

from rules.decision import CaseConclusion, Decision, EnginesDisagree, Fired, Judge, Matches, decision_from_json
from rules.digests import compact
from rules.engine import DurableEngine
from rules.language import AllOf, Compare, Conclusion, FactInvalid, Facts, NotOf, RuleInvalid, RuleSet
from tests.rules.builders import Random, facts, rule, rule_set, vocabulary

NIL = Compare("produit.nil", "eq", True)
RULES = RuleSet(
    "profilage",
    vocabulary(),
    (
        rule(NIL, "R-2", Conclusion("verrouille", "A15.2"), Conclusion("non_applicable", "A15.1")),
        rule(NotOf(NIL), "R-1", Conclusion("recommande", "A15.1", "vert")),
        rule(AllOf(), "R-3", Conclusion("non_applicable", "A15.1")),
    ),
)
CASES = {"b": facts(produit__nil=True), "a": facts()}


@pytest.fixture(params=["durable", "reference"])
def judge(request: pytest.FixtureRequest) -> Judge:
    return Judge(request.param)


def test_conclusions_come_sorted_with_their_case_and_rule(judge: Judge) -> None:
    decision = judge.decide(RULES, CASES)
    assert decision.conclusions == (
        CaseConclusion("a", Conclusion("non_applicable", "A15.1"), "R-3"),
        CaseConclusion("a", Conclusion("recommande", "A15.1", "vert"), "R-1"),
        CaseConclusion("b", Conclusion("non_applicable", "A15.1"), "R-2"),
        CaseConclusion("b", Conclusion("non_applicable", "A15.1"), "R-3"),
        CaseConclusion("b", Conclusion("verrouille", "A15.2"), "R-2"),
    )


def test_a_fired_rule_shows_only_the_facts_that_it_names(judge: Judge) -> None:
    assert judge.decide(RULES, CASES).fired == (
        Fired("R-1", "a", "libellé R-1", "raison R-1", (("produit.nil", None),)),
        Fired("R-3", "a", "libellé R-3", "raison R-3", ()),
        Fired("R-2", "b", "libellé R-2", "raison R-2", (("produit.nil", True),)),
        Fired("R-3", "b", "libellé R-3", "raison R-3", ()),
    )


def test_a_decision_names_its_rules_its_facts_and_its_engines() -> None:
    decided = Judge("durable").decide(RULES, CASES)
    assert (decided.family, decided.rule_set) == ("profilage", RULES.digest)
    assert decided.engine == "durable+reference"
    assert Judge("reference").decide(RULES, CASES) == replace(decided, engine="reference")


def test_a_page_reads_the_same_decision_from_the_reference_alone() -> None:
    judge = Judge("durable")
    assert judge.read(RULES, CASES) == replace(judge.decide(RULES, CASES), engine="reference")


def test_the_digest_of_the_facts_ignores_their_order_and_sees_every_value(judge: Judge) -> None:
    turned = {key: dict(reversed(list(CASES[key].items()))) for key in sorted(CASES)}
    changed = {**CASES, "a": facts(produit__nil=False)}
    digest = judge.decide(RULES, CASES).facts_digest
    assert judge.decide(RULES, turned).facts_digest == digest
    assert judge.decide(RULES, changed).facts_digest != digest


@pytest.mark.parametrize("seed", range(10))
def test_the_json_that_is_digested_is_rfc_8785(seed: int) -> None:
    chance = Random(seed)
    under = chance.vocabulary(10)
    cases = {f"A{n}.é": dict(chance.facts(under)) for n in range(5)}
    assert compact(cases).encode() == rfc8785.dumps(cases)


def test_a_decision_survives_json(judge: Judge) -> None:
    decision = judge.decide(RULES, CASES)
    assert decision_from_json(json.loads(json.dumps(decision.to_json()))) == decision


@pytest.mark.parametrize("seed", range(5))
def test_any_decision_survives_json(seed: int) -> None:
    chance = Random(seed)
    under = chance.vocabulary(10)
    decision = Judge("reference").decide(chance.rule_set(under, 20), {"x": chance.facts(under)})
    assert decision_from_json(json.loads(json.dumps(decision.to_json()))) == decision


def test_nothing_to_decide_is_an_empty_decision(judge: Judge) -> None:
    decision = judge.decide(rule_set(), {})
    assert isinstance(decision, Decision)
    assert (decision.conclusions, decision.fired) == ((), ())


def test_facts_outside_the_vocabulary_stop_the_action(judge: Judge) -> None:
    for spoiled in ({}, {**facts(), "autre": 1}, facts(produit__type="inconnu")):
        with pytest.raises(FactInvalid):
            judge.decide(RULES, {"a": spoiled})
        with pytest.raises(FactInvalid):
            judge.read(RULES, {"a": spoiled})


def test_a_rule_that_means_nothing_stops_the_action(judge: Judge) -> None:
    with pytest.raises(RuleInvalid):
        judge.decide(rule_set(Compare("produit.type", "eq", "inconnu")), {})


class Forgetful(DurableEngine):
    """An engine with a defect: it loses one rule."""

    def matches_checked(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> Matches:
        return frozenset(each for each in super().matches_checked(rule_set, cases) if each[1] != "R-3")


@pytest.fixture
def doubtful() -> Judge:
    return Judge("durable", Forgetful())


def test_engines_that_disagree_stop_the_action_and_tell_both_answers(doubtful: Judge) -> None:
    with pytest.raises(EnginesDisagree) as caught:
        doubtful.decide(RULES, CASES)
    assert caught.value.digest == RULES.digest
    assert caught.value.reference - caught.value.durable == {("a", "R-3"), ("b", "R-3")}
    assert caught.value.durable < caught.value.reference


def test_pages_are_still_read_when_the_engines_disagree(doubtful: Judge) -> None:
    assert len(doubtful.read(RULES, CASES).fired) == 4


def test_an_engine_of_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="zen"):
        Judge("zen")  # type: ignore[arg-type]
