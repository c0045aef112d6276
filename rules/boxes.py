"""A condition as boxes: an equivalent list of alternatives, each giving every fact it names the set of its codes.

Exact and small: negations are gone, contradictory alternatives are dropped, mergeable ones are merged. The engine
compiles from it; two conditions overlap when two of their boxes meet, and one without boxes can never hold.
"""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from rules.language import AllOf, AnyOf, Compare, Condition, NotOf, RuleInvalid, Value, Vocabulary
from rules.ranges import Codes, Ranges, join, meet, ranges_of

# durable-rules 2.0.28 fails beyond 64 sibling conditions met at once (error 303); a rule has to fit in one shard
MAX_BRANCHES: Final = 50

# a fact that is not named may have any value
Box: TypeAlias = Mapping[str, Ranges]


class TooManyBranches(RuleInvalid):
    """The condition has more than MAX_BRANCHES alternatives."""

    def __init__(self) -> None:
        super().__init__(f"la condition a plus de {MAX_BRANCHES} branches ; coupez la règle en plusieurs")


def boxes_of(condition: Condition, vocabulary: Vocabulary) -> tuple[Box, ...]:
    """The alternatives under which the condition holds; none exactly when it never does, one empty box for always.

    Whether it always holds is asked of its negation: several boxes may cover everything together.

    Raises: TooManyBranches, and LookupError for a fact or a symbol outside the vocabulary.
    """
    boxes = _boxes(condition, vocabulary, True)
    while any(_is_full(vocabulary, *item) for box in boxes for item in box.items()):
        boxes = _tidy({n: r for n, r in box.items() if not _is_full(vocabulary, n, r)} for box in boxes)
    return tuple(boxes)


def meeting(first: Box, second: Box) -> Box | None:
    """The box of what is in both, or None when nothing is."""
    result = dict(first)
    for name, ranges in second.items():
        result[name] = meet(result[name], ranges) if name in result else ranges
        if not result[name]:
            return None
    return result


def _boxes(condition: Condition, vocabulary: Vocabulary, wanted: bool) -> list[Box]:
    match condition:
        case Compare():
            return _leaf(condition, vocabulary, wanted)
        case NotOf(part=part):
            return _boxes(part, vocabulary, not wanted)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            alternatives = (_boxes(part, vocabulary, wanted) for part in parts)
            if isinstance(condition, AllOf) == wanted:
                return _product(alternatives)
            return _tidy(box for boxes in alternatives for box in boxes)


def _is_full(vocabulary: Vocabulary, name: str, ranges: Ranges) -> bool:
    return not Codes(vocabulary.fact(name)).complement(ranges)


def _leaf(compare: Compare, vocabulary: Vocabulary, wanted: bool) -> list[Box]:
    codes = Codes(vocabulary.fact(compare.fact))
    ranges = _ranges(compare, codes)
    if not wanted:
        ranges = codes.complement(ranges)
    return [{compare.fact: ranges}] if ranges else []


def _ranges(compare: Compare, codes: Codes) -> Ranges:
    """The codes for which the comparison is true: never the unknown one, except for `unknown` itself."""
    known = (codes.low, codes.high)
    if compare.op == "known":
        return ranges_of((known,))
    if compare.op == "unknown":
        return ((codes.unknown, codes.unknown),)
    literals: tuple[Value | None, ...] = compare.value if isinstance(compare.value, tuple) else (compare.value,)
    listed = [codes.code(value) for value in literals if value is not None]
    if compare.op in ("eq", "in"):
        return ranges_of((code, code) for code in listed)
    if compare.op in ("ne", "not_in"):
        return meet(codes.complement(ranges_of((code, code) for code in listed)), ranges_of((known,)))
    bounds = {
        "lt": (codes.low, listed[0] - 1),
        "le": (codes.low, listed[0]),
        "gt": (listed[0] + 1, codes.high),
        "ge": (listed[0], codes.high),
    }
    return ranges_of((bounds[compare.op],))


def _product(alternatives: Iterable[list[Box]]) -> list[Box]:
    result: list[Box] = [{}]
    for boxes in alternatives:
        result = _tidy(box for one in result for other in boxes if (box := meeting(one, other)) is not None)
    return result


def _tidy(boxes: Iterable[Box]) -> list[Box]:
    kept: list[Box] = []
    for box in boxes:
        _add(kept, box)
        if len(kept) > MAX_BRANCHES:
            raise TooManyBranches
    return kept


def _add(kept: list[Box], box: Box) -> None:
    """Put the box among the others: not at all when one covers it, merged where it only differs by one fact."""
    merging = True
    while merging:
        merging = False
        for index, other in enumerate(kept):
            if _covers(other, box):
                return
            if (union := _union(other, box)) is not None:
                del kept[index]
                box, merging = union, True
                break
    kept.append(box)


def _covers(large: Box, small: Box) -> bool:
    return all(name in small and meet(small[name], ranges) == small[name] for name, ranges in large.items())


def _union(first: Box, second: Box) -> Box | None:
    """One box for both: the larger where it covers the other, their union where they differ by one fact alone."""
    if _covers(second, first):
        return second
    if first.keys() != second.keys():
        return None
    different = [name for name in first if first[name] != second[name]]
    if len(different) != 1:
        return None
    name = different[0]
    return {**first, name: join(first[name], second[name])}
