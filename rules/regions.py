"""Regions of facts: what is left of boxes once others are taken away, and one case of a region as concrete facts.

Exact, and never over single values: a region is cut along the boxes of the rules concerned and nowhere else. Where
that would make more than MAX_PARTS parts nothing is decided, and TooManyParts says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rules.boxes import Box, meeting
from rules.language import FactType, Value, Vocabulary
from rules.ranges import Codes, Ranges, meet

MAX_PARTS: Final = 2_000

Orders = Sequence[tuple[str, str]]
"""Pairs of counts of which the first is never above the second; the pairs that say what a count is above come first."""


class TooManyParts(Exception):
    """The facts concerned combine in too many ways to be gone through."""


def minus(region: Iterable[Box], holes: Iterable[Box], vocabulary: Vocabulary) -> list[Box]:
    """What of the region is in no hole, as boxes; none exactly where the holes cover it. Raises: TooManyParts."""
    left = list(region)
    for hole in holes:
        left = [part for box in left for part in _cut(box, hole, vocabulary)]
        if len(left) > MAX_PARTS:
            raise TooManyParts
    return left


def _cut(box: Box, hole: Box, vocabulary: Vocabulary) -> Iterator[Box]:
    """The box without the hole, as boxes that do not meet."""
    if meeting(box, hole) is None:
        yield box
        return
    inside = dict(box)
    for name, ranges in hole.items():
        codes = Codes(vocabulary.fact(name))
        whole = inside.get(name, codes.complement(()))
        if outside := meet(whole, codes.complement(ranges)):
            yield {**inside, name: outside}
        inside[name] = meet(whole, ranges)


def case_of(region: Iterable[Box], vocabulary: Vocabulary, orders: Orders = ()) -> dict[str, Value | None] | None:
    """One case of the region, the facts that matter alone; None where no case keeps the orders."""
    return next((case for box in region if (case := _case(box, vocabulary, orders)) is not None), None)


def _case(box: Box, vocabulary: Vocabulary, orders: Orders) -> dict[str, Value | None] | None:
    """The smallest known values that the box allows: whatever else it holds is above them, so that this is exact."""
    floors: dict[str, int] = {}
    for small, large in orders:
        if small in box and (code := _lowest(Codes(vocabulary.fact(small)), box[small], floors.get(small))) is not None:
            floors[large] = max(code, floors.get(large, code))
    case: dict[str, Value | None] = {}
    for name, ranges in box.items():
        codes = Codes(vocabulary.fact(name))
        code = _lowest(codes, ranges, floors.get(name))
        if code is None and ranges[0][0] != codes.unknown:
            return None
        case[name] = None if code is None else _value(codes, code)
    return case


def _lowest(codes: Codes, ranges: Ranges, floor: int | None) -> int | None:
    """The lowest known code of the ranges that is not below the floor."""
    least = codes.low if floor is None else floor
    return next((max(low, least) for low, high in ranges if high >= least), None)


def _value(codes: Codes, code: int) -> Value:
    if codes.fact.type is FactType.SYMBOL:
        return codes.fact.values[code]
    return bool(code) if codes.fact.type is FactType.BOOLEAN else code
