"""`python -m bench.kill`: kill -9 while clients save; what was acknowledged has to be there each time."""

import random
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from threading import Event
from time import sleep

import click

from bench.client import Saver
from bench.faithful import faults
from bench.ground import Ground
from bench.load import COMMANDS, COMPANIES, close, grounds, savers, server_of
from bench.peers import install_peers
from bench.serving import free_port

SHORTEST, LONGEST = 0.3, 1.5
"""Seconds of load before the kill."""


class Lost(Exception):
    """Something that was acknowledged is gone, or the journal does not hold; carries what."""


def survive(database: str, times: int, clients: int) -> int:
    """The number of saves that were acknowledged, while the server was killed so many times.

    Raises: Lost.
    """
    pick = random.Random(times)  # noqa: S311 - repeatable on purpose
    with grounds(database) as where:
        emails = where.people(clients, min(clients, COMPANIES))
        people: list[Saver] = []
        for _ in range(times):
            people = _round(where, database, emails, people, pick.uniform(SHORTEST, LONGEST))
        close(people)
        return sum(len(saver.claim.acknowledged) for saver in people)


def _round(where: Ground, database: str, emails: Sequence[str], people: list[Saver], seconds: float) -> list[Saver]:
    """One life of the server; the same people come back after it, in front of what was kept."""
    port = free_port()
    with server_of(where, database, port) as server:
        if not people:
            people = savers(where, emails, port)
        for saver in people:
            saver.browser.connect(port)
            saver.open()
        killed = Event()
        with ThreadPoolExecutor(len(people)) as pool:
            working = [pool.submit(_save_until, saver, killed) for saver in people]
            sleep(seconds)
            killed.set()
            server.kill()
        for done in working:
            done.result()
    found = faults(where, [saver.claim for saver in people])
    if found:
        raise Lost("; ".join(found))
    return people


def _save_until(saver: Saver, killed: Event) -> None:
    """Save until the server is gone; an error before that is one."""
    while True:
        try:
            saver.save()
        except (OSError, HTTPException):
            if killed.is_set():
                return
            raise


@click.command()
@click.option("--times", default=20, show_default=True, help="How many times the server is killed.")
@click.option("--clients", default=16, show_default=True, help="How many clients save meanwhile.")
@click.option("--database", type=click.Choice(list(COMMANDS)), help="Only that database.")
def main(times: int, clients: int, database: str | None) -> None:
    """Kill the server under load; exit status 1 where anything acknowledged is lost.

    Example: .venv/bin/python -m bench.kill --times 3 --database sqlite
    """
    install_peers()
    for kind in [database] if database else COMMANDS:
        try:
            kept = survive(kind, times, clients)
        except Lost as lost:
            click.echo(f"{kind}: {lost}", err=True)
            sys.exit(1)
        click.echo(f"{kind}: killed {times} times, {kept} acknowledged saves, all there; verify and replay pass")


if __name__ == "__main__":
    main()
