"""The rule language: typed facts, conditions over them, rules, and the sets in which rules decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from rules.digests import digest_of

# part of every rule set's digest: to be raised when a compiler starts to give another meaning to the same rules
COMPILER_VERSION: Final = "1"

# the version of a pack that states none
FIRST_VERSION: Final = "1"

UNKNOWN: Final = None
Value: TypeAlias = str | bool | int
Facts: TypeAlias = Mapping[str, Value | None]
Operator: TypeAlias = Literal["eq", "ne", "in", "not_in", "lt", "le", "gt", "ge", "known", "unknown"]


class FactInvalid(Exception):
    """The facts are not those of the vocabulary: nothing can be decided from them."""


class RuleInvalid(Exception):
    """The rule means nothing under its vocabulary, or is too large to be decided safely."""


class UnknownFact(LookupError):
    """The vocabulary has no such fact."""


class FactType(StrEnum):
    """What a fact's value is; MONTH is year * 12 + month - 1, DATE is a proleptic ordinal (day 1 is 0001-01-01)."""

    SYMBOL = "symbol"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    MONTH = "month"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that rules may name; `values` is the closed list of a SYMBOL, `low` and `high` bound the integers."""

    name: str
    type: FactType
    label: str
    values: tuple[str, ...] = ()
    low: int = 0
    high: int = 2**31
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """The closed list of facts of one family; `edition` is raised when the way a fact is computed changes."""

    family: str
    facts: Mapping[str, Fact]
    edition: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))

    def __reduce__(self) -> tuple[object, ...]:
        # a mapping proxy cannot be pickled, and a rule set travels to the child that tries it
        return (Vocabulary, (self.family, dict(self.facts), self.edition))

    def fact(self, name: str) -> Fact:
        """The fact of that name. Raises: UnknownFact."""
        try:
            return self.facts[name]
        except KeyError:
            raise UnknownFact(f"fait inconnu : {name} (famille {self.family})") from None

    @cached_property
    def version(self) -> str:
        """A digest over names, types, values, bounds and edition; labels are wording and leave it unchanged."""
        facts = [[f.name, f.type, f.values, f.low, f.high] for _, f in sorted(self.facts.items())]
        return digest_of([self.family, self.edition, facts])

    @cached_property
    def symbols(self) -> Mapping[str, frozenset[str]]:
        """By SYMBOL fact, its closed list as a set: a list of criteres has hundreds of codes."""
        return {name: frozenset(fact.values) for name, fact in self.facts.items() if fact.type is FactType.SYMBOL}


@dataclass(frozen=True, slots=True)
class Compare:
    """One fact against a literal; a tuple of literals for in and not_in, nothing for known and unknown.

    On an unknown fact every comparison is false, except unknown itself.
    """

    fact: str
    op: Operator
    value: Value | tuple[Value, ...] | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every part is; without parts, always."""

    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when a part is."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class NotOf:
    """True when its part is not: also when the fact of a comparison is unknown."""

    part: "Condition"


Condition: TypeAlias = Compare | AllOf | AnyOf | NotOf


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a rule concludes: a verb, what it bears on, its value; `order` ranks advice, 0 means not stated."""

    verb: str
    target: str = ""
    value: str | int | None = None
    order: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """When the condition holds, the conclusions do; `line` is its place in the file it was read from.

    A `disabled` rule decides nothing; it stays beside the others of its pack, to be read and enabled again.
    """

    id: str
    label: str
    when: Condition
    then: tuple[Conclusion, ...]
    because: str
    line: int = 0
    disabled: bool = False


@dataclass(frozen=True)
class Case:
    """An example beside a pack: the facts given (the others are unknown) and exactly what the pack must conclude."""

    given: Facts
    expect: tuple[Conclusion, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Pack:
    """A file of rules of one family, with its source and its examples; `disabled` has the rules that decide nothing."""

    name: str
    family: str
    source: str
    rules: tuple[Rule, ...]
    cases: tuple[Case, ...]
    file: str
    version: str = FIRST_VERSION
    disabled: tuple[Rule, ...] = ()

    @property
    def every_rule(self) -> tuple[Rule, ...]:
        """All its rules, in the order of the file."""
        return tuple(sorted((*self.rules, *self.disabled), key=lambda rule: rule.line))


def facts_named(condition: Condition) -> frozenset[str]:
    """The names of the facts that the condition looks at."""
    match condition:
        case Compare(fact=name):
            return frozenset((name,))
        case NotOf(part=part):
            return facts_named(part)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return frozenset[str]().union(*map(facts_named, parts))


def _plain(condition: Condition) -> list[object]:
    match condition:
        case Compare(fact=fact, op=op, value=value):
            return [op, fact, value]
        case NotOf(part=part):
            return ["not", _plain(part)]
        case AllOf(parts=parts):
            return ["all", *map(_plain, parts)]
        case AnyOf(parts=parts):
            return ["any", *map(_plain, parts)]


@dataclass(frozen=True, eq=False)
class RuleSet:
    """The rules that decide together; two sets are equal when their digests are."""

    family: str
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    by_id: Mapping[str, Rule] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_id = {rule.id: rule for rule in self.rules}
        if len(by_id) != len(self.rules):
            raise RuleInvalid("deux règles portent le même identifiant")
        object.__setattr__(self, "by_id", by_id)

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of all that the set means and says; the order of the rules is not part of it."""
        rules = [
            [r.id, r.label, r.because, _plain(r.when), [[c.verb, c.target, c.value, c.order] for c in r.then]]
            for _, r in sorted(self.by_id.items())
        ]
        return digest_of([COMPILER_VERSION, self.family, self.vocabulary.version, rules])

    @cached_property
    def named(self) -> Mapping[str, tuple[str, ...]]:
        """By rule, the names of its facts, sorted."""
        return {rule.id: tuple(sorted(facts_named(rule.when))) for rule in self.rules}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RuleSet) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)
