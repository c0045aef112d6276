"""Sets of integers as sorted, disjoint, non-adjacent ranges, and the codes that stand for a fact's values in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from rules.language import Fact, FactType, Value

# bounds are inclusive
Ranges: TypeAlias = tuple[tuple[int, int], ...]


def ranges_of(pairs: Iterable[tuple[int, int]]) -> Ranges:
    """The union of the pairs; an empty pair (low > high) adds nothing."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(pair for pair in pairs if pair[0] <= pair[1]):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def join(first: Ranges, second: Ranges) -> Ranges:
    """What is in either."""
    return ranges_of(first + second)


def meet(first: Ranges, second: Ranges) -> Ranges:
    """What is in both."""
    return ranges_of((max(a, c), min(b, d)) for a, b in first for c, d in second)


@dataclass(frozen=True)
class Codes:
    """The integers that stand for a fact's values: low to high, and low - 1 for unknown."""

    fact: Fact

    @cached_property
    def by_symbol(self) -> dict[Value | None, int]:
        """The code of each symbol: its place in the closed list."""
        return {value: code for code, value in enumerate(dict.fromkeys(self.fact.values))}

    @property
    def low(self) -> int:
        """The code of the first known value."""
        return self.fact.low if self._bounded else 0

    @property
    def high(self) -> int:
        """The code of the last known value; below `low` where the closed list is empty."""
        if self.fact.type is FactType.SYMBOL:
            return len(self.by_symbol) - 1
        return self.fact.high if self._bounded else 1

    @property
    def unknown(self) -> int:
        """The code of no value: below all others, so that no comparison has to ask whether a property is there."""
        return self.low - 1

    @property
    def _bounded(self) -> bool:
        return self.fact.type not in (FactType.SYMBOL, FactType.BOOLEAN)

    def code(self, value: Value) -> int:
        """The code of a known value. Raises: KeyError for a symbol outside the closed list."""
        return self.by_symbol[value] if self.fact.type is FactType.SYMBOL else int(value)

    def complement(self, ranges: Ranges) -> Ranges:
        """All codes, unknown included, that are not in the ranges."""
        ends = [self.unknown - 1, *(bound for pair in ranges for bound in pair), self.high + 1]
        return ranges_of((ends[i] + 1, ends[i + 1] - 1) for i in range(0, len(ends), 2))
