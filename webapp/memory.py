"""How the C library keeps the memory of a server with threads."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

M_ARENA_MAX = -8
"""The parameter of glibc's `mallopt`. Source: mallopt(3)."""

ARENAS = 2

RYTHME = 5.0
"""Seconds between two times that memory is given back: each takes a millisecond."""


def few_arenas() -> None:
    """Have threads share two heaps: with one each, as glibc gives them, what one frees the others cannot use.

    Nothing where the C library is another one.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Give the system what was freed in the middle of the heaps; by itself glibc only gives their ends."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


@contextmanager
def giving_back() -> Iterator[None]:
    """Give memory back again and again, beside the pages, until the end of the block."""
    ending = Event()
    thread = Thread(target=_give_back_until, args=(ending,), name="memoire", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def _give_back_until(ending: Event) -> None:
    while not ending.wait(RYTHME):
        give_back()
