"""kill -9 while people save: what was acknowledged is there, the journal verifies, the tables are what it says."""

import pytest

from bench.kill import survive
from bench.load import measure


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(database: str) -> None:
    assert survive(database, times=2, clients=3) > 0


def test_a_load_ends_without_an_error_and_loses_nothing() -> None:
    load = measure("sqlite", clients=2, seconds=0.5)
    assert (load.errors, load.faults) == (0, ())
    assert load.saves > 0
