"""A draft rule set tried in a child before anything else loads it: an engine in C may crash or never come back."""

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

from rules.decision import Matches
from rules.engine import DurableEngine
from rules.language import Facts, RuleSet
from rules.reference import ReferenceEngine
from rules.samples import sample_facts

MADE_UP: Final = 500


class SmokeFailed(Exception):
    """The rule set crashes the engine, keeps it too long, or is not decided as the reference does."""


def smoke(rule_set: RuleSet, samples: Mapping[str, Facts], timeout: float = 30.0) -> int:
    """How many cases both engines decided alike, in a process of its own: the samples, and MADE_UP others.

    `timeout` is in seconds. Raises: FactInvalid, RuleInvalid, SmokeFailed.
    """
    cases = {**sample_facts(rule_set, MADE_UP), **{f"dossier-{key}": dict(facts) for key, facts in samples.items()}}
    expected = ReferenceEngine(rule_set).matches(cases)
    found = _in_child(rule_set, cases, timeout)
    if found != expected:
        raise SmokeFailed(f"règles {rule_set.digest} : {len(found ^ expected)} déclenchements diffèrent")
    return len(cases)


def _in_child(rule_set: RuleSet, cases: Mapping[str, Facts], timeout: float) -> Matches:
    """What durable-rules finds, asked from a new interpreter. Raises: SmokeFailed."""
    command = [sys.executable, "-m", "rules.smoke"]
    # not multiprocessing: its children import the parent's main module, a whole web application
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    asked = pickle.dumps((rule_set, cases))
    try:
        child = subprocess.run(command, input=asked, capture_output=True, env=environment, timeout=timeout, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise SmokeFailed(f"règles {rule_set.digest} : sans réponse après {timeout:g} secondes") from None
    if child.returncode:
        last = (child.stderr.decode(errors="replace").strip().splitlines() or [""])[-1]
        raise SmokeFailed(f"règles {rule_set.digest} : le moteur s'est arrêté (code {child.returncode}) {last}")
    return frozenset((case, rule) for case, rule in json.loads(child.stdout))


def _answer() -> None:
    rule_set, cases = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - what our own parent has just written
    json.dump(sorted(DurableEngine().matches(rule_set, cases)), sys.stdout)


if __name__ == "__main__":
    _answer()
