"""`convergence backup` and `restore`, as an operator calls them."""

import json
import stat
from pathlib import Path

import pytest

from models.signing_key import Signer
from tests.support.shell import Shell
from tests.web.conftest import both_databases
from webapp.config import Settings


@pytest.fixture
def elsewhere(tmp_path: Path, settings: Settings) -> Shell:
    """The command line where there is nothing yet but the key."""
    folder = tmp_path / "ailleurs"
    return Shell({"CONVERGENCE_DATA_DIR": str(folder), "CONVERGENCE_SIGNING_KEY": str(settings.signing_key)})


@both_databases
def test_what_is_saved_is_restored_elsewhere(shell: Shell, elsewhere: Shell, tmp_path: Path) -> None:
    file = tmp_path / "sauvegarde.zip"
    saved = shell.json(f"backup {file}")
    restored = elsewhere.json(f"restore {file}")
    assert isinstance(saved, dict)
    assert isinstance(restored, dict)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (restored["lignes"], restored["intact"], saved["avec_la_cle"]) == (saved["lignes"], True, False)
    assert elsewhere("audit verify").exit_code == elsewhere("audit replay").exit_code == 0
    assert elsewhere.json("user list") == shell.json("user list")


def test_a_backup_replaces_no_file_and_leaves_none_behind(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "sauvegarde.zip"
    assert shell(f"backup {file}").exit_code == 0
    kept = file.read_bytes()
    refused = shell(f"backup {file}")
    assert (refused.exit_code, file.read_bytes()) == (1, kept)
    assert "existe déjà" in refused.stderr
    assert shell(f"backup {tmp_path}/absent/a.zip").exit_code == 1
    assert [found.name for found in tmp_path.glob("*.zip*")] == ["sauvegarde.zip"]
    assert list(tmp_path.glob(".sauvegarde*")) == []


def test_an_archive_with_the_key_needs_nothing_else(shell: Shell, tmp_path: Path, settings: Settings) -> None:
    file, alone = tmp_path / "tout.zip", Shell({"CONVERGENCE_DATA_DIR": str(tmp_path / "ailleurs")})
    assert "clé privée" in shell(f"backup {file} --with-key").stdout
    restored = alone(f"restore {file}")
    assert restored.exit_code == 0
    assert Signer.load(settings.signing_key).fingerprint in restored.stdout
    assert (tmp_path / "ailleurs/keys/journal").read_bytes() == settings.signing_key.read_bytes()


def test_a_refusal_says_why_and_ends_with_1(shell: Shell, elsewhere: Shell, tmp_path: Path) -> None:
    (tmp_path / "faux.zip").write_bytes(b"PK")
    refused = elsewhere(f"restore {tmp_path}/faux.zip")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "abîmée ou tronquée" in refused.stderr
    shell(f"backup {tmp_path}/a.zip")
    occupied = shell(f"restore {tmp_path}/a.zip")
    assert occupied.exit_code == 1
    assert "une base vide" in occupied.stderr


def test_a_backup_is_told_to_a_program(shell: Shell, tmp_path: Path) -> None:
    told = json.loads(shell(f"backup {tmp_path}/a.zip --json").stdout)
    assert set(told) == {
        *("avec_la_cle", "cle_du_journal", "date", "documents", "documents_absents", "fichier"),
        *("journaux", "lignes", "octets", "schema", "version"),
    }
