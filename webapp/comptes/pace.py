"""Answers that take as long whatever they found."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

PACE = 0.5
"""Seconds: far above what writing a mail and its entry takes."""


@contextmanager
def paced(seconds: float = PACE) -> Iterator[None]:
    """Make the block last so long at least, refusals included."""
    start = monotonic()
    try:
        yield
    finally:
        sleep(max(0.0, start + seconds - monotonic()))
