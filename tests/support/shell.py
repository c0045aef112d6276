"""`convergence` as an operator calls it, in this process."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from click.testing import CliRunner, Result

from webapp.cli import cli


class Shell:
    """The command line with these settings."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def __call__(self, command: str, text: str | None = None) -> Result:
        with _own_log():
            return CliRunner().invoke(cli, command.split(), input=text, env=self.environment, catch_exceptions=False)

    def json(self, command: str) -> object:
        """What a command that succeeds answers to a program."""
        result = self(f"{command} --json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)


@contextmanager
def _own_log() -> Iterator[None]:
    """A command sets the log of its process up: give it back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:], root.level = handlers, level
        structlog.reset_defaults()
