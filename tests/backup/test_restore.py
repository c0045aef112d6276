"""A platform restored elsewhere: everything is there, proved, and goes on."""

import json
import stat
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.database import writing
from models.entry import AGENCY_LOG
from models.journal_reading import snapshot
from models.revisions import configuration
from reports.verification import verify
from tests.backup.builders import checkpoint, content, save
from tests.backup.conftest import EmptyPlace
from tests.workflows.plateforme import Plateforme
from workflows.replay import replay

CHANGED = tuple(f"journal_{name}" for name in ("head", "entry", "payload", "repere", "node", "checkpoint"))
"""Tables that the entry « restauration » adds to."""

both = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


@both
def test_a_platform_is_restored_into_either_database_and_is_the_same(
    vivante: Plateforme, tmp_path: Path, empty_place: EmptyPlace, kind: str
) -> None:
    place, archive = empty_place(kind), save(vivante, tmp_path / "a.zip")
    done = place.restore(archive)
    back = empty_place(vivante.engine.dialect.name)
    back.restore(save(place.platform(vivante), tmp_path / "b.zip"))
    with vivante.engine.connect() as before, back.engine.connect() as after:
        assert content(after, *CHANGED) == content(before, *CHANGED)
    assert done.verification.ok


@both
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_is_restored_says_so_first_and_verifies(
    vivante: Plateforme, tmp_path: Path, empty_place: EmptyPlace, kind: str
) -> None:
    place, stood = empty_place(kind), checkpoint(vivante, AGENCY_LOG)
    done = place.restore(save(vivante, tmp_path / "a.zip"), stood)
    with snapshot(place.engine) as connection:
        assert verify(connection, vivante.signer.public, [stood]).ok
        assert replay(connection).ok
        query = (
            "SELECT e.body, p.content FROM journal_entry e JOIN journal_payload p ON p.log = e.log AND p.seq = e.seq"
        )
        rows = connection.execute(text(f"{query} WHERE e.log = :log ORDER BY e.seq DESC"), {"log": AGENCY_LOG}).all()
    body, values = json.loads(rows[0].body), json.loads(rows[0].content)["values"]
    assert (body["event"], body["objects"]) == ("restauration", {"archive": done.digest})
    assert dict(zip([item["name"] for item in body["values"]], values, strict=True))[AGENCY_LOG] == stood


@both
def test_what_is_restored_goes_on(vivante: Plateforme, tmp_path: Path, empty_place: EmptyPlace, kind: str) -> None:
    place = empty_place(kind)
    place.restore(save(vivante, tmp_path / "a.zip"))
    restored = place.platform(vivante)
    restored.valider(restored.produit())
    restored.assert_faithful()


@both
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_journal_is_guarded_in_the_restored_database(
    vivante: Plateforme, tmp_path: Path, empty_place: EmptyPlace, kind: str
) -> None:
    place = empty_place(kind)
    place.restore(save(vivante, tmp_path / "a.zip"))
    for statement in ("UPDATE journal_entry SET event = 'x'", "DELETE FROM journal_payload"):
        with pytest.raises(DBAPIError, match="le journal"), place.engine.begin() as connection:
            connection.execute(text(statement))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_key_is_in_the_archive_only_where_asked_and_is_put_in_place(
    vivante: Plateforme, tmp_path: Path, empty_place: EmptyPlace, journal_key: Path
) -> None:
    place = empty_place("sqlite")
    place.use_key(tmp_path / "neuve" / "journal")
    place.restore(save(vivante, tmp_path / "a.zip", journal_key.read_bytes()))
    assert place.settings.signing_key.read_bytes() == journal_key.read_bytes()
    assert stat.S_IMODE(place.settings.signing_key.stat().st_mode) == 0o600
    assert journal_key.read_bytes() not in save(vivante, tmp_path / "b.zip").read_bytes()


@both
def test_an_archive_of_an_earlier_schema_is_brought_to_this_one(
    vivante: Plateforme, tmp_path: Path, empty_place: EmptyPlace, kind: str
) -> None:
    with writing(vivante.engine) as connection:
        command.downgrade(configuration(connection), "0015")
    place = empty_place(kind)
    place.restore(save(vivante, tmp_path / "a.zip"))
    place.platform(vivante).assert_faithful()
