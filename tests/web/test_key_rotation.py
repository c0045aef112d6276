"""`convergence audit rotate-key` on a platform that serves: before, after, half way, restored elsewhere."""

import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import Engine

from models.entry import AGENCY_LOG
from models.signed_note import PublicKey
from models.signing_key import Signer, next_key
from reports.verification_bundle import verify_bundle
from tests.support.builders import SECRET, Site
from tests.support.bundles import download
from tests.support.finishing import TELESOIN, en_telesoin
from tests.support.shell import Shell
from tests.support.visiting import Visitor
from tests.web.conftest import both_databases
from webapp.config import Settings, read_settings
from webapp.journal_key import journal_key
from webapp.wiring import open_engine


@pytest.fixture
def settings(database: str, tmp_path: Path, signing_key: Path) -> Settings:
    """The site's settings, with a key file of this test's own."""
    path = tmp_path / "cles" / "journal"
    path.parent.mkdir(mode=0o700)
    shutil.copy2(signing_key, path)
    given = {"DATA_DIR": tmp_path / "donnees", "DATABASE_URL": database, "SIGNING_KEY": path, "RATE_LIMITS": "off"}
    return read_settings(
        {f"CONVERGENCE_{name}": str(value) for name, value in given.items()} | {"CONVERGENCE_SECRET_KEY": SECRET}
    )


@pytest.fixture
def pinned(tmp_path: Path, signing_key: Path) -> Path:
    """The first public key, as the agency published it."""
    path = tmp_path / "cle-publique.txt"
    path.write_text(Signer.load(signing_key).vkey(AGENCY_LOG), "utf-8")
    return path


def rotate(shell: Shell) -> dict[str, str]:
    told = shell.json("audit rotate-key")
    assert isinstance(told, dict)
    return told


@both_databases
def test_the_key_changes_while_the_platform_serves_and_the_old_one_can_go(
    app: Flask, site: Site, anonymous: Visitor, shell: Shell, settings: Settings, pinned: Path, tmp_path: Path
) -> None:
    site.produit()
    anchors = tmp_path / "ancres"
    anchors.mkdir()
    assert shell(f"audit anchor {anchors}").exit_code == 0
    told = rotate(shell)
    site.produit()
    assert anonymous.get("/sante/pret").status_code == 200
    (kept,) = settings.signing_key.parent.glob("journal.ancienne-*")
    kept.unlink()
    assert Signer.load(settings.signing_key).fingerprint == told["nouvelle"] != told["ancienne"]
    assert not next_key(settings.signing_key).exists()
    (anchor,) = anchors.iterdir()
    for options in ("", f"--public-key {pinned}", f"--public-key {pinned} --anchor {anchor}"):
        assert shell(f"audit verify {options}").exit_code == 0
    assert shell(f"audit prove EDI 0 --public-key {pinned}").exit_code == 0
    assert shell(f"audit consistency agence 1 5 --public-key {pinned}").exit_code == 0
    assert shell("audit replay").exit_code == 0
    assert shell("audit public-key").stdout.strip() == pinned.read_text("utf-8")
    rotate(shell)
    site.produit()
    assert shell(f"audit verify --public-key {pinned}").exit_code == 0


@both_databases
def test_a_change_that_stopped_half_way_leaves_a_platform_that_works(
    site: Site, shell: Shell, settings: Settings, pinned: Path
) -> None:
    path, engine = settings.signing_key, open_engine(settings)
    # a key that waits and that no entry names
    waiting = Signer.generate(next_key(path)).fingerprint
    assert journal_key(settings, engine).fingerprint == site.signer.fingerprint
    site.produit()
    told = rotate(shell)
    assert told["nouvelle"] == waiting
    # the entry is there, the files are as they were
    _undo(path)
    site.produit()
    assert shell(f"audit verify --public-key {pinned}").exit_code == 0
    assert rotate(shell) == told
    _undo(path)
    assert journal_key(settings, engine).fingerprint == waiting == Signer.load(path).fingerprint
    assert _changes(engine) == 1
    engine.dispose()


def _undo(path: Path) -> None:
    (kept,) = path.parent.glob("journal.ancienne-*")
    path.rename(next_key(path))
    kept.rename(path)


def _changes(engine: Engine) -> int:
    with engine.connect() as connection:
        query = "SELECT count(*) FROM journal_entry WHERE event = 'journal.cle'"
        return int(connection.exec_driver_sql(query).scalar_one())


def test_the_key_that_was_replaced_alone_no_longer_starts_the_platform(
    site: Site, shell: Shell, settings: Settings, signing_key: Path
) -> None:
    rotate(shell)
    stale = replace(settings, signing_key=signing_key)
    engine = open_engine(settings)
    with pytest.raises(Exception, match="remplacée"):
        journal_key(stale, engine)
    engine.dispose()


@both_databases
def test_results_that_are_taken_away_carry_the_change_of_key(
    app: Flask, site: Site, shell: Shell, pinned: Path
) -> None:
    sujet = en_telesoin(site)
    rotate(shell)
    data = download(app, site, sujet, TELESOIN)
    for expected in (None, PublicKey.from_file(pinned)):
        report = verify_bundle(io.BytesIO(data), expected)
        assert report.ok, report.faults
        assert report.key == PublicKey.from_file(pinned).fingerprint


@both_databases
def test_what_is_saved_after_a_change_is_restored_elsewhere(
    site: Site, shell: Shell, settings: Settings, pinned: Path, tmp_path: Path
) -> None:
    site.produit()
    rotate(shell)
    file = tmp_path / "sauvegarde.zip"
    assert shell(f"backup {file}").exit_code == 0
    elsewhere = Shell(
        {"CONVERGENCE_DATA_DIR": str(tmp_path / "ailleurs"), "CONVERGENCE_SIGNING_KEY": str(settings.signing_key)}
    )
    restored = elsewhere(f"restore {file}")
    assert restored.exit_code == 0, restored.stderr
    assert elsewhere(f"audit verify --public-key {pinned}").exit_code == 0
