"""What a rule set must be before any engine decides with it: well typed under its vocabulary, and small enough."""

from typing import Final

from rules.boxes import boxes_of
from rules.language import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    FactType,
    NotOf,
    Operator,
    Rule,
    RuleInvalid,
    RuleSet,
    UnknownFact,
    Vocabulary,
)
from rules.values import accepts, expected

MAX_DEPTH: Final = 8

_PRESENCE: Final[tuple[Operator, ...]] = ("known", "unknown")
_EQUALITY: Final[tuple[Operator, ...]] = ("eq", "ne")
_MEMBERSHIP: Final[tuple[Operator, ...]] = ("in", "not_in")
_ORDER: Final[tuple[Operator, ...]] = ("lt", "le", "gt", "ge")


def operators_of(type_: FactType) -> tuple[Operator, ...]:
    """The operators that have a meaning for facts of that type."""
    if type_ is FactType.BOOLEAN:
        return _EQUALITY + _PRESENCE
    if type_ is FactType.SYMBOL:
        return _EQUALITY + _MEMBERSHIP + _PRESENCE
    return _EQUALITY + _MEMBERSHIP + _ORDER + _PRESENCE


def depth_of(condition: Condition) -> int:
    """How deep all, any and not are nested; a comparison alone counts 1."""
    match condition:
        case Compare():
            return 1
        case NotOf(part=part):
            return 1 + depth_of(part)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return 1 + max(map(depth_of, parts), default=0)


def check_rule_set(rule_set: RuleSet) -> None:
    """Nothing when every rule is well typed and small enough. Raises: RuleInvalid."""
    for rule in rule_set.rules:
        try:
            check_rule(rule, rule_set.vocabulary)
        except (RuleInvalid, UnknownFact) as fault:
            raise RuleInvalid(f"règle {rule.id} : {fault}") from fault


def check_rule(rule: Rule, vocabulary: Vocabulary) -> None:
    """Nothing when the rule is well typed and small enough. Raises: RuleInvalid, UnknownFact."""
    if depth_of(rule.when) > MAX_DEPTH:
        raise RuleInvalid(f"plus de {MAX_DEPTH} niveaux d'imbrication")
    if rule.when != AllOf():
        _check(rule.when, vocabulary)
    boxes_of(rule.when, vocabulary)


def _check(condition: Condition, vocabulary: Vocabulary) -> None:
    match condition:
        case Compare():
            _check_compare(condition, vocabulary)
        case NotOf(part=part):
            _check(part, vocabulary)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            if not parts:
                raise RuleInvalid("« all » ou « any » sans condition ; seule la racine peut être vide")
            for part in parts:
                _check(part, vocabulary)


def _check_compare(compare: Compare, vocabulary: Vocabulary) -> None:
    fact = vocabulary.fact(compare.fact)
    if compare.op not in operators_of(fact.type):
        raise RuleInvalid(f"opérateur {compare.op} sans objet pour {fact.name} ({fact.type})")
    literals = compare.value if isinstance(compare.value, tuple) else (compare.value,)
    if compare.op in _PRESENCE:
        fits = compare.value is None
    else:
        listed = isinstance(compare.value, tuple) and bool(compare.value)
        fits = listed == (compare.op in _MEMBERSHIP) and all(accepts(fact, literal) for literal in literals)
    if not fits:
        raise RuleInvalid(f"{fact.name} {compare.op} {compare.value!r} ; attendu : {expected(fact)}")
