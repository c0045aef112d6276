"""What is counted for the limits of rate: by all processes in Redis, or by each in its own memory."""

from bisect import bisect_left
from collections.abc import Callable
from math import ceil
from threading import Lock
from time import monotonic, time
from typing import TypeVar

from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from webapp.config import MEMORY
from workflows.structured import structlog

Counted = TypeVar("Counted")

SWEPT = 60.0
"""Seconds between two searches for what is over among all that is counted."""

PATIENCE = 1
"""Seconds that a Redis has to answer: nobody waits for one that is gone."""

AWAY = 10.0
"""Seconds during which a Redis that did not answer is not asked again."""

log = structlog.get_logger("convergence.web")


class Counters:
    """Moving windows at an address; while its Redis is away each process counts for itself. Safe between threads."""

    def __init__(self, address: str, now: Callable[[], float] = time, elapsed: Callable[[], float] = monotonic) -> None:
        """Count from nothing; `now` gives seconds since 1970, `elapsed` seconds that no setting of the clock moves.

        Raises: limits.errors.ConfigurationError where the library lacks what that address asks for.
        """
        self._now, self._elapsed, self._own = now, elapsed, MovingWindowRateLimiter(Windows(now))
        self._shared: MovingWindowRateLimiter | None = None
        self._asked_again = elapsed()
        if address != MEMORY:
            waits = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
            storage = storage_from_string(address, wrap_exceptions=True, **waits)
            self._shared = MovingWindowRateLimiter(storage)

    def hit(self, item: RateLimitItem, *key: str) -> bool:
        """Count once more, unless that goes beyond the limit; whether it was counted."""
        return self._count(lambda limiter: limiter.hit(item, *key))

    def wait(self, item: RateLimitItem, *key: str) -> int:
        """Seconds, one at least, until the oldest of the hits that count is over."""
        window = self._count(lambda limiter: limiter.get_window_stats(item, *key))
        return max(1, ceil(window.reset_time - self._now()))

    def clear(self, item: RateLimitItem, *key: str) -> None:
        """Count from nothing."""
        self._count(lambda limiter: limiter.clear(item, *key))

    def _count(self, act: Callable[[MovingWindowRateLimiter], Counted]) -> Counted:
        if self._shared is None or self._elapsed() < self._asked_again:
            return act(self._own)
        try:
            return act(self._shared)
        except StorageError as error:
            self._asked_again = self._elapsed() + AWAY
            log.warning("limits.storage_away", error=type(error.storage_error).__name__, again_in=AWAY)
            return act(self._own)


class Windows(MemoryStorage):
    """The instants of the hits of each key, oldest first; what is over goes at the next hits.

    For limits 5.8: its own memory starts a thread at nearly every request, to forget ten milliseconds later what is
    over, and the request waits until that thread runs.
    """

    # else the library would take this class for its own
    STORAGE_SCHEME = ["windows"]  # noqa: RUF012

    def __init__(self, now: Callable[[], float] = time) -> None:
        """Count from nothing; `now` gives seconds since 1970."""
        super().__init__()
        self._now, self._lock = now, Lock()
        self._hits: dict[str, tuple[int, list[float]]] = {}
        self._swept = now()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count so many hits, unless that makes more than the limit within `expiry` seconds."""
        with self._lock:
            now = self._now()
            self._sweep(now)
            _, hits = self._hits.setdefault(key, (expiry, []))
            del hits[: bisect_left(hits, now - expiry)]
            if len(hits) + amount > limit:
                return False
            hits.extend([now] * amount)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest hit that counts was, and how many do."""
        with self._lock:
            now = self._now()
            _, hits = self._hits.get(key, (expiry, []))
            counted = hits[bisect_left(hits, now - expiry) :]
        return (counted[0] if counted else now), len(counted)

    def clear(self, key: str) -> None:
        """Count that key from nothing."""
        with self._lock:
            self._hits.pop(key, None)

    def reset(self) -> int:
        """Count everything from nothing; how many keys there were."""
        with self._lock:
            count = len(self._hits)
            self._hits.clear()
        return count

    def _sweep(self, now: float) -> None:
        if now - self._swept < SWEPT:
            return
        self._swept = now
        over = [key for key, (expiry, hits) in self._hits.items() if not hits or hits[-1] < now - expiry]
        for key in over:
            del self._hits[key]
