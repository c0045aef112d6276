"""A rule set as durable-rules definitions: pure data, no call to the engine.

What is defined, and why, for durable-rules 2.0.28:
- only integers enter it. A value is its code (rules/ranges.py) and unknown is a code too, so that the engine's
  coercions ("5" == 5, true == 1), its null (`null != "x"` is false), its absent properties (every comparison is false,
  even `!=`), its 16-bit text lengths and its byte-wise texts (NFC, NFD) are all out of reach;
- a rule is one definition per branch, each a single-fact `$and` that begins with the kind of message: no `$or` (fires
  once per true branch), no `$not`, no `$nex` (endless loop), no join, no arithmetic (a division by zero is a SIGFPE);
- at most MAX_BRANCHES branches and MAX_PROPERTIES properties per shard keep the limits 64 (error 303), 256 (SIGSEGV at
  the 256th equal condition), 512 (endless loop) and 253 properties (SIGSEGV) unreachable.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Final, NamedTuple

from rules.boxes import MAX_BRANCHES, Box, TooManyBranches, boxes_of
from rules.digests import compact
from rules.language import Facts, FactType, Rule, RuleInvalid, RuleSet, Value, Vocabulary
from rules.ranges import Codes, Ranges

MAX_PROPERTIES: Final = 60
MAX_TESTS: Final = 100
# beyond that many holes a set of codes becomes one branch per range instead of one `$neq` per hole
MAX_HOLES: Final = 24
SID: Final = "s"
SENTINEL: Final = "z"
SENTINEL_MESSAGE: Final = f'{{"id":"{SENTINEL}","sid":"{SID}","t":2}}'


class CodeTest(NamedTuple):
    """A property of the message against a code; `above` tells the property in which unknown is above all values."""

    fact: str
    above: bool
    op: str
    code: int


@dataclass(frozen=True, slots=True)
class Branch:
    """One way for the rule to fire: all the tests hold."""

    rule: str
    tests: tuple[CodeTest, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One property of the message: the fact it comes from, the codes of listed values, the code of unknown."""

    fact: str
    codes: dict[Value | None, int] | None
    unknown: int


@dataclass(frozen=True, slots=True)
class Shard:
    """One durable-rules rule set: its definition, how a case becomes its message, the rule of each definition."""

    definition: str
    template: str
    columns: tuple[Column, ...]
    rules: dict[str, str]

    def message(self, number: int, facts: Facts) -> str:
        """The case of that number in its batch, as the JSON of a fact."""
        codes = []
        for column in self.columns:
            value = facts[column.fact]
            if column.codes is not None:
                codes.append(column.codes[value])
            else:
                codes.append(column.unknown if value is None else int(value))
        return self.template % (number, *codes)


def shards_of(rule_set: RuleSet) -> tuple[Shard, ...]:
    """The shards that together decide as the rule set does; none when no rule can ever fire.

    Raises: RuleInvalid for a rule too large for a shard.
    """
    groups: list[tuple[list[Branch], set[tuple[str, bool]]]] = []
    for rule in rule_set.rules:
        for branch in _branches(rule, rule_set.vocabulary):
            keys = {(test.fact, test.above) for test in branch.tests}
            if not groups or len(groups[-1][0]) == MAX_BRANCHES or len(groups[-1][1] | keys) > MAX_PROPERTIES:
                groups.append(([], set()))
            groups[-1][0].append(branch)
            groups[-1][1].update(keys)
    return tuple(_shard(branches, sorted(keys), rule_set.vocabulary) for branches, keys in groups)


def check_size(rule: Rule, vocabulary: Vocabulary) -> None:
    """Nothing when the rule fits in one shard. Raises: RuleInvalid."""
    _branches(rule, vocabulary)


def _branches(rule: Rule, vocabulary: Vocabulary) -> list[Branch]:
    boxes = boxes_of(rule.when, vocabulary)
    branches = [Branch(rule.id, tests) for box in boxes for tests in _tests(box, vocabulary)]
    if len(branches) > MAX_BRANCHES:
        raise TooManyBranches
    for branch in branches:
        if len(branch.tests) > MAX_TESTS or len({test[:2] for test in branch.tests}) > MAX_PROPERTIES:
            raise RuleInvalid(f"une branche fait plus de {MAX_TESTS} tests ou voit plus de {MAX_PROPERTIES} faits")
    return branches


def _tests(box: Box, vocabulary: Vocabulary) -> Iterator[tuple[CodeTest, ...]]:
    choices = [_choices(Codes(vocabulary.fact(name)), box[name]) for name in sorted(box)]
    for chosen in product(*choices):
        yield tuple(test for tests in chosen for test in tests)


def _choices(codes: Codes, ranges: Ranges) -> list[list[CodeTest]]:
    """The alternatives that put the fact's code in the ranges: one wherever it can be said with a few `$neq`."""
    if len(ranges) == 2 and ranges[0] == (codes.unknown, codes.unknown) and ranges[1][1] == codes.high:
        return [_bounds(codes, True, ranges[1][0], codes.high + 1)]
    gaps = [(before[1] + 1, after[0] - 1) for before, after in pairwise(ranges)]
    if sum(high - low + 1 for low, high in gaps) > MAX_HOLES:
        return [_bounds(codes, False, low, high) for low, high in ranges]
    holes = (hole for low, high in gaps for hole in range(low, high + 1))
    excluded = [CodeTest(codes.fact.name, False, "$neq", hole) for hole in holes]
    return [_bounds(codes, False, ranges[0][0], ranges[-1][1]) + excluded]


def _bounds(codes: Codes, above: bool, low: int, high: int) -> list[CodeTest]:
    name, shift = codes.fact.name, int(above)
    if low == high:
        return [CodeTest(name, above, "$eq", low)]
    lower = [CodeTest(name, above, "$gte", low)] if low > codes.unknown + shift else []
    upper = [CodeTest(name, above, "$lte", high)] if high < codes.high + shift else []
    return lower + upper


def _shard(branches: list[Branch], keys: list[tuple[str, bool]], vocabulary: Vocabulary) -> Shard:
    names = {key: f"p{number}" for number, key in enumerate(keys)}
    definition: dict[str, object] = {}
    for number, branch in enumerate(branches):
        tests = [_condition(test, names[test.fact, test.above]) for test in branch.tests]
        definition[f"b{number}"] = {"all": [{"m": {"$and": [{"t": 1}, *tests]}}]}
    # the sentinel's session always has an action to start: deleting a session that started none frees garbage
    definition[SENTINEL] = {"all": [{"m": {"t": 2}}]}
    # `id` comes first, so that a firing is read without parsing the message it repeats
    properties = "".join(f',"{name}":%d' for name in names.values())
    return Shard(
        compact(definition),
        f'{{"id":"f%d","sid":"{SID}","t":1{properties}}}',
        tuple(_column(Codes(vocabulary.fact(name)), above) for name, above in keys),
        {f"b{number}": branch.rule for number, branch in enumerate(branches)},
    )


def _condition(test: CodeTest, name: str) -> dict[str, object]:
    return {name: test.code} if test.op == "$eq" else {test.op: {name: test.code}}


def _column(codes: Codes, above: bool) -> Column:
    unknown = codes.high + 1 if above else codes.unknown
    table: dict[Value | None, int] | None = None
    if codes.fact.type is FactType.SYMBOL:
        table = {None: unknown, **codes.by_symbol}
    elif codes.fact.type is FactType.BOOLEAN:
        table = {False: 0, True: 1, None: unknown}
    return Column(codes.fact.name, table, unknown)
