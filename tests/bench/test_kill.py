"""kill -9 while people save: what was acknowledged is there, the journal verifies, the tables are what it says."""

import pytest

from bench.client import Claim
from bench.faithful import faults
from bench.ground import ground
from bench.kill import survive
from bench.load import measure
from tests.support.builders import CONTRIBUTEUR


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(database: str) -> None:
    assert survive(database, times=2, clients=3) > 0


def test_a_comment_that_was_acknowledged_and_is_not_there_is_found() -> None:
    with ground() as where:
        address = where.product(CONTRIBUTEUR).evaluation()
        assert faults(where, [Claim(address, kept=0, sent=1)]) == ()
        lost, unwritten = faults(where, [Claim(address, kept=1, sent=1)])
        assert address in lost
        assert "not in the journal" in unwritten


def test_a_load_ends_without_an_error_and_loses_nothing() -> None:
    load = measure("sqlite", clients=2, seconds=0.5)
    assert (load.errors, load.faults) == (0, ())
    assert load.saves > 0
