"""The same rules in zen-engine (two JDM tables, collect, one in a loop) and in rule-engine."""

import json
from collections.abc import Mapping
from typing import Any

import rule_engine
import zen

from bench.decision_case import DecisionCase
from rules.language import AllOf, Compare, Facts, RuleSet, Value, facts_named

Pairs = frozenset[tuple[str, str]]
"""Which (case, rule) hold; the profile's case is the empty text."""

_OPERATORS = {"eq": "==", "ge": ">=", "lt": "<"}


def plain(facts: Facts) -> dict[str, Value | None]:
    """The facts under names that both peers can read."""
    return {_name(fact): value for fact, value in facts.items()}


class Zen:
    """zen-engine, asked once for both tables."""

    def __init__(self, case: DecisionCase) -> None:
        self._decision = zen.ZenEngine().create_decision(json.dumps(_graph(case)))
        criteres = [{"code": code, **plain(facts)} for code, facts in case.criteres.items()]
        self._codes = list(case.criteres)
        self._input = {"subject": plain(case.subject), "criteres": criteres}

    def decide(self, trace: bool) -> Any:
        """What it answers, with its trace where it is wanted."""
        return self._decision.evaluate(self._input, {"trace": trace})

    def pairs(self) -> Pairs:
        """What it concludes, to be compared with ours."""
        result = self.decide(trace=False)["result"]
        profile = {("", row["rule"]) for row in result["profile"]}
        missing = zip(self._codes, result["missing"], strict=True)
        return frozenset(profile | {(code, row["rule"]) for code, rows in missing for row in rows})


class RuleEngine:
    """rule-engine, asked rule by rule: it has no sets."""

    def __init__(self, case: DecisionCase) -> None:
        self._profile, self._completeness = _compiled(case.profile), _compiled(case.completeness)
        self._subject = plain(case.subject)
        self._criteres = {code: plain(facts) for code, facts in case.criteres.items()}

    def pairs(self) -> Pairs:
        """What it concludes."""
        profile = {("", name) for name, rule in self._profile.items() if rule.matches(self._subject)}
        return frozenset(
            profile
            | {
                (code, name)
                for code, facts in self._criteres.items()
                for name, rule in self._completeness.items()
                if rule.matches(facts)
            }
        )


def _name(fact: str) -> str:
    return fact.replace(".", "_")


def _tests(condition: object) -> tuple[Compare, ...]:
    assert isinstance(condition, AllOf)
    return tuple(part for part in condition.parts if isinstance(part, Compare))


def _compiled(rules: RuleSet) -> Mapping[str, Any]:
    return {
        rule.id: rule_engine.Rule(" and ".join(_text(compare) for compare in _tests(rule.when))) for rule in rules.rules
    }


def _text(compare: Compare) -> str:
    return f"{_name(compare.fact)} {_OPERATORS[compare.op]} {json.dumps(compare.value)}"


def _graph(case: DecisionCase) -> dict[str, Any]:
    single = {"executionMode": "single", "inputField": "subject", "outputPath": "profile"}
    loop = {"executionMode": "loop", "inputField": "criteres", "outputPath": "missing"}
    nodes: list[dict[str, Any]] = [
        {"id": "in", "type": "inputNode"},
        {"id": "profile", "type": "decisionTableNode", "content": _table(case.profile) | single},
        {"id": "missing", "type": "decisionTableNode", "content": _table(case.completeness) | loop},
        {"id": "out", "type": "outputNode"},
    ]
    arrows = (("in", "profile"), ("in", "missing"), ("profile", "out"), ("missing", "out"))
    return {
        "nodes": [{"name": str(node["id"]), "position": {"x": 0, "y": 0}, **node} for node in nodes],
        "edges": [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in arrows],
    }


def _table(rules: RuleSet) -> dict[str, Any]:
    facts = sorted({fact for rule in rules.rules for fact in facts_named(rule.when)})
    columns = {fact: f"i{number}" for number, fact in enumerate(facts)}
    rows = []
    for rule in rules.rules:
        cells = dict.fromkeys(columns.values(), "") | {columns[c.fact]: _cell(c) for c in _tests(rule.when)}
        concluded = json.dumps(rule.then[0].target or rule.then[0].value)
        rows.append({"_id": rule.id, **cells, "o1": concluded, "o2": json.dumps(rule.id)})
    return {
        "hitPolicy": "collect",
        "inputs": [{"id": column, "name": fact, "field": _name(fact)} for fact, column in columns.items()],
        "outputs": [{"id": "o1", "name": "o1", "field": "concluded"}, {"id": "o2", "name": "o2", "field": "rule"}],
        "rules": rows,
    }


def _cell(compare: Compare) -> str:
    sign = "" if compare.op == "eq" else _OPERATORS[compare.op] + " "
    return sign + json.dumps(compare.value)
