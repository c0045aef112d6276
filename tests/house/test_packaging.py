"""What is installed is ours, whole and locked."""

import configparser
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("models", "referentiels", "reports", "rules", "webapp", "workflows")
SHIPPED = (*FOLDERS, "migrations")
NOT_SHIPPED = shutil.ignore_patterns("__pycache__", ".*", "*.po", "*.pot", "*.md")

SETUP = configparser.ConfigParser()
SETUP.read(ROOT / "setup.cfg")


def locked(lock: str) -> dict[str, str]:
    """Each locked name, as PyPI normalises it, with its requirement line and hashes."""
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / "setup" / f"{lock}.lock").read_text(), flags=re.MULTILINE)[1:]
    return {entry.partition("==")[0].partition("[")[0]: entry for entry in entries}


def wanted(section: str, option: str) -> set[str]:
    lines = SETUP[section][option].split("\n")
    return {re.split(r"[^\w.-]", line)[0].lower().replace("_", "-") for line in lines if line}


@pytest.mark.parametrize("name", FOLDERS)
def test_the_name_of_each_folder_is_ours_wherever_python_starts(name: str, tmp_path: Path) -> None:
    where = [sys.executable, "-I", "-c", f"import {name}; print({name}.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip()
    assert Path(found) == ROOT / name / "__init__.py"
    assert set(packages_distributions().get(name, [])) <= {"convergence"}


def test_the_wheel_holds_every_file_of_ours(tmp_path: Path) -> None:
    for name in SHIPPED:
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=NOT_SHIPPED)
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    files = [path for name in SHIPPED for path in (tmp_path / name).rglob("*") if path.is_file()]
    ours = {file.relative_to(tmp_path).as_posix() for file in files}

    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "."]
    subprocess.run(build, cwd=tmp_path, check=True, capture_output=True)

    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        assert ours - set(wheel.namelist()) == set()


@pytest.mark.parametrize(
    ("lock", "section", "option"),
    [
        ("bench", "options", "install_requires"),
        ("bench", "options.extras_require", "bench"),
        ("build", "options.extras_require", "build"),
        ("node", "options.extras_require", "node"),
        ("run", "options", "install_requires"),
        ("server", "options", "install_requires"),
        ("server", "options.extras_require", "server"),
        ("test", "options", "install_requires"),
        ("test", "options.extras_require", "test"),
    ],
)
def test_all_that_setup_cfg_wants_is_locked_with_hashes(lock: str, section: str, option: str) -> None:
    entries = locked(lock)
    assert wanted(section, option) - set(entries) == set()
    assert [name for name, entry in entries.items() if "--hash=sha256:" not in entry] == []


def test_the_tests_run_the_versions_that_are_served() -> None:
    locks = {lock: {entry.split(" \\")[0] for entry in locked(lock).values()} for lock in ("run", "test", "bench")}
    assert locks["run"] - locks["test"] == set()
    assert locks["run"] - locks["bench"] == set()


def test_no_lock_names_a_registry_or_a_folder_of_the_machine_that_made_it() -> None:
    locks = [ROOT / "package-lock.json", *(ROOT / "setup").glob("*.lock")]
    told = re.compile(r'"resolved"|://(?!opencollective\.com|github\.com)|^--|^\s*# .*(?<!\w)/\w', re.MULTILINE)
    assert [lock.name for lock in locks if told.search(lock.read_text())] == []
