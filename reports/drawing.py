"""pygal, the one place that imports it."""

import sys

import pygal
from pygal.style import Style

# pygal 3.1.3 leaves in sys.meta_path a finder of Python 2's kind; importlib warns of it, pytest falls over it.
sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]

__all__ = ["Style", "pygal"]
