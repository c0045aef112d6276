"""A restoration that is killed leaves nothing, and is begun again."""

import os
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import make_url

from tests.backup.conftest import EmptyPlace
from tests.deployment.servers import ROOT, NotServing


def test_a_restoration_killed_while_it_writes_leaves_no_table_and_is_begun_again(
    saved: Path, empty_place: EmptyPlace
) -> None:
    place = empty_place("sqlite")
    settings = {
        "DATA_DIR": str(place.settings.data_dir),
        "DATABASE_URL": place.settings.database_url,
        "SIGNING_KEY": str(place.settings.signing_key),
    }
    environment = os.environ | {f"CONVERGENCE_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "webapp.cli", "restore", str(saved)]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        _wait_for_writing(process, Path(f"{make_url(place.settings.database_url).database}-wal"))
        process.kill()
    assert process.returncode == -9
    assert place.is_empty()
    place.engine.dispose()
    assert place.restore(saved).verification.ok


def _wait_for_writing(process: subprocess.Popen[bytes], journal: Path) -> None:
    """Return once the database's file is being written, before anything is kept."""
    while not journal.exists():
        if process.poll() is not None:
            raise NotServing("la restauration a fini, ou n'a pas commencé")
        time.sleep(0.002)
