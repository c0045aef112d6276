"""The smallest change of facts under which rules would have concluded otherwise: exact, over all that facts may be.

What is wanted is a region of facts, cut along the boxes of the rules and nowhere else; its nearest case is the part
of it that asks the fewest facts to change. Where that makes too many parts nothing is decided: TooManyParts, or
TooManyBranches, says so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.boxes import Box, boxes_of, meeting
from rules.language import Facts, Rule, Value, Vocabulary
from rules.ranges import Codes, Ranges, ranges_of
from rules.regions import minus


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that has to change: what was seen, and every value that would do, as ranges of codes."""

    fact: str
    seen: Value | None
    wanted: Ranges


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should have been concluded: one of the rules `fire`, where there are any, and none of the rules `spare`."""

    fire: Sequence[Rule] = ()
    spare: Sequence[Rule] = ()


def smallest_change(
    vocabulary: Vocabulary, facts: Facts, wanted: Wanted, fixed: Collection[str] = (), bounds: Box | None = None
) -> tuple[FactChange, ...] | None:
    """The fewest changes that give what is wanted; none where it is so already, None where no change does.

    The facts `fixed` stay as they are, the others within `bounds`. Of several equally small ones, the first in the
    order of the rules.
    Raises: TooManyParts, TooManyBranches.
    """
    codes = {name: _code(vocabulary, name, value) for name, value in facts.items()}
    possible = {**(bounds or {}), **{name: ((codes[name], codes[name]),) for name in fixed}}
    region = _within(possible, _boxes(wanted.fire, vocabulary) if wanted.fire else [{}])
    spared = _within(possible, _boxes(wanted.spare, vocabulary))
    nearest: list[str] | None = None
    best: Box = {}
    for box in minus(region, spared, vocabulary):
        moved = [name for name, ranges in box.items() if not _inside(ranges, codes[name])]
        if nearest is None or len(moved) < len(nearest):
            nearest, best = moved, box
    if nearest is None:
        return None
    return tuple(FactChange(name, facts[name], best[name]) for name in vocabulary.facts if name in nearest)


def nearest_value(change: FactChange, vocabulary: Vocabulary) -> int:
    """The code, of those that would do, that is nearest to what was seen."""
    seen = _code(vocabulary, change.fact, change.seen)
    return min((min(max(seen, low), high) for low, high in change.wanted), key=lambda code: (abs(code - seen), code))


def at_most(vocabulary: Vocabulary, limits: Mapping[str, int]) -> Box:
    """Bounds that keep each of those counts known and between its lowest value and a limit."""
    return {name: ranges_of(((Codes(vocabulary.fact(name)).low, limit),)) for name, limit in limits.items()}


def _boxes(rules: Iterable[Rule], vocabulary: Vocabulary) -> list[Box]:
    return [box for rule in rules for box in boxes_of(rule.when, vocabulary)]


def _within(possible: Box, boxes: Iterable[Box]) -> list[Box]:
    """The boxes kept to what is possible; those that nothing possible meets are not there."""
    return [box for each in boxes if (box := meeting(possible, each)) is not None]


def _code(vocabulary: Vocabulary, name: str, value: Value | None) -> int:
    codes = Codes(vocabulary.fact(name))
    return codes.unknown if value is None else codes.code(value)


def _inside(ranges: Ranges, code: int) -> bool:
    return any(low <= code <= high for low, high in ranges)
