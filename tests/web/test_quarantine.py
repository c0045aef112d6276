"""Documents and the antivirus: quarantined, waiting, looked at again; with a real clamd, and without one."""

import dataclasses
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.preuve import Preuve
from tests.support.builders import AUDITEUR, CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.clamav import SIGNATURE, clamd, free_port
from tests.support.documents import EICAR, pdf
from tests.support.preuves import Dossier
from tests.support.preuves import produit_a_prouver as product
from tests.support.proving import Proving, proofs_address
from tests.support.reading import said
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from webapp.cli import cli
from webapp.config import Settings

INFECTED = EICAR


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An antivirus is configured, on a port where nobody listens yet."""
    return dataclasses.replace(settings, clamav=("127.0.0.1", free_port()))


@pytest.fixture
def sujet(site: Site) -> str:
    return product(site)


@pytest.fixture
def proving(app: Flask, site: Site, sujet: str) -> Proving:
    """The contributeur, who deposits."""
    return Proving(visitor(app, CONTRIBUTEUR), proofs_address(site, sujet))


@pytest.fixture
def antivirus(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """It runs."""
    with running(settings, tmp_path):
        yield


def running(settings: Settings, tmp_path: Path) -> AbstractContextManager[None]:
    assert settings.clamav is not None
    return clamd(tmp_path / "clamav", settings.clamav[1])


def kept(site: Site) -> Preuve:
    with Session(site.engine) as session:
        return session.scalars(select(Preuve)).one()


def test_a_clean_document_is_open_to_all_who_may_see_it(
    antivirus: None, app: Flask, site: Site, proving: Proving
) -> None:
    proving.add()
    assert kept(site).antivirus == "saine"
    assert "Analyse antivirus : rien trouvé" in said(proving.open())
    assert visitor(app, RESPONSABLE).get(f"/preuves/{kept(site).id}").data == pdf()


def test_eicar_is_quarantined_and_counts_for_nothing(
    antivirus: None, app: Flask, site: Site, sujet: str, proving: Proving
) -> None:
    assert proving.add("notes.txt", INFECTED).status_code == 303
    page = said(proving.open())
    assert f"L’antivirus a reconnu « {SIGNATURE}.UNOFFICIAL » dans « notes.txt »" in page
    assert "Infecté : en quarantaine" in page
    assert "Il manque : Liste des contributeurs." in page
    for someone in (proving.someone, visitor(app, RESPONSABLE), visitor(app, AUDITEUR)):
        answer = someone.get(f"/preuves/{kept(site).id}")
        assert answer.status_code == 422
        assert "reste en quarantaine" in said(answer)
    assert proving.press("finaliser").status_code == 422


@both_databases
def test_while_the_antivirus_is_down_a_document_waits_and_only_its_author_reads_it(
    database: str, app: Flask, site: Site, sujet: str, proving: Proving, settings: Settings, tmp_path: Path
) -> None:
    assert proving.add().status_code == 303
    page = said(proving.open())
    assert "Analyse en attente : en quarantaine" in page
    assert kept(site).antivirus == "en_attente"
    assert proving.someone.get(f"/preuves/{kept(site).id}").data == pdf()
    colleague = visitor(app, RESPONSABLE)
    answer = colleague.get(f"/preuves/{kept(site).id}")
    assert answer.status_code == 422
    assert "attend l’analyse de l’antivirus" in said(answer)
    with running(settings, tmp_path):
        assert colleague.get(f"/preuves/{kept(site).id}").data == pdf()
    assert kept(site).antivirus == "saine"
    site.assert_faithful()


def test_what_waits_counts_until_it_is_found_infected(
    site: Site, sujet: str, proving: Proving, settings: Settings, tmp_path: Path
) -> None:
    proving.add("notes.txt", INFECTED)
    assert proving.press("finaliser").status_code == 303
    assert proving.press("analyser").status_code == 303
    assert "L’antivirus ne répond toujours pas" in said(proving.open())
    with running(settings, tmp_path):
        assert proving.press("analyser").status_code == 303
    assert kept(site).antivirus == "infectee"
    assert "Infecté : en quarantaine" in said(proving.open())
    dossier = Dossier(site, sujet)
    assert dossier.reponse() is not None
    site.assert_faithful()


def test_the_command_line_scans_what_waits(
    site: Site,
    proving: Proving,
    settings: Settings,
    signing_key: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert settings.clamav is not None
    for name, value in {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "SIGNING_KEY": str(signing_key),
        "CLAMAV": f"127.0.0.1:{settings.clamav[1]}",
        "RULES_ENGINE": "reference",
    }.items():
        monkeypatch.setenv(f"CONVERGENCE_{name}", value)
    proving.add("notes.txt", INFECTED)
    waiting = CliRunner().invoke(cli, ["preuve", "scan", "--json"])
    assert waiting.exit_code == 1
    assert json.loads(waiting.stdout)["en_attente"] == 1
    with running(settings, tmp_path):
        scanned = CliRunner().invoke(cli, ["preuve", "scan", "--json"])
    assert scanned.exit_code == 1
    assert json.loads(scanned.stdout) == {"saine": 0, "infectee": 1, "en_attente": 0, "illisible": 0}
    assert kept(site).antivirus == "infectee"
    assert CliRunner().invoke(cli, ["preuve", "scan"]).exit_code == 0
    checked = CliRunner().invoke(cli, ["preuve", "check"])
    assert (checked.exit_code, "Documents relus : 1 ; fautes : 0." in checked.stdout) == (0, True)
    (path,) = [path for path in (settings.data_dir / "preuves").rglob("*") if path.is_file()]
    path.write_bytes(b"autre chose")
    checked = CliRunner().invoke(cli, ["preuve", "check"])
    assert checked.exit_code == 1
    assert f"le document {kept(site).empreinte} n'est plus celui qui a été déposé" in checked.stdout


def test_without_an_antivirus_the_command_says_what_to_set(
    site: Site, settings: Settings, signing_key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "SIGNING_KEY": str(signing_key),
    }.items():
        monkeypatch.setenv(f"CONVERGENCE_{name}", value)
    answer = CliRunner().invoke(cli, ["preuve", "scan"])
    assert answer.exit_code == 1
    assert "CONVERGENCE_CLAMAV=hôte:port" in answer.stderr
