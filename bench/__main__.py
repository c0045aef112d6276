"""`python -m bench`: every figure beside its peer in the same run; exit status 1 where one is not reached."""

import json
import logging
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

import click

from bench.figure import Figure, table
from bench.peers import install_peers
from webapp.logs import configure_logging

GROUPS = {
    "decision": "bench.decisions",
    "transition": "bench.transitions",
    "saving": "bench.saving",
    "page": "bench.pages",
    "pdf": "bench.documents",
    "lists": "bench.lists",
    "simulation": "bench.simulation",
    "trail": "bench.trail",
    "start": "bench.starting",
    "journal": "bench.journal",
}
"""Modules by name; each has a `figures()`."""


@click.command()
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Writes the figures there.")
@click.option("--only", type=click.Choice(list(GROUPS)), help="Measures one group alone.")
def main(json_file: Path | None, only: str | None) -> None:
    """Measure each figure beside its peer or limit.

    Example: .venv/bin/python -m bench --only decision
    """
    install_peers()
    # the applications that are measured in this process would write among the figures
    configure_logging("console", logging.WARNING)
    figures = [figure for name in ([only] if only else GROUPS) for figure in _figures(name)]
    click.echo(table(figures))
    if json_file is not None:
        data = [figure.to_json() for figure in figures]
        json_file.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.exit(0 if all(figure.ok for figure in figures) else 1)


def _figures(name: str) -> Iterable[Figure]:
    click.echo(f"{name}…", err=True)
    # read when it is its turn: the peers may have been installed a moment ago
    figures: Callable[[], Iterable[Figure]] = import_module(GROUPS[name]).figures
    return figures()


if __name__ == "__main__":
    main()
