"""The answer of a rule set about some cases: what it concludes, which rules fired, on which facts, judged by what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final, Literal, TypeAlias

from models.canonical import canonical_text
from rules.digests import digest_of
from rules.engine import DurableEngine
from rules.explanation import FailedCondition, why_not
from rules.language import Conclusion, Facts, RuleSet, Value
from rules.reference import ReferenceEngine
from rules.values import check_facts

Matches: TypeAlias = frozenset[tuple[str, str]]

BOTH: Final = "durable+reference"
REFERENCE: Final = "reference"
_CONCLUSION: Final = ("verb", "target", "value", "order")


class EnginesDisagree(Exception):
    """The two engines do not conclude the same: the action stops, the person loses nothing, the log keeps both."""

    def __init__(self, digest: str, durable: Matches, reference: Matches) -> None:
        super().__init__(f"les deux moteurs diffèrent sur {len(durable ^ reference)} déclenchements, règles {digest}")
        self.digest = digest
        self.durable = durable
        self.reference = reference


@dataclass(frozen=True, slots=True)
class CaseConclusion:
    """One conclusion about one case, and the rule it comes from."""

    case: str
    conclusion: Conclusion
    rule: str


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that held for a case, in words, with the facts that its condition names."""

    rule: str
    case: str
    label: str
    because: str
    facts: tuple[tuple[str, Value | None], ...]


@dataclass(frozen=True)
class Decision:
    """What the rule set of that digest concludes about the cases of that digest; sorted, so equal answers are equal.

    `cases` are the facts that were seen, what is unknown left out; none in a decision kept before facts were.
    """

    family: str
    rule_set: str
    facts_digest: str
    engine: str
    conclusions: tuple[CaseConclusion, ...]
    fired: tuple[Fired, ...]
    cases: Mapping[str, Facts] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The rules that fired, each once, sorted."""
        return tuple(sorted({fired.rule for fired in self.fired}))

    @cached_property
    def written(self) -> str:
        """`to_json` as the canonical JSON that the journal keeps; made once, for a decision may be met again."""
        return canonical_text(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """The decision as plain JSON values."""
        conclusions = [
            {"case": each.case, "rule": each.rule, **_conclusion_json(each.conclusion)} for each in self.conclusions
        ]
        fired = [
            {"rule": f.rule, "case": f.case, "label": f.label, "because": f.because, "facts": dict(f.facts)}
            for f in self.fired
        ]
        return {
            "family": self.family,
            "rule_set": self.rule_set,
            "facts_digest": self.facts_digest,
            "engine": self.engine,
            "conclusions": conclusions,
            "fired": fired,
            "facts": _facts_json(self.cases),
        }


def decision_from_json(data: Mapping[str, Any]) -> Decision:
    """The decision that `to_json` wrote. Raises: KeyError for a missing key."""
    conclusions = (
        CaseConclusion(each["case"], Conclusion(*(each[name] for name in _CONCLUSION)), each["rule"])
        for each in data["conclusions"]
    )
    fired = (
        Fired(each["rule"], each["case"], each["label"], each["because"], tuple(sorted(each["facts"].items())))
        for each in data["fired"]
    )
    kept = data.get("facts", {"common": {}, "cases": {}})
    return Decision(
        data["family"],
        data["rule_set"],
        data["facts_digest"],
        data["engine"],
        tuple(conclusions),
        tuple(fired),
        {case: {**kept["common"], **own} for case, own in kept["cases"].items()},
    )


class Judge:
    """Decides with both engines, or with the reference alone. Safe under threads and after a fork.

    Raises: EngineUnavailable when durable-rules is wanted and is not there.
    """

    def __init__(self, engine: Literal["durable", "reference"], durable: DurableEngine | None = None) -> None:
        if engine not in ("durable", "reference"):
            raise ValueError(f"moteur inconnu : {engine}")
        self._durable = (durable or DurableEngine()) if engine == "durable" else None

    @property
    def both(self) -> bool:
        """Whether durable-rules decides too."""
        return self._durable is not None

    def decide(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> Decision:
        """The decision that an action rests on: by both engines where there are two.

        Raises: FactInvalid, RuleInvalid, EnginesDisagree, EngineFailed.
        """
        return self.decide_checked(rule_set, _checked(rule_set, cases))

    def decide_checked(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> Decision:
        """The same for facts that were checked and that nobody changes. Raises: as `decide`, but FactInvalid."""
        expected = _reference_of(rule_set).matches_checked(cases)
        if self._durable is None:
            return _decision(rule_set, cases, expected, REFERENCE)
        found = self._durable.matches_checked(rule_set, cases)
        if found != expected:
            raise EnginesDisagree(rule_set.digest, found, expected)
        return _decision(rule_set, cases, expected, BOTH)

    def read(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> Decision:
        """The decision that a page shows: by the reference alone. Raises: FactInvalid, RuleInvalid."""
        reference = _reference_of(rule_set)
        checked = _checked(rule_set, cases)
        return _decision(rule_set, checked, reference.matches_checked(checked), REFERENCE)

    def why_not(self, rule_set: RuleSet, rule_id: str, facts: Facts) -> FailedCondition | None:
        """What keeps the rule from firing; None when it fires. Raises: FactInvalid, RuleInvalid, KeyError."""
        _reference_of(rule_set)
        check_facts(rule_set.vocabulary, facts)
        return why_not(rule_set, rule_id, facts)


@lru_cache(maxsize=64)
def _reference_of(rule_set: RuleSet) -> ReferenceEngine:
    return ReferenceEngine(rule_set)


def _checked(rule_set: RuleSet, cases: Mapping[str, Facts]) -> dict[str, Facts]:
    """A copy of the cases, so that both engines and the digest see the same. Raises: FactInvalid."""
    copied: dict[str, Facts] = {key: dict(facts) for key, facts in cases.items()}
    for facts in copied.values():
        check_facts(rule_set.vocabulary, facts)
    return copied


def _decision(rule_set: RuleSet, cases: Mapping[str, Facts], matches: Matches, engine: str) -> Decision:
    conclusions: list[CaseConclusion] = []
    fired: list[Fired] = []
    for key, rule_id in sorted(matches):
        rule, facts = rule_set.by_id[rule_id], cases[key]
        seen = tuple((name, facts[name]) for name in rule_set.named[rule_id])
        fired.append(Fired(rule_id, key, rule.label, rule.because, seen))
        conclusions.extend(CaseConclusion(key, conclusion, rule_id) for conclusion in rule.then)
    conclusions.sort(key=_rank)
    known = {key: {name: value for name, value in facts.items() if value is not None} for key, facts in cases.items()}
    return Decision(rule_set.family, rule_set.digest, digest_of(cases), engine, tuple(conclusions), tuple(fired), known)


def _rank(each: CaseConclusion) -> tuple[str, str, int, str, str, str]:
    conclusion = each.conclusion
    return (each.case, conclusion.verb, conclusion.order, conclusion.target, str(conclusion.value), each.rule)


def _conclusion_json(conclusion: Conclusion) -> dict[str, str | int | None]:
    return {name: getattr(conclusion, name) for name in _CONCLUSION}


def _facts_json(cases: Mapping[str, Facts]) -> dict[str, Any]:
    """The facts of each case, those that every case shares once."""
    first = next(iter(cases.values()), {})
    common = {name: value for name, value in first.items() if all(facts.get(name) == value for facts in cases.values())}
    own = {case: {name: value for name, value in facts.items() if name not in common} for case, facts in cases.items()}
    return {"common": common, "cases": own}
