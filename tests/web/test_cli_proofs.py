"""`convergence audit prove`, `consistency` and `export`, as an operator calls them."""

import json
import stat
from pathlib import Path

from models.signing_key import Signer
from tests.support.shell import Shell
from tests.web.conftest import both_databases
from webapp.config import Settings


def size(shell: Shell, log: str = "convergence/agence") -> int:
    verified = shell.json("audit verify")
    assert isinstance(verified, dict)
    (found,) = (each["size"] for each in verified["logs"] if each["origin"] == log)
    return int(found)


@both_databases
def test_an_entry_is_proved_as_text_and_for_a_program(shell: Shell, tmp_path: Path) -> None:
    told, proof = shell("audit prove agence 1"), shell.json("audit prove agence 1")
    assert isinstance(proof, dict)
    assert told.stdout.startswith("c2sp.org/tlog-proof@v1\nindex 1\n")
    assert told.stdout.endswith(proof["checkpoint"]["note"])
    assert (proof["log"], proof["seq"], proof["checkpoint"]["size"]) == ("convergence/agence", 1, size(shell))
    kept = tmp_path / "ancre.txt"
    kept.write_text(proof["checkpoint"]["note"], "utf-8")
    assert shell.json(f"audit prove agence 1 --checkpoint {kept}") == proof
    assert shell(f"audit verify --anchor {kept}").exit_code == 0


@both_databases
def test_two_sizes_or_kept_checkpoints_are_proved_consistent(shell: Shell, tmp_path: Path) -> None:
    last = size(shell)
    proof = shell.json(f"audit consistency agence 1 {last}")
    assert isinstance(proof, dict)
    assert (proof["old"]["size"], proof["new"]["size"]) == (1, last)
    kept = tmp_path / "ancre.txt"
    kept.write_text(proof["old"]["note"], "utf-8")
    assert shell.json(f"audit consistency agence {kept} {last}") == proof
    told = shell(f"audit consistency agence {kept} {last}").stdout
    assert told.startswith(proof["old"]["note"])
    assert told.endswith(proof["new"]["note"])


@both_databases
def test_every_log_is_exported_with_or_without_its_values(shell: Shell, tmp_path: Path) -> None:
    full, bare = tmp_path / "tout.jsonl", tmp_path / "nu.jsonl"
    told = shell.json(f"audit export tous {full}")
    assert isinstance(told, dict)
    assert shell(f"audit export agence {bare} --no-values").exit_code == 0
    assert stat.S_IMODE(full.stat().st_mode) == 0o600
    lines = [json.loads(line) for line in full.read_text("utf-8").splitlines()]
    headers = [line for line in lines if "convergence" in line]
    assert [header["log"] for header in headers] == told["journaux"]
    assert len(lines) - len(headers) == told["ecritures"] == sum(header["size"] for header in headers)
    assert all(line["salt"] and line["content"] for line in lines if "seq" in line)
    header, *entries = (json.loads(line) for line in bare.read_text("utf-8").splitlines())
    assert (header["values"], header["checkpoint"]) == (False, entries[-1]["note"])
    assert {(entry["salt"], entry["content"]) for entry in entries} == {(None, None)}


def test_an_export_replaces_no_file(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text("à garder", "utf-8")
    refused = shell(f"audit export agence {file}")
    assert (refused.exit_code, file.read_text("utf-8")) == (1, "à garder")
    assert "existe déjà" in refused.stderr
    assert shell(f"audit export NULLE {tmp_path}/autre.jsonl").exit_code == 1
    assert [path.name for path in tmp_path.glob("*.jsonl")] == ["journal.jsonl"]


def test_what_cannot_be_proved_ends_with_1_and_what_cannot_be_read_with_2(
    shell: Shell, tmp_path: Path, settings: Settings
) -> None:
    assert shell("audit prove agence 99999").exit_code == 1
    assert shell("audit prove NULLE 0").exit_code == 1
    assert shell(f"audit prove agence 0 --pubkey {settings.data_dir}").exit_code == 2
    wrong = tmp_path / "cle"
    wrong.write_text("rien", "utf-8")
    assert shell(f"audit prove agence 0 --pubkey {wrong}").exit_code == 1
    assert shell("audit consistency agence 1 99999").exit_code == 1
    assert shell("audit consistency agence absent.txt 1").exit_code == 2
    assert shell("audit prove agence -- -1").exit_code == 2


@both_databases
def test_the_platform_is_rebuilt_from_its_journal_in_an_empty_database(shell: Shell, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/rejouee.sqlite"
    told = shell.json(f"audit replay --into {url}")
    assert isinstance(told, dict)
    assert (told["fidele"], told["ecarts"], told["effacees"]) == (True, [], [])
    again = shell(f"audit replay --into {url}")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "il en faut une vide" in again.stderr
    assert shell("audit replay --into ceci").exit_code == 2


@both_databases
def test_the_checkpoints_of_every_log_are_kept_in_a_file_that_verification_reads(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "ancres"
    folder.mkdir()
    told, verified = shell.json(f"audit anchor {folder}"), shell.json("audit verify")
    assert isinstance(told, dict)
    assert isinstance(verified, dict)
    assert told["journaux"] == {log["origin"]: log["size"] for log in verified["logs"] if log["size"]}
    (file,) = folder.iterdir()
    assert str(file) == told["fichier"]
    again = shell.json(f"audit verify --anchor {file}")
    assert isinstance(again, dict)
    assert (again["intact"], again["anchors"]) == (True, len(told["journaux"]))
    assert shell(f"audit anchor {folder}/absent").exit_code == 2


def test_a_checkpoint_that_the_key_did_not_sign_is_no_anchor(shell: Shell, tmp_path: Path) -> None:
    other = tmp_path / "autre"
    other.write_text(Signer.generate(tmp_path / "cle").vkey("convergence/agence"), "utf-8")
    folder = tmp_path / "ancres"
    folder.mkdir()
    assert shell(f"audit anchor {folder} --pubkey {other}").exit_code == 1
    assert list(folder.iterdir()) == []


@both_databases
def test_an_anchor_is_noted_in_the_agencys_log_before_it_is_written(shell: Shell, tmp_path: Path) -> None:
    before, folder = size(shell), tmp_path / "ancres"
    folder.mkdir()
    told = shell.json(f"audit anchor {folder} --noter")
    assert isinstance(told, dict)
    assert (size(shell), told["journaux"]["convergence/agence"]) == (before + 1, before + 1)
    (file,) = folder.iterdir()
    verified = shell.json(f"audit verify --anchor {file}")
    assert isinstance(verified, dict)
    assert verified["intact"]
    export = tmp_path / "agence.jsonl"
    assert shell(f"audit export agence {export}").exit_code == 0
    last = json.loads(export.read_text("utf-8").splitlines()[-1])
    assert json.loads(last["body"])["event"] == "journal.checkpoints"
    assert [item["name"] for item in json.loads(last["body"])["values"]] == sorted(
        set(told["journaux"]) - {"convergence/agence"}
    )
