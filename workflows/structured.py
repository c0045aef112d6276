"""structlog, the one place that imports it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Have that package look as if it were not installed, unless somebody uses it already."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


# structlog 26.1 imports rich, and with it pygments, wherever they are installed: seven megabytes of a server, to draw
# exceptions that we draw ourselves (webapp.logs.told)
with _without("rich"):
    import structlog
    from structlog.typing import ExcInfo

__all__ = ["ExcInfo", "structlog"]
