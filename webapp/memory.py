"""How the C library keeps the memory of a server with threads."""

import ctypes

M_ARENA_MAX = -8
"""The parameter of glibc's `mallopt`. Source: mallopt(3)."""

ARENAS = 2


def few_arenas() -> None:
    """Have threads share two heaps: with one each, as glibc gives them, what one frees the others cannot use.

    Nothing where the C library is another one.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, ARENAS)
