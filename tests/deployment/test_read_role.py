"""The role that pages read with: the guide's statements make it, the platform works with it, and it cannot write."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from models.database import db
from models.signing_key import Signer
from tests.deployment.guide import blocks
from tests.support.answering import Answering, answers, evaluation_address
from tests.support.auditing import dossier_of
from tests.support.builders import AUDITEUR, CONTRIBUTEUR, ExistingSite, prepare_site
from tests.support.visiting import visitor
from tests.web.conftest import close
from tests.workflows.plateforme import FORTES
from webapp.app import WRITE_BIND, create_app
from webapp.config import Settings, read_settings
from workflows.clock import SetClock

CLUSTER, DATABASE = blocks("sql")


@pytest.fixture(scope="module")
def base(postgresql_address: str) -> URL:
    """The address of the guide's database, made by the guide's statements."""
    server = make_url(postgresql_address)
    _run(server, CLUSTER)
    _run(server.set(database="convergence"), DATABASE)
    return server.set(database="convergence", username="convergence")


@pytest.fixture
def app(base: URL, tmp_path: Path, signing_key: Path, clock: SetClock) -> Iterator[Flask]:
    """The application that writes with one role and reads with the other."""
    written = base.render_as_string(hide_password=False)
    read = base.set(username="convergence_lecture").render_as_string(hide_password=False)
    prepare_site(written, signing_key)
    made = create_app(_settings(tmp_path, written, read, signing_key), clock)
    made.config["PROPAGATE_EXCEPTIONS"] = True
    yield made
    close(made)


def test_people_work_while_the_role_that_pages_read_with_cannot_write(
    app: Flask, clock: SetClock, signing_key: Path
) -> None:
    with app.app_context():
        writer, reader = db.engines[WRITE_BIND], db.engine
    site = ExistingSite(writer, Signer.load(signing_key), clock, app.extensions["convergence"].door)
    sujet = site.produit()
    someone = Answering(visitor(app, CONTRIBUTEUR), evaluation_address(site, sujet))
    assert someone.send("", **answers(FORTES)).status_code == 303
    assert "Careoptim" in someone.someone.get("/produits").text
    assert someone.someone.get("/sante/pret").status_code == 200
    auditeur = visitor(app, AUDITEUR)
    dossier = dossier_of(site, sujet)
    for address in ("/audit/piste", f"/audit/dossiers/{dossier}", f"/audit/dossiers/{dossier}/a-la-date?ecriture=7"):
        # that they looked is written by the other role
        assert auditeur.get(address).status_code == 200
    site.assert_faithful()
    for statement in ("DELETE FROM refus_recent", "UPDATE compte SET nom = 'x'", "CREATE TABLE autre (a int)"):
        with pytest.raises(DBAPIError, match=r"read-only|permission denied"), reader.begin() as connection:
            connection.execute(text(statement))
    # its default is one line of defence, its rights the other
    with reader.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        connection.execute(text("SET TRANSACTION READ WRITE"))
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(text("UPDATE compte SET nom = 'x'"))


def _settings(folder: Path, written: str, read: str, key: Path) -> Settings:
    given = {"DATA_DIR": str(folder), "DATABASE_URL": written, "DATABASE_READ_URL": read, "SIGNING_KEY": str(key)}
    return read_settings({f"CONVERGENCE_{name}": value for name, value in given.items()})


def _run(address: URL, statements: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements.split(";\n"):
            if statement.strip():
                connection.execute(text(statement))
    engine.dispose()
