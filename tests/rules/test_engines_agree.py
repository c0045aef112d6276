"""Whatever the vocabulary, the rules and the facts, both engines find the same."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.engine import DurableEngine
from rules.language import RuleInvalid
from tests.rules.builders import Random, both

SEEDS = 20
EVALUATIONS = 1_200


@pytest.mark.parametrize("seed", range(SEEDS))
def test_random_rule_sets_are_decided_alike(seed: int, engine: DurableEngine) -> None:
    chance = Random(seed)
    evaluated = 0
    while evaluated < EVALUATIONS:
        under = chance.vocabulary(10)
        rules = chance.rule_set(under, 40)
        cases = {f"cas {number}": chance.facts(under) for number in range(chance.pick.randint(1, 30))}
        try:
            both(engine, rules, cases)
        except RuleInvalid:
            continue
        evaluated += len(cases)


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), most=st.integers(1, 4), rules=st.integers(1, 6))
def test_small_rule_sets_are_decided_alike(seed: int, most: int, rules: int, engine: DurableEngine) -> None:
    chance = Random(seed)
    under = chance.vocabulary(most)
    both(engine, chance.rule_set(under, rules), {str(n): chance.facts(under) for n in range(10)})
