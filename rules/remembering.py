"""A judge that is not asked twice: gates and profiling see the same facts with every answer that is kept."""

from collections.abc import Hashable, Mapping
from typing import Final, Literal

from rules.decision import Decision, Judge
from rules.engine import DurableEngine
from rules.language import Facts, RuleSet

FEW: Final = 8
"""Cases of a question that is remembered: those of a whole questionnaire seldom come twice."""

REMEMBERED: Final = 512
"""Decisions that are remembered, a few kilobytes each; all are forgotten when there are more."""


class RememberingJudge(Judge):
    """What both engines answered once is the answer: a decision is a function of the rule set and the facts."""

    def __init__(self, engine: Literal["durable", "reference"], durable: DurableEngine | None = None) -> None:
        super().__init__(engine, durable)
        self._remembered: dict[Hashable, Decision] = {}

    def decide_checked(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> Decision:
        """As every judge; an answer that raises is not remembered."""
        if len(cases) > FEW:
            return super().decide_checked(rule_set, cases)
        # the facts were checked: none is 1 where another was True
        key = (rule_set.digest, *((case, *facts.items()) for case, facts in cases.items()))
        decision = self._remembered.get(key)
        if decision is None:
            decision = super().decide_checked(rule_set, cases)
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = decision
        return decision
