"""The command line: what it does, says and returns, and what the documentation says of it."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from models.schema import upgrade
from tests.support.builders import CONTRIBUTEUR
from tests.support.cli_reference import REFERENCE, commands, reference
from tests.support.shell import Shell
from webapp.cli import cli
from webapp.config import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty(tmp_path: Path) -> Shell:
    """The command line where there is nothing yet."""
    return Shell({"CONVERGENCE_DATA_DIR": str(tmp_path / "neuf"), "CONVERGENCE_RULES_ENGINE": "reference"})


def test_init_prepares_once_and_says_the_fingerprint_of_the_key(empty: Shell) -> None:
    first, second = empty.json("init"), empty.json("init")
    assert first == second
    assert isinstance(first, dict)
    assert re.fullmatch("[0-9a-f]{64}", first["empreinte"])


def test_a_database_that_is_not_ready_is_said_to_be_so(empty: Shell, tmp_path: Path) -> None:
    (tmp_path / "neuf").mkdir()
    result = empty("user list")
    assert result.exit_code == 1
    assert "convergence init" in result.stderr


def test_the_demonstration_is_made_once_and_only_where_nobody_is(empty: Shell, shell: Shell, tmp_path: Path) -> None:
    assert empty.json("demo") == empty.json("demo")
    assert len([path for path in (tmp_path / "neuf" / "preuves").rglob("*") if path.is_file()]) == 6
    assert len(empty.json("user list")) == 6  # type: ignore[arg-type]
    refused = shell("demo")
    assert refused.exit_code == 1
    assert "une base neuve" in refused.stderr


def test_a_demonstration_whose_proofs_have_no_place_says_so(empty: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "essai")
    empty.environment["CONVERGENCE_STORAGE_URL"] = "s3://preuves?endpoint=http://127.0.0.1:1&region=eu-west-3"
    refused = empty("demo")
    assert refused.exit_code == 1
    assert "CONVERGENCE_STORAGE_URL" in refused.stderr


def test_a_missing_key_beside_a_journal_stops_the_start(empty: Shell, tmp_path: Path) -> None:
    empty("init")
    key = tmp_path / "neuf" / "keys" / "journal"
    key.rename(key.with_name("ailleurs"))
    result = empty("init")
    assert result.exit_code == 1
    assert "La clé du journal manque" in result.stderr
    assert not key.exists()


def test_another_key_beside_a_journal_stops_the_start(empty: Shell, tmp_path: Path, signing_key: Path) -> None:
    empty("init")
    other = Shell(empty.environment | {"CONVERGENCE_SIGNING_KEY": str(signing_key)})
    result = other("init")
    assert result.exit_code == 1
    assert "n’est pas celle qui a signé" in result.stderr


def test_a_key_that_is_none_is_refused_before_anything_changes(shell: Shell, tmp_path: Path) -> None:
    other = Shell(shell.environment | {"CONVERGENCE_SIGNING_KEY": str(tmp_path / "nulle-part")})
    result = other("user disable " + CONTRIBUTEUR)
    assert result.exit_code == 1
    assert "La clé du journal manque" in result.stderr
    listed = shell.json("user list")
    assert isinstance(listed, list)
    assert [account["actif"] for account in listed if account["email"] == CONTRIBUTEUR] == [True]


def test_a_command_makes_no_key_of_its_own(empty: Shell, tmp_path: Path) -> None:
    (tmp_path / "neuf").mkdir()
    engine = create_engine(f"sqlite:///{tmp_path}/neuf/convergence.sqlite")
    upgrade(engine)
    engine.dispose()
    result = empty("user disable " + CONTRIBUTEUR)
    assert result.exit_code == 1
    assert "convergence init" in result.stderr
    assert not (tmp_path / "neuf" / "keys").exists()


def test_a_worker_without_its_data_folder_says_so(shell: Shell) -> None:
    result = Shell(shell.environment | {"CONVERGENCE_DATA_DIR": "/dev/null/donnees"})("worker --once")
    assert result.exit_code == 1
    assert "CONVERGENCE_DATA_DIR" in result.stderr


def test_an_account_is_created_listed_and_closed(shell: Shell) -> None:
    command = (
        "user create rose@neuve.example --nom Rose --role responsable --nouvelle-entreprise Neuve --password-stdin"
    )
    created = shell(command, "une phrase assez longue\n")
    assert created.exit_code == 0, created.stderr
    assert shell("user disable rose@neuve.example").exit_code == 0
    listed = shell.json("user list")
    assert isinstance(listed, list)
    (rose,) = (account for account in listed if account["email"] == "rose@neuve.example")
    assert (rose["role"], rose["actif"]) == ("responsable", False)


@pytest.mark.parametrize(
    ("command", "password", "sentence"),
    [
        (f"user create {CONTRIBUTEUR} --nom X --role auditeur", "une phrase assez longue", "existe déjà"),
        ("user create a@b.example --nom X --role auditeur", "trop court", "de 12 à 128"),
        ("user create a@b.example --nom X --role responsable", "une phrase assez longue", "entreprise"),
        ("user disable personne@nulle.part", "", "Aucun compte"),
    ],
)
def test_a_refusal_is_told_on_standard_error(shell: Shell, command: str, password: str, sentence: str) -> None:
    suffix = " --password-stdin" if "create" in command else ""
    result = shell(command + suffix, password + "\n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr


@pytest.mark.parametrize("command", ["rules list", "rules check", "referentiel list", "referentiel check"])
def test_what_is_shipped_is_listed_and_holds(shell: Shell, command: str) -> None:
    assert shell(command).exit_code == 0
    assert shell.json(command)


def test_the_example_cases_of_the_rules_are_replayed(shell: Shell) -> None:
    played = shell.json("rules test")
    assert isinstance(played, dict)
    assert played["cas"] > 0
    assert played["echecs"] == []


@pytest.mark.parametrize("command", ["rules check", "rules test", "referentiel check"])
def test_a_file_that_does_not_hold_is_refused_with_its_line(shell: Shell, tmp_path: Path, command: str) -> None:
    path = tmp_path / "faux.yaml"
    path.write_text("pack: essai\nfamily: inconnue\n", "utf-8")
    result = shell(f"{command} {path}")
    assert result.exit_code == 1
    assert "ligne" in result.stderr


def test_a_journal_that_nobody_touched_is_verified_and_replayed(shell: Shell) -> None:
    verified, replayed = shell.json("audit verify"), shell.json("audit replay")
    assert isinstance(verified, dict)
    assert isinstance(replayed, dict)
    assert verified["intact"]
    assert replayed["fidele"]


def test_a_row_changed_behind_the_journal_is_named(shell: Shell, settings: Settings) -> None:
    engine = create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE compte SET nom = 'Un autre' WHERE email = :email"), {"email": CONTRIBUTEUR})
    engine.dispose()
    result = shell("audit replay")
    assert result.exit_code == 1
    assert "Un autre" in result.stderr
    assert result.stdout.endswith(": 1 différence.\n")


@pytest.mark.parametrize("command", ["inconnue", "serve --port x", "user create", "audit verify --anchor absente.txt"])
def test_a_wrong_call_ends_with_2(shell: Shell, command: str) -> None:
    assert shell(command).exit_code == 2


def test_an_unknown_setting_stops_with_2(shell: Shell) -> None:
    result = Shell(shell.environment | {"CONVERGENCE_DATABSE_URL": "x"})("init")
    assert result.exit_code == 2
    assert "CONVERGENCE_DATABSE_URL" in result.stderr


def test_every_command_has_an_example() -> None:
    without = [name for name, help_text in commands(cli, "convergence") if "Exemple : " not in help_text]
    assert without == []


def test_the_documentation_is_what_the_commands_say() -> None:
    assert REFERENCE.read_text("utf-8") == reference(), "relancez .venv/bin/python -m tests.support.cli_reference"


def test_serve_answers_logs_in_json_without_personal_data_and_stops_when_asked(tmp_path: Path) -> None:
    settings = {"DATA_DIR": str(tmp_path), "LOG_FORMAT": "json", "RULES_ENGINE": "reference"}
    environment = os.environ | {f"CONVERGENCE_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "webapp.cli", "serve", "--port", "0", "--demo"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = "".join(process.stdout.readline() for _ in range(10))
        address = re.search(r"http://127\.0\.0\.1:\d+", told)
        assert address, told
        assert "responsable@edicare.example" in told
        with urllib.request.urlopen(f"{address[0]}/connexion?suite=/rose@edicare.example") as answer:  # noqa: S310
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        errors = process.communicate(timeout=20)[1]
    assert process.returncode == 0
    lines = [json.loads(line) for line in errors.splitlines()]
    assert any(line["event"] == "request" and line["route"] == "/connexion" for line in lines)
    assert not any(line.get("logger", "").startswith("alembic") for line in lines)
    assert "edicare.example" not in errors


def test_serve_says_once_why_the_database_cannot_be_made_ready(tmp_path: Path) -> None:
    settings = {"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/nulle/part.sqlite"}
    environment = os.environ | {f"CONVERGENCE_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "webapp.cli", "serve", "--port", "0"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.count("La base de données ne répond pas") == 1
    assert "Traceback" not in ended.stderr


def test_a_folder_of_content_is_published_with_what_is_shipped(empty: Shell, tmp_path: Path) -> None:
    folder = ROOT / "tests" / "support" / "telesurveillance"
    assert empty(f"init --contenu {folder}").exit_code == 0
    listed = empty.json("referentiel list")
    assert isinstance(listed, list)
    assert {"parcours", "questionnaire"} == {each["genre"] for each in listed if each["code"] == "telesurveillance"}


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("vide.txt", "", "ne contient aucun fichier .yaml"),
        ("faux.yaml", "pack: essai\n", "Le fichier faux.yaml n'est pas un jeu de règles"),
        ("casse.yaml", "genre: [", "casse.yaml"),
        ("inconnu.yaml", "genre: roman\n", "inconnu.yaml"),
    ],
)
def test_a_folder_that_cannot_be_published_is_refused_whole(
    empty: Shell, tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    folder = tmp_path / "contenu"
    folder.mkdir()
    (folder / name).write_text(text)
    result = empty(f"init --contenu {folder}")
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert not (tmp_path / "neuf").exists()


def test_a_text_that_is_not_utf_8_is_refused_by_name(empty: Shell, tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("genre: télé".encode("latin-1"))
    result = empty(f"init --contenu {tmp_path}")
    assert result.exit_code == 1
    assert "Le fichier latin.yaml ne se lit pas" in result.stderr
