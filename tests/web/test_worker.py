"""`convergence worker`: mails sent beside the servers of pages, once each, until it is told to stop."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.compte import Compte
from models.signing_key import Signer
from rules.decision import Judge
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, SECRET, ExistingSite, Site
from tests.support.databases import open_address
from tests.support.mail import SITE, Boite, smtp_server
from tests.support.people import account, requested
from webapp.config import Settings
from workflows.clock import SystemClock
from workflows.execution import Door

ROOT = Path(__file__).parents[2]


@pytest.fixture
def boite() -> Iterator[Boite]:
    """A server of mail that takes everything."""
    with smtp_server(Boite()) as opened:
        yield opened


@pytest.fixture
def environment(settings: Settings, boite: Boite) -> dict[str, str]:
    """What the command is told."""
    return os.environ | {
        "CONVERGENCE_DATA_DIR": str(settings.data_dir),
        "CONVERGENCE_DATABASE_URL": settings.database_url,
        "CONVERGENCE_SIGNING_KEY": str(settings.signing_key),
        "CONVERGENCE_RULES_ENGINE": "reference",
        "CONVERGENCE_SECRET_KEY": SECRET,
        "CONVERGENCE_SMTP_URL": f"smtp://127.0.0.1:{boite.port}",
        "CONVERGENCE_PUBLIC_URL": SITE,
    }


@pytest.fixture
def writing(settings: Settings, clock: object) -> Iterator[Site]:
    """The two companies, over a door that writes mails."""
    engine, signer = open_address(settings.database_url), Signer.load(settings.signing_key)
    door = Door(engine, signer, SystemClock(), Judge("reference"), courriels=True)
    yield ExistingSite(engine, signer, clock, door)  # type: ignore[arg-type]
    engine.dispose()


def _command(*more: str) -> list[str]:
    return [sys.executable, "-m", "webapp.cli", "worker", *more]


def test_once_sends_what_awaits_and_says_how_much(writing: Site, environment: dict[str, str], boite: Boite) -> None:
    requested(writing)
    done = subprocess.run(
        _command("--once", "--json"), cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {"envoye": 1}
    assert [to for to, _ in boite.recus] == [[RESPONSABLE]]
    assert "edi.example" not in done.stderr


def test_it_goes_on_until_it_is_told_to_stop(writing: Site, environment: dict[str, str], boite: Boite) -> None:
    with subprocess.Popen(
        _command(), cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "à mesure" in process.stdout.readline()
        requested(writing)
        for _ in range(600):
            if boite.recus:
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert [to for to, _ in boite.recus] == [[RESPONSABLE]]


def test_without_a_server_of_mail_it_does_the_rest(environment: dict[str, str], writing: Site) -> None:
    without = {name: value for name, value in environment.items() if name != "CONVERGENCE_SMTP_URL"}
    done = subprocess.run(
        _command("--once", "--json"), cwd=ROOT, env=without, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {}


def test_a_name_is_one_process_s_alone_and_is_a_name(environment: dict[str, str], writing: Site) -> None:
    with subprocess.Popen(_command("--nom", "un"), cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for name, reason in (("un", "déjà sous le nom"), ("Un nom !", "n'est pas un nom")):
            command = _command("--once", "--nom", name)
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 1
            assert reason in done.stderr
        process.terminate()


def test_what_a_process_left_for_good_is_taken_over(environment: dict[str, str], writing: Site) -> None:
    command = _command("--reprend", "parti", "--json")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"repris": 0}


def test_what_is_done_aside_touches_nothing_that_the_journal_follows(writing: Site) -> None:
    identifiant = account(writing, CONTRIBUTEUR).id
    with pytest.raises(AssertionError, match="par une commande"):
        writing.door.aside(lambda session, _now: setattr(session.get_one(Compte, identifiant), "nom", "Pirate"))
    assert account(writing, CONTRIBUTEUR).nom != "Pirate"
    writing.assert_faithful()
