"""The reference of the command line, made from the commands themselves: `python -m tests.support.cli_reference`."""

from collections.abc import Iterator
from pathlib import Path

import click

from webapp.cli import cli

REFERENCE = Path(__file__).parents[2] / "docs" / "cli.md"
INTRODUCTION = """# Command line

Written by `.venv/bin/python -m tests.support.cli_reference` from the commands themselves; a test compares.
"""


def commands(command: click.Command, path: str, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    """Every command below one, with its full name and its help."""
    with click.Context(command, info_name=path.rpartition(" ")[2], parent=parent, terminal_width=100) as context:
        yield path, command.get_help(context)
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                assert found is not None
                yield from commands(found, f"{path} {name}", context)


def reference() -> str:
    """The whole reference, in Markdown."""
    sections = (f"## {path}\n\n```\n{text}\n```\n" for path, text in commands(cli, "convergence"))
    return "\n".join((INTRODUCTION, *sections))


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
