"""Logs that the bench builds in bulk are what `append` would have written."""

from bench.long_log import bare_log, whole_log
from models.journal_reading import snapshot
from reports.proofs import prove
from tests.journal.builders import EDI, World

SIZE = 13


def test_a_log_built_in_bulk_is_verified_and_goes_on(world: World) -> None:
    whole_log(world, EDI, SIZE)
    world.fill(2)
    report = world.verify(world.checkpoint(7))
    assert report.ok
    assert {log.origin: log.size for log in report.logs}[EDI] == SIZE + 2


def test_of_a_log_of_leaves_alone_every_entry_is_proved(world: World) -> None:
    bare_log(world, EDI, SIZE)
    with snapshot(world.engine) as connection:
        assert [prove(connection, world.signer.public, EDI, seq).seq for seq in range(SIZE)] == list(range(SIZE))
