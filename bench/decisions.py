"""One decision with its explanation: fired rules with their facts and reasons, and the digest of the facts."""

from collections.abc import Iterator

from bench.decision_case import DecisionCase, decision_case
from bench.decision_peers import Pairs, RuleEngine, Zen
from bench.figure import Figure, compared
from bench.timing import medians
from rules.decision import Judge
from rules.reference import ReferenceEngine

RUNS = 300
NAME = "one decision, 60 rules × 40 facts, 5 rules × 100 critères"


class Peers:
    """The same decision by everybody, each with what it compiled beforehand."""

    def __init__(self, case: DecisionCase) -> None:
        self.case = case
        self.zen, self.rule_engine = Zen(case), RuleEngine(case)
        self._judge = Judge("durable")
        self._reference = (ReferenceEngine(case.profile), ReferenceEngine(case.completeness))

    def ours(self) -> object:
        """By both engines, facts checked and digested, fired rules explained: what a command rests on."""
        profile = self._judge.decide(self.case.profile, {"": self.case.subject})
        return profile, self._judge.decide(self.case.completeness, self.case.criteres)

    def reference(self) -> Pairs:
        """By our reference alone: which rules hold."""
        profile, completeness = self._reference
        return profile.matches_checked({"": self.case.subject}) | completeness.matches_checked(self.case.criteres)

    def check(self) -> None:
        """Raises: AssertionError where they do not all conclude the same."""
        expected = self.reference()
        assert self.zen.pairs() == expected
        assert self.rule_engine.pairs() == expected


def figures() -> Iterator[Figure]:
    """Ours beside zen-engine with its trace, rule-engine, and our reference alone."""
    peers = Peers(decision_case())
    peers.check()
    ours, traced, untraced, engine, reference = medians(
        RUNS,
        peers.ours,
        lambda: peers.zen.decide(trace=True),
        lambda: peers.zen.decide(trace=False),
        peers.rule_engine.pairs,
        peers.reference,
    )
    yield compared(NAME, ours * 1e3, "ms", "zen-engine with trace", traced * 1e3, 1)
    yield compared(NAME, ours * 1e3, "ms", "zen-engine, no explanation", untraced * 1e3, 2)
    yield compared(NAME, ours * 1e3, "ms", "rule-engine, no explanation", engine * 1e3, 1)
    yield compared("the reference alone", reference * 1e3, "ms", "the decision", ours * 1e3, 1 / 20)
