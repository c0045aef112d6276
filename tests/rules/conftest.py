"""One durable engine per test, its handles freed afterwards."""

from collections.abc import Iterator

import pytest

from rules.engine import DurableEngine


@pytest.fixture
def engine() -> Iterator[DurableEngine]:
    made = DurableEngine()
    yield made
    made.close()
