"""The floors hold: setup.cfg's import-linter contracts, and what pure modules load when they are imported."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

IMPORT_ALL_THAT_IS_PURE = """
import importlib, pkgutil, sys
for name in ("rules", "workflows.machines", "models.snapshot"):
    pure = importlib.import_module(name)
    for module in pkgutil.walk_packages(getattr(pure, "__path__", []), name + "."):
        importlib.import_module(module.name)
print(*sorted({"durable", "flask", "psycopg", "sqlalchemy"} & set(sys.modules)))
"""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_import_goes_down_as_setup_cfg_says() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    linted = run(str(linter), "--config", "setup.cfg", "--no-cache", "--no-logo")
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_importing_what_is_pure_loads_neither_flask_nor_the_database() -> None:
    imported = run(sys.executable, "-c", IMPORT_ALL_THAT_IS_PURE)
    assert imported.returncode == 0, imported.stderr
    assert imported.stdout.split() == []
