"""Handles of the engine: thrown away on any error, freed when no longer kept, safe between threads and after forks."""

import threading
from collections.abc import Iterator

import durable_rules_engine
import pytest

from rules.engine import DurableEngine, EngineFailed
from rules.language import AllOf, Compare
from rules.reference import ReferenceEngine
from rules.smoke import SmokeFailed, smoke
from tests.rules.builders import Random, both, facts, rule_set
from tests.rules.child import survives

NIL = Compare("produit.nil", "eq", True)


def newest_handle() -> int:
    """The number that the engine gave last."""
    number = durable_rules_engine.create_ruleset("sonde", '{"r": {"all": [{"m": {"t": 1}}]}}')
    durable_rules_engine.delete_ruleset(number)
    return int(number) - 1


def test_an_error_of_the_engine_decides_nothing_and_the_next_decision_is_right(engine: DurableEngine) -> None:
    rules, cases = rule_set(NIL), {"x": facts(produit__nil=True)}
    both(engine, rules, cases)
    durable_rules_engine.delete_ruleset(newest_handle())
    with pytest.raises(EngineFailed):
        engine.matches(rules, cases)
    assert both(engine, rules, cases) == {("x", "R-0")}


def test_a_fact_left_behind_by_somebody_else_decides_nothing(engine: DurableEngine) -> None:
    rules, cases = rule_set(NIL), {"x": facts(produit__nil=False)}
    both(engine, rules, cases)
    durable_rules_engine.assert_fact(newest_handle(), '{"id":"f0","sid":"s","t":1,"p0":1}')
    with pytest.raises(EngineFailed):
        engine.matches(rules, {"x": facts(produit__nil=True)})
    assert both(engine, rules, cases) == frozenset()


def test_a_closed_engine_opens_again_when_asked(engine: DurableEngine) -> None:
    rules, cases = rule_set(AllOf()), {"x": facts()}
    both(engine, rules, cases)
    engine.close()
    assert both(engine, rules, cases) == {("x", "R-0")}


def test_more_rule_sets_than_are_kept_are_all_decided() -> None:
    engine = DurableEngine(capacity=2)
    sets = [rule_set(*[NIL] * (number + 1)) for number in range(6)]
    for _ in range(3):
        for number, rules in enumerate(sets):
            assert len(both(engine, rules, {"x": facts(produit__nil=True)})) == number + 1
    engine.close()


def test_versions_of_a_rule_set_live_side_by_side(engine: DurableEngine) -> None:
    old, new = rule_set(NIL), rule_set(Compare("produit.nil", "eq", False))
    cases = {"x": facts(produit__nil=True)}
    assert [len(both(engine, rules, cases)) for rules in (old, new, old, new)] == [1, 0, 1, 0]


def work(seed: int, engine: DurableEngine, wrong: list[object]) -> None:
    chance = Random(seed % 3)
    under = chance.vocabulary(6)
    sets = [chance.rule_set(under, 30) for _ in range(4)]
    references = [ReferenceEngine(rules) for rules in sets]
    for number in range(150):
        cases = {str(n): chance.facts(under) for n in range(5)}
        try:
            found = engine.matches(sets[number % 4], cases)
            if found != references[number % 4].matches(cases):
                wrong.append((seed, number))
        except Exception as fault:
            wrong.append(fault)


@pytest.fixture(params=[1, 2, 32])
def shared(request: pytest.FixtureRequest) -> Iterator[DurableEngine]:
    made = DurableEngine(capacity=request.param)
    yield made
    made.close()


def test_eight_threads_share_an_engine_and_none_is_wrong(shared: DurableEngine) -> None:
    wrong: list[object] = []
    threads = [threading.Thread(target=work, args=(seed, shared, wrong)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_an_evaluation_interrupted_anywhere_leaves_the_engine_right() -> None:
    code = """
import signal
def interrupt(signum, frame):
    raise KeyboardInterrupt
signal.signal(signal.SIGALRM, interrupt)
expected = engine.matches(rules, cases)
many = {str(n): cases["0"] for n in range(2_000)}
interrupted = 0
for n in range(100):
    signal.setitimer(signal.ITIMER_REAL, 0.0001 * (n + 1))
    try:
        engine.matches(rules, many)
    except KeyboardInterrupt:
        interrupted += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    assert engine.matches(rules, cases) == expected
print(interrupted)
"""
    assert int(survives(code)) > 20


RESIDENT = """
import resource
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
"""


def test_memory_stays_the_same_over_two_thousand_handles() -> None:
    code = """
small = DurableEngine(capacity=1)
sets = [rule_set(*[Compare("produit.nil", "eq", True)] * (n + 1)) for n in range(30)]
def turn(times):
    for n in range(times):
        small.matches(sets[n % 30], {"x": facts(produit__nil=True)})
turn(200)
before = resident()
turn(2_000)
print(resident() - before)
"""
    assert float(survives(RESIDENT + code)) < 5


def test_memory_stays_the_same_over_twenty_thousand_sessions() -> None:
    code = """
def turn(times):
    for n in range(times):
        engine.matches(rules, {"x": cases["0"]})
turn(500)
before = resident()
turn(20_000)
print(resident() - before)
"""
    assert float(survives(RESIDENT + code)) < 5


FORKED = """
import os, threading, warnings
warnings.simplefilter("ignore")
expected = both(engine, rules, cases)
def child():
    for _ in range(50):
        if engine.matches(rules, cases) != expected:
            os._exit(1)
    os._exit(0)
def forked(times):
    for _ in range(times):
        pid = os.fork()
        if pid == 0:
            try:
                child()
            finally:
                os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert both(engine, rules, cases) == expected
"""


def test_children_forked_after_compilation_decide_alike() -> None:
    survives(FORKED + "forked(4)")


def test_children_forked_in_the_middle_of_an_evaluation_decide_alike() -> None:
    code = """
stop = threading.Event()
def busy():
    while not stop.is_set():
        engine.matches(rules, cases)
threads = [threading.Thread(target=busy) for _ in range(2)]
for thread in threads:
    thread.start()
try:
    forked(20)
finally:
    stop.set()
"""
    survives(FORKED + code)


def test_a_child_gives_the_same_answer_and_counts_its_cases() -> None:
    chance = Random(2)
    under = chance.vocabulary(6)
    samples = {"a": chance.facts(under), "b": chance.facts(under)}
    assert smoke(chance.rule_set(under, 40), samples) == 502


def test_a_child_that_does_not_answer_in_time_is_killed() -> None:
    with pytest.raises(SmokeFailed, match="sans réponse"):
        smoke(rule_set(NIL), {}, timeout=0.001)


def test_a_child_that_dies_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(SmokeFailed, match="code 1"):
        smoke(rule_set(NIL), {})


def test_the_reference_decides_where_durable_rules_cannot_be_loaded() -> None:
    code = """
import subprocess
script = '''
import sys
sys.modules["durable_rules_engine"] = None
from rules.decision import Judge
from rules.engine import EngineUnavailable
from tests.rules.builders import *
try:
    Judge("durable")
except EngineUnavailable:
    print(Judge("reference").decide(rule_set(AllOf()), {"x": facts()}).engine)
'''
print(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout)
"""
    assert survives(code).strip() == "reference"
