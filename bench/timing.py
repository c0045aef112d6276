"""Times of things that take turns, so that whatever else the machine does falls on all of them alike."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def medians(runs: int, *acts: Callable[[], object]) -> list[float]:
    """The median of each, in seconds, over so many turns; one turn more, the first, is not counted."""
    taken: list[list[float]] = [[] for _ in acts]
    for turn in range(runs + 1):
        for act, times in zip(acts, taken, strict=True):
            start = perf_counter()
            act()
            if turn:
                times.append(perf_counter() - start)
    return [median(times) for times in taken]
