"""Exports, and the stand-alone verifier where none of our packages can be imported."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from models.entry import AGENCY_LOG
from models.journal_reading import logs, snapshot
from reports import convergence_verify
from reports.journal_export import export_lines
from tests.journal.attacker import Attacker
from tests.journal.builders import World

VERIFIER = Path(convergence_verify.__file__)
NEEDED = ("cryptography", "cffi", "_cffi_backend", "pycparser")
SEVERAL = """
import contextlib, io, json, runpy, sys
sys.path.append(sys.argv[1])
for name in ("models", "reports", "webapp", "sqlalchemy"):
    try:
        __import__(name)
    except ImportError:
        continue
    sys.exit(f"{name} can be imported")
verifier, told = sys.argv[2], []
for line in sys.stdin:
    sys.argv = [verifier, *json.loads(line)]
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            runpy.run_path(verifier, run_name="__main__")
    except SystemExit as end:
        told.append([end.code, out.getvalue()])
json.dump(told, sys.stdout)
"""


def export(world: World, path: Path, *origins: str, values: bool = True) -> Path:
    """Those logs in a file, or all of them, the agency's first."""
    with snapshot(world.engine) as connection, path.open("wb") as file:
        for origin in origins or logs(connection):
            file.writelines(export_lines(connection, origin, world.signer.public, values=values))
    return path


def export_attacked(world: World, path: Path, act: Callable[[Attacker], object]) -> Path:
    """All the logs as an attacker would leave them; the database stays as it was."""
    with world.engine.connect() as connection, path.open("wb") as file:
        act(Attacker(connection))
        for origin in logs(connection):
            file.writelines(export_lines(connection, origin, world.signer.public, values=True))
        connection.rollback()
    return path


def pinned(world: World, folder: Path) -> Path:
    """The public key as the agency publishes it."""
    path = folder / "cle.txt"
    path.write_text(world.signer.vkey(AGENCY_LOG), "utf-8")
    return path


def bare(folder: Path) -> Path:
    """A folder with `cryptography`, what it needs, and nothing else."""
    place = folder / "seul"
    place.mkdir(exist_ok=True)
    for name in NEEDED:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            origin = Path(spec.origin)
            found = origin.parent if spec.submodule_search_locations else origin
            if not (place / found.name).exists():
                (place / found.name).symlink_to(found)
    return place


def verify_alone(folder: Path, calls: Sequence[Sequence[object]]) -> list[tuple[int, str]]:
    """The exit status and the words of the verifier for each call, in one isolated interpreter."""
    command = [sys.executable, "-I", "-S", "-c", SEVERAL, str(bare(folder)), str(VERIFIER)]
    lines = "".join(json.dumps([str(part) for part in call]) + "\n" for call in calls)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stderr
    return [(code, text) for code, text in json.loads(done.stdout)]
