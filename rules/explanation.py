"""Why a rule did not fire, and what it asks, as French made from the vocabulary's labels."""

from dataclasses import dataclass
from typing import Final

from rules.counterfactual import FactChange
from rules.language import AllOf, AnyOf, Compare, Condition, Fact, Facts, FactType, NotOf, RuleSet, Value, Vocabulary
from rules.ranges import Codes
from rules.reference import Failure, first_failure
from rules.values import show

_OPPOSITE: Final = {
    "eq": "ne", "ne": "eq", "in": "not_in", "not_in": "in", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt",
    "known": "unknown", "unknown": "known",
}  # fmt: skip
_NUMBERS: Final = {"lt": "moins de {}", "le": "au plus {}", "gt": "plus de {}", "ge": "au moins {}"}
_DATES: Final = {"lt": "avant {}", "le": "au plus tard {}", "gt": "après {}", "ge": "au plus tôt {}"}


@dataclass(frozen=True, slots=True)
class FailedCondition:
    """The comparison that kept a rule from firing, the value seen, and both as a sentence."""

    condition: Compare
    negated: bool
    seen: Value | None
    sentence: str


def why_not(rule_set: RuleSet, rule_id: str, facts: Facts) -> FailedCondition | None:
    """What keeps the rule from firing on these facts, already checked; None when it fires.

    Raises: KeyError for a rule that the set does not have.
    """
    failure = first_failure(rule_set.by_id[rule_id], facts)
    if failure is None:
        return None
    sentence = _sentence(failure, rule_set.vocabulary)
    return FailedCondition(failure.condition, failure.negated, failure.seen, sentence)


def worded(condition: Condition, vocabulary: Vocabulary) -> str:
    """What the condition asks, in one line. Raises: UnknownFact."""
    match condition:
        case Compare(fact=name):
            fact = vocabulary.fact(name)
            return f"{fact.label} : {_wanted(fact, condition, negated=False)}"
        case NotOf(part=part):
            return f"pas ({worded(part, vocabulary)})"
        case AllOf(parts=parts):
            return " et ".join(_grouped(part, vocabulary) for part in parts) or "toujours"
        case AnyOf(parts=parts):
            return " ou ".join(_grouped(part, vocabulary) for part in parts)


def _grouped(part: Condition, vocabulary: Vocabulary) -> str:
    text = worded(part, vocabulary)
    return f"({text})" if isinstance(part, AllOf | AnyOf) else text


def _sentence(failure: Failure, vocabulary: Vocabulary) -> str:
    fact = vocabulary.fact(failure.condition.fact)
    seen = "n'est pas renseigné" if failure.seen is None else f"vaut {show(fact, failure.seen)}"
    return f"{fact.label} {seen}, il fallait {_wanted(fact, failure.condition, failure.negated)}"


def _wanted(fact: Fact, condition: Compare, negated: bool) -> str:
    op, value = condition.op, condition.value
    wanted = _OPPOSITE[op] if negated else op
    if wanted in ("known", "unknown"):
        return "une valeur" if wanted == "known" else "que ce ne soit pas renseigné"
    literals = value if isinstance(value, tuple) else (value,)
    shown = " ou ".join(show(fact, literal) for literal in literals if literal is not None)
    if wanted in ("eq", "in"):
        return shown
    if wanted in ("ne", "not_in"):
        return f"autre chose que {shown}"
    return (_DATES if fact.type in (FactType.MONTH, FactType.DATE) else _NUMBERS)[wanted].format(shown)


def change_in_words(change: FactChange, vocabulary: Vocabulary) -> str:
    """What a fact would have had to be, and what it was. Raises: UnknownFact."""
    fact = vocabulary.fact(change.fact)
    seen = "non renseigné" if change.seen is None else show(fact, change.seen)
    return f"{fact.label} : {_ranges(fact, change)} au lieu de {seen}"


def _ranges(fact: Fact, change: FactChange) -> str:
    codes = Codes(fact)
    parts = []
    for low, high in change.wanted:
        if max(low, codes.low) <= high:
            parts += _range(fact, codes, max(low, codes.low), high)
    # what would do as well, but nobody aims at, is said only where nothing else would
    return " ou ".join(parts) or "non renseigné"


def _range(fact: Fact, codes: Codes, low: int, high: int) -> list[str]:
    """The values of a range of known codes: one by one where they have no order."""
    if fact.type is FactType.SYMBOL:
        return [show(fact, fact.values[code]) for code in range(low, high + 1)]
    if fact.type is FactType.BOOLEAN:
        return [show(fact, bool(code)) for code in range(low, high + 1)]
    words = _DATES if fact.type in (FactType.MONTH, FactType.DATE) else _NUMBERS
    if (low, high) == (codes.low, codes.high):
        return ["une valeur"]
    if low == high:
        return [show(fact, high)]
    if low == codes.low:
        return [words["le"].format(show(fact, high))]
    if high == codes.high:
        return [words["ge"].format(show(fact, low))]
    return [f"de {show(fact, low)} à {show(fact, high)}"]
