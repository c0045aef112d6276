"""The example cases of a pack, replayed over the pack alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from rules.language import Case, Conclusion, Facts, Pack, RuleSet, Vocabulary
from rules.reference import ReferenceEngine

Evaluate: TypeAlias = Callable[[RuleSet, Mapping[str, Facts]], frozenset[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class CaseFailure:
    """A case that the rules do not decide as it says: what it expects in vain, what is concluded beyond it."""

    file: str
    line: int
    missing: tuple[Conclusion, ...]
    unexpected: tuple[Conclusion, ...]

    def __str__(self) -> str:
        parts = [f"attendu mais pas conclu : {_show(each)}" for each in self.missing]
        parts += [f"conclu mais pas attendu : {_show(each)}" for each in self.unexpected]
        return f"{self.file}, ligne {self.line}, cas : {' ; '.join(parts)}"


def _by_reference(rule_set: RuleSet, cases: Mapping[str, Facts]) -> frozenset[tuple[str, str]]:
    return ReferenceEngine(rule_set).matches(cases)


def check_cases(pack: Pack, vocabulary: Vocabulary, evaluate: Evaluate = _by_reference) -> tuple[CaseFailure, ...]:
    """The cases that fail, in the order of the file; `evaluate` is an engine's `matches`, by default the reference's.

    Raises: FactInvalid and RuleInvalid for a pack that was not loaded under that vocabulary.
    """
    rule_set = RuleSet(pack.family, vocabulary, pack.rules)
    unknown: Facts = dict.fromkeys(vocabulary.facts)
    fired = evaluate(rule_set, {str(number): {**unknown, **case.given} for number, case in enumerate(pack.cases)})
    concluded: list[set[Conclusion]] = [set() for _ in pack.cases]
    for number, rule in fired:
        concluded[int(number)].update(rule_set.by_id[rule].then)
    failures = (_failure(pack.file, *both) for both in zip(pack.cases, concluded, strict=True))
    return tuple(failure for failure in failures if failure is not None)


def _failure(file: str, case: Case, concluded: set[Conclusion]) -> CaseFailure | None:
    unordered = {replace(each, order=0) for each in concluded}
    missing = {each for each in case.expect if each not in (concluded if each.order else unordered)}
    expected = {replace(each, order=0) for each in case.expect}
    unexpected = {each for each in concluded if replace(each, order=0) not in expected}
    if not missing and not unexpected:
        return None
    return CaseFailure(file, case.line, tuple(sorted(missing, key=_show)), tuple(sorted(unexpected, key=_show)))


def _show(conclusion: Conclusion) -> str:
    value = "" if conclusion.value is None else str(conclusion.value)
    order = f"(ordre {conclusion.order})" if conclusion.order else ""
    return " ".join(part for part in (conclusion.verb, conclusion.target, value, order) if part)
