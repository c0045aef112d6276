"""`python -m bench.load`: clients that save answers over HTTP, on SQLite (waitress) and PostgreSQL (gunicorn)."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPException
from pathlib import Path
from statistics import quantiles
from threading import Barrier
from time import monotonic, perf_counter, sleep

import click

from bench.client import Browser, Saver, Unexpected
from bench.faithful import Faults, faults
from bench.ground import Ground, ground
from bench.peers import install_peers
from bench.serving import Server, free_port, gunicorn, serving, waitress
from tests.support.databases import postgresql_database, postgresql_server
from webapp.metrics import FOLDER

CRITERE = "A08.1.01"
COMPANIES = 4
REFUSED = (OSError, HTTPException, Unexpected)
CLIENTS = (1, 4, 16)
COMMANDS: dict[str, Callable[[int], list[str]]] = {"sqlite": waitress, "postgresql": gunicorn}
TARGET = {"clients": 16, "saves": 200.0, "p95": 150.0}
"""What 16 clients are to reach on PostgreSQL with two cores, clients included."""


@dataclass(frozen=True, slots=True)
class Load:
    """What so many clients got: times in milliseconds, memory of the server in MiB."""

    database: str
    clients: int
    seconds: float
    saves: int
    per_second: float
    p50: float
    p95: float
    errors: int
    memory: float
    faults: Faults = ()


@contextmanager
def grounds(database: str) -> Iterator[Ground]:
    """An installation on that kind of database; PostgreSQL is one of its own."""
    if database == "sqlite":
        with ground() as made:
            yield made
    else:
        with postgresql_server() as address, ground(postgresql_database(address)) as made:
            yield made


def server_of(where: Ground, database: str, port: int) -> AbstractContextManager[Server]:
    """The server that goes with that database; several processes count together, as their unit has them do."""
    together = {FOLDER: str(where.folder / "metrics")} if database == "postgresql" else {}
    return serving(COMMANDS[database](port), port, where.environment() | together, where.folder / "log")


def savers(where: Ground, emails: Sequence[str], port: int) -> list[Saver]:
    """One client for each person, signed in, in front of a product of their own."""
    made = []
    for email in emails:
        browser = Browser(port)
        browser.sign_in(email)
        made.append(Saver(browser, where.product(email).evaluation(), CRITERE))
    return made


def close(people: Sequence[Saver]) -> None:
    """Give their connections back."""
    for saver in people:
        saver.browser.close()


def drive(clients: Sequence[Saver], seconds: float) -> tuple[list[float], int]:
    """The time of each save, in seconds, and the number of errors, while all save at once for so long."""
    ready = Barrier(len(clients))

    def work(saver: Saver) -> tuple[list[float], int]:
        times, errors = [], 0
        # the server closes a connection that waited long for the others
        saver.browser.connect()
        ready.wait()
        end = monotonic() + seconds
        while monotonic() < end:
            start = perf_counter()
            try:
                saver.save()
            except REFUSED as error:
                errors += 1
                click.echo(f"{type(error).__name__}: {error}", err=True)
                _again(saver, end)
            else:
                times.append(perf_counter() - start)
        return times, errors

    with ThreadPoolExecutor(len(clients)) as pool:
        done = list(pool.map(work, clients))
    return [time for times, _ in done for time in times], sum(errors for _, errors in done)


def _again(saver: Saver, end: float) -> None:
    """Before the page anew, once the server gives it or it is too late."""
    while monotonic() < end:
        try:
            saver.browser.connect()
            saver.open()
        except REFUSED:
            sleep(0.1)
        else:
            return


def measure(database: str, clients: int, seconds: float) -> Load:
    """One load on a new installation, and whether everything is there afterwards."""
    with grounds(database) as where:
        port = free_port()
        emails = where.people(clients, min(clients, COMPANIES))
        with server_of(where, database, port) as server:
            people = savers(where, emails, port)
            _, early = drive(people, min(1.0, seconds))
            times, errors = drive(people, seconds)
            load = _load(database, clients, seconds, times, early + errors, server)
        close(people)
        return Load(**{**asdict(load), "faults": faults(where, [saver.claim for saver in people])})


def _load(database: str, clients: int, seconds: float, times: list[float], errors: int, server: Server) -> Load:
    # where next to nothing was saved, each save took the whole time
    cuts = quantiles([time * 1e3 for time in times], n=100) if len(times) > 1 else [seconds * 1e3] * 99
    per_second = len(times) / seconds
    return Load(database, clients, seconds, len(times), per_second, cuts[49], cuts[94], errors, server.resident())


def line(load: Load) -> str:
    """One load as a line of text."""
    verdict = "nothing lost" if not load.faults else "; ".join(load.faults)
    return (
        f"{load.database:<11} {load.clients:>2} clients  {load.per_second:6.0f} saves/s  p50 {load.p50:6.1f} ms  "
        f"p95 {load.p95:6.1f} ms  errors {load.errors}  {load.memory:4.0f} MiB  {verdict}"
    )


def reached(load: Load) -> bool:
    """Whether it had no error, lost nothing, and is as fast as it is meant to be where that is said."""
    if load.errors or load.faults:
        return False
    aimed = load.database == "postgresql" and load.clients == TARGET["clients"]
    return not aimed or (load.per_second >= TARGET["saves"] and load.p95 <= TARGET["p95"])


@click.command()
@click.option("--seconds", default=20.0, show_default=True, help="How long each load lasts.")
@click.option("--clients", type=int, help="Only that many clients, instead of 1, 4 and 16.")
@click.option("--database", type=click.Choice(list(COMMANDS)), help="Only that database.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Writes the loads there.")
def main(seconds: float, clients: int | None, database: str | None, json_file: Path | None) -> None:
    """Save answers over HTTP with 1, 4 and 16 clients; exit status 1 for an error, a loss or a missed target.

    Example: .venv/bin/python -m bench.load --seconds 5 --database postgresql
    """
    install_peers()
    loads = []
    for kind in [database] if database else COMMANDS:
        for count in [clients] if clients else CLIENTS:
            loads.append(measure(kind, count, seconds))
            click.echo(line(loads[-1]))
    if json_file is not None:
        json_file.write_text(json.dumps([asdict(load) for load in loads], indent=2) + "\n", encoding="utf-8")
    sys.exit(0 if all(map(reached, loads)) else 1)


if __name__ == "__main__":
    main()
