"""What one process counts for the limits of rate, in its own memory and without a thread of its own.

For limits 5.8: its memory starts a thread at nearly every request, to forget ten milliseconds later what is over, and
the request waits until that thread runs.
"""

from bisect import bisect_left
from collections.abc import Callable
from threading import Lock
from time import time

from limits.storage import MemoryStorage

WINDOWS = "windows://"
"""The address of that memory, for the library."""

SWEPT = 60.0
"""Seconds between two searches for what is over among all that is counted."""


class Windows(MemoryStorage):
    """Moving windows: the instants of the hits of each key, oldest first; what is over goes at the next hits."""

    STORAGE_SCHEME = ["windows"]  # noqa: RUF012 - as the library has it

    def __init__(
        self, uri: str | None = None, wrap_exceptions: bool = False, now: Callable[[], float] = time, **options: str
    ) -> None:
        """Count from nothing; `now` gives seconds since 1970."""
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
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
