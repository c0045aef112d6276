"""A process that is killed in the middle of a command leaves nothing half done, on either database."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from models.journal_reading import snapshot
from models.signing_key import Signer
from reports.verification import verify
from tests.workflows.killed import COMMIT
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from workflows.commands.evaluations import ValiderEvaluation

ROOT = Path(__file__).parents[2]


# an entry goes into its table, or on SQLite into the view that writes all of it
@pytest.mark.parametrize(
    "at", ["UPDATE reponse", "INSERT INTO validation", "INSERT INTO verdict", "INSERT INTO journal_e", COMMIT]
)
def test_a_validation_killed_between_two_steps_never_happened(plateforme: Plateforme, tmp_path: Path, at: str) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    before = plateforme.sujet(sujet)
    Signer.generate(tmp_path / "autre")
    url = plateforme.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.workflows.killed", url, str(tmp_path / "autre"), sujet, at]
    died = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert plateforme.sujet(sujet) == before
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    assert plateforme.evaluation(sujet).etat == "valide"
    plateforme.assert_faithful()
    with snapshot(plateforme.engine) as connection:
        assert not verify(connection, plateforme.signer.public).faults
