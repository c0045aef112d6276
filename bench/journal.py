"""The journal: appends of one writer and of eight, verification and proofs of long logs that are built in bulk."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from threading import Barrier
from time import monotonic, process_time
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from bench.figure import Figure, bounded, reaching
from bench.long_log import bare_log, whole_log
from bench.timing import medians
from models.entry import company_log
from models.journal import JournalEntry
from models.journal_reading import snapshot
from models.signing_key import Signer
from reports.proofs import prove
from reports.verification import verify
from tests.journal.builders import EDI, World, create_tables, draft
from tests.support.databases import open_address, postgresql_database, postgresql_server

Signatures = Literal["all", "last"]

SECONDS = 4.0
WRITERS = 8
APPENDS = 200
"""Each save appends one entry: as many a second as saves are to be kept."""

VERIFIED, PROVED, PROOFS = 10_000, 1_000_000, 200
PASSES = 3
"""Each of two seconds, and the middle one counts: a machine that others use too is not as fast from one to the next."""


def figures() -> Iterator[Figure]:
    """Appends on both databases, then what is read of long logs."""
    with TemporaryDirectory(prefix="convergence-bench-") as name, postgresql_server() as server:
        folder = Path(name)
        Signer.generate(folder / "key")
        addresses = {"SQLite": f"sqlite:///{folder}/appends.sqlite", "PostgreSQL": postgresql_database(server)}
        for database, address in addresses.items():
            yield from _appends(database, address, folder / "key")
        yield from _verification(f"sqlite:///{folder}/verified.sqlite", folder / "key")
        yield from _proof(f"sqlite:///{folder}/proved.sqlite", folder / "key")


@contextmanager
def _world(address: str, key: Path) -> Iterator[World]:
    engine = open_address(address)
    try:
        yield World(engine, Signer.load(key))
    finally:
        engine.dispose()


def _opened(world: World, companies: int) -> None:
    create_tables(world.engine)
    world.open_agency()
    for reference in ("EDI", *map(str, range(companies))):
        world.open_company(reference)


def _appends(database: str, address: str, key: Path) -> Iterator[Figure]:
    """The rate of one writer, of eight in one log and in eight, and what is missing afterwards."""
    with _world(address, key) as world:
        _opened(world, WRITERS)
        before = _entries(world.engine)
    others = [company_log(str(number)) for number in range(WRITERS)]
    acknowledged = 0
    for name, logs in (("1 writer", [EDI]), ("8 writers, one log", [EDI] * WRITERS), ("8 writers, 8 logs", others)):
        written = _write_at_once(address, key, logs)
        acknowledged += written
        yield reaching(f"appends, {database}, {name}", written / SECONDS, "entries/s", APPENDS)
    with _world(address, key) as world:
        lost = before + acknowledged - _entries(world.engine)
        yield bounded(f"entries lost, {database}", lost + len(world.verify().faults), "entries", 0)


def _write_at_once(address: str, key: Path, logs: list[str]) -> int:
    """How many entries as many processes wrote; a writer that is refused anything ends the bench."""
    with ProcessPoolExecutor(len(logs), multiprocessing.get_context("fork")) as pool:
        start = multiprocessing.get_context("fork").Manager()
        barrier = start.Barrier(len(logs))
        written = sum(pool.map(partial(_write, address, key, barrier), logs, range(len(logs))))
        start.shutdown()
        return written


def _write(address: str, key: Path, barrier: Barrier, log: str, writer: int) -> int:
    with _world(address, key) as world:
        _entries(world.engine)
        barrier.wait()
        end = monotonic() + SECONDS
        for number in count():
            if monotonic() >= end:
                return number
            world.write(draft(log, stream=f"sujet/{writer}-{number % 5}", values={"note": f"Essai {number}"}))
    raise AssertionError


def _entries(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(JournalEntry)).scalar_one()


def _verification(address: str, key: Path) -> Iterator[Figure]:
    with _world(address, key) as world:
        _opened(world, 0)
        whole_log(world, EDI, VERIFIED)
        anchors = (world.checkpoint(VERIFIED // 2), world.checkpoint(VERIFIED))
        wanted: tuple[tuple[Signatures, str, int], ...] = (
            ("last", "verification, last signature and anchors", 20_000),
            ("all", "verification, every signature and commitment", 4_000),
        )
        for signatures, name, rate in wanted:
            rates = [_verified(world, anchors, signatures) for _ in range(PASSES)]
            yield reaching(name, median(rates), "entries/s a core", rate)


def _verified(world: World, anchors: Sequence[str], signatures: Signatures) -> float:
    """Entries verified in a second of one core."""
    with snapshot(world.engine) as connection:
        start = process_time()
        report = verify(connection, world.signer.public, anchors, signatures=signatures)
        taken = process_time() - start
    assert report.ok, report.faults
    return report.entries / taken


def _proof(address: str, key: Path) -> Iterator[Figure]:
    random = Random(1)  # noqa: S311 - the same entries at each run
    with _world(address, key) as world:
        _opened(world, 0)
        bare_log(world, EDI, PROVED)
        with snapshot(world.engine) as connection:
            (taken,) = medians(PROOFS, lambda: prove(connection, world.signer.public, EDI, random.randrange(PROVED)))
    yield bounded(f"a proof that an entry is in a log of {PROVED}", taken * 1e3, "ms", 1)
