"""Writers at the same time leave a journal without a fault, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from models.entry import AGENCY_LOG
from models.log import append, lock_head
from tests.journal.builders import EDI, World, draft, full_draft

WRITERS, ENTRIES = 6, 12


def write(world: World, log: str, number: int) -> int:
    """One entry in a transaction of its own, as the unit of work does it."""
    entry = full_draft(number, log)
    with world.session() as session:
        head = lock_head(session, log)
        seq = append(session, head, entry, datetime.now(UTC), world.signer)
        session.commit()
    return seq


def together(world: World, logs: list[str]) -> list[int]:
    """Every writer writes its entries to its log, all at once."""

    def work(log: str) -> list[int]:
        return [write(world, log, number) for number in range(ENTRIES)]

    with ThreadPoolExecutor(len(logs)) as pool:
        return [seq for seqs in pool.map(work, logs) for seq in seqs]


def test_writers_of_the_same_log_wait_for_each_other(world: World) -> None:
    assert sorted(together(world, [EDI] * WRITERS)) == list(range(WRITERS * ENTRIES))
    assert world.verify().ok


def test_writers_of_different_logs_leave_each_log_whole(world: World) -> None:
    logs = [world.open_company(f"C{number}") for number in range(WRITERS - 1)]
    together(world, [*logs, AGENCY_LOG])
    report = world.verify()
    assert report.ok
    assert report.entries == WRITERS * ENTRIES + WRITERS


def test_a_transaction_that_fails_between_two_others_leaves_no_trace(world: World) -> None:
    write(world, EDI, 0)
    with world.session() as session:
        append(session, lock_head(session, EDI), draft(), world.now, world.signer)
    write(world, EDI, 1)
    report = world.verify()
    assert report.ok
    assert report.entries == 3
