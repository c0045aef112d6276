"""Times of things that take turns, so that whatever else the machine does falls on all of them alike."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def medians(runs: int, *acts: Callable[[], object]) -> list[float]:
    """The median of each, in seconds, over so many turns; one turn more, the first, is not counted."""
    taken: list[list[float]] = [[] for _ in acts]
    for turn in range(runs + 1):
        for act, times in zip(acts, taken, strict=True):
            took = _time(act)
            if turn:
                times.append(took)
    return [median(times) for times in taken]


def pair(runs: int, act: Callable[[], object], peer: Callable[[], object]) -> tuple[float, float]:
    """The times of both, in seconds, in the turn whose ratio is the median of so many; one turn more is not counted.

    For two that do nearly the same: a machine that slows down for a while slows both of a turn, while the median
    of each may fall in another while. Who comes first changes at each turn: the second pays for what the first left.
    """
    turns = []
    for turn in range(runs + 1):
        if turn % 2:
            ours, theirs = _time(act), _time(peer)
        else:
            theirs, ours = _time(peer), _time(act)
        if turn:
            turns.append((ours, theirs))
    turns.sort(key=lambda times: times[0] / times[1])
    return turns[runs // 2]


def _time(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start
