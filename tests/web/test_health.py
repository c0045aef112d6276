"""/sante: living is one thing, being able to work another."""

from pathlib import Path

from flask import Flask
from sqlalchemy import text

from models.signing_key import Signer
from models.store import folder_of
from tests.support.builders import Site
from tests.support.visiting import Visitor
from tests.web.conftest import both_databases
from webapp.config import Settings


@both_databases
def test_the_platform_says_that_it_is_ready(anonymous: Visitor) -> None:
    answer = anonymous.get("/sante/pret")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["etat"] == "prete"
    assert set(answer.json["controles"].values()) == {"ok"}
    assert {"base_de_donnees", "schema", "cle_du_journal"} <= set(answer.json["controles"])


def test_without_its_key_the_platform_lives_and_is_not_ready(anonymous: Visitor, signing_key: Path) -> None:
    aside = signing_key.rename(signing_key.with_suffix(".aside"))
    try:
        assert _missing(anonymous) == ["cle_du_journal"]
    finally:
        aside.rename(signing_key)
    assert _missing(anonymous) == []


def test_with_another_key_than_the_journal_s_it_is_not_ready(anonymous: Visitor, signing_key: Path) -> None:
    aside = signing_key.rename(signing_key.with_suffix(".aside"))
    try:
        Signer.generate(signing_key)
        assert _missing(anonymous) == ["cle_du_journal"]
    finally:
        aside.replace(signing_key)


@both_databases
def test_with_the_schema_of_another_version_it_is_not_ready(anonymous: Visitor, site: Site) -> None:
    with site.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert _missing(anonymous) == ["schema"]


def test_with_a_database_that_does_not_answer_it_lives_and_says_what_is_missing(
    anonymous: Visitor, app: Flask, site: Site, settings: Settings
) -> None:
    site.engine.dispose()
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    path.write_bytes(b"rien d une base" * 100)
    assert _missing(anonymous) == ["base_de_donnees", "cle_du_journal", "schema"]


def test_without_the_folder_of_the_documents_it_is_not_ready(anonymous: Visitor, settings: Settings) -> None:
    folder = folder_of(settings.storage_url)
    assert folder is not None
    aside = folder.rename(folder.with_name("ailleurs"))
    assert _missing(anonymous) == ["documents"]
    aside.rename(folder)
    assert _missing(anonymous) == []


def _missing(someone: Visitor) -> list[str]:
    assert someone.get("/sante").json == someone.get("/sante/vivant").json == {"etat": "vivante"}
    answer = someone.get("/sante/pret")
    assert answer.json is not None
    missing = sorted(name for name, found in answer.json["controles"].items() if found != "ok")
    assert answer.status_code == (503 if missing else 200)
    return missing
