"""An archive that cannot be trusted, or a place that is not empty: refused with the reason, and nothing is left."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from models.archive import MANIFEST, NOTE, ArchiveRefused
from models.archive_reading import Archive
from models.entry import AGENCY_LOG, company_log
from models.signing_key import Signer
from tests.backup.builders import MEMBERS, Place, checkpoint, rewrite, save, sign_again
from tests.backup.conftest import EmptyPlace
from tests.journal.attacker import Attacker
from tests.workflows.plateforme import Plateforme

RESPONSES = "tables/reponse.jsonl"

Edit = Callable[[MEMBERS, Signer], object]

same = pytest.mark.parametrize(
    ("engine", "kind"), [("sqlite", "sqlite"), ("postgresql", "postgresql")], indirect=["engine"]
)
"""From one database into another of its kind."""


def _edit_a_row(members: MEMBERS, _signer: Signer) -> None:
    members[RESPONSES] = members[RESPONSES].replace(b'"vert"', b'"rouge"')


def _edit_the_manifest_too(members: MEMBERS, _signer: Signer) -> None:
    members[MANIFEST] = members[MANIFEST].replace(b'"version":"0.0"', b'"version":"0.1"')


def _forget_a_table(members: MEMBERS, signer: Signer) -> None:
    said = json.loads(members[MANIFEST])["members"]
    del members[RESPONSES], said[RESPONSES]
    sign_again(members, signer, members=said)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (_edit_a_row, "« tables/reponse.jsonl » n'est pas ce que dit le manifeste"),
        (_edit_the_manifest_too, "celle d'un autre manifeste"),
        (_forget_a_table, "pas les tables de son schéma"),
        (lambda members, _: members.pop(RESPONSES), "n'a pas exactement ce que dit son manifeste"),
        (lambda members, _: members.update(autre=b""), "n'a pas exactement ce que dit son manifeste : autre"),
        (lambda members, _: members.pop(MANIFEST), "« manifeste.json » manque"),
        (lambda members, _: members.update({NOTE: b"\xff"}), "signature de l'archive est fausse"),
        (lambda members, _: members.update({MANIFEST: b"[]"}), "manifeste de l'archive est illisible"),
        (lambda members, signer: sign_again(members, signer, format=2), "autre version"),
        (lambda members, signer: sign_again(members, signer, schema="9999"), "version plus récente"),
        (lambda members, signer: sign_again(members, signer, logs={AGENCY_LOG: "x"}), "ne vaut rien"),
    ],
)
def test_a_changed_archive_is_refused(
    saved: Path, signer: Signer, tmp_path: Path, empty_place: EmptyPlace, edit: Edit, sentence: str
) -> None:
    changed = rewrite(saved, tmp_path, lambda members: edit(members, signer))
    _refused(empty_place("sqlite"), changed, sentence)


def test_an_archive_cut_anywhere_is_refused(saved: Path, tmp_path: Path, empty_place: EmptyPlace) -> None:
    data = saved.read_bytes()
    place = empty_place("sqlite")
    for size in (0, 1, 100, len(data) // 2, len(data) - 1):
        (tmp_path / "coupee.zip").write_bytes(data[:size])
        _refused(place, tmp_path / "coupee.zip", "abîmée ou tronquée")


def test_a_changed_byte_is_seen_or_changes_nothing(saved: Path, signer: Signer, tmp_path: Path) -> None:
    data, damaged = saved.read_bytes(), tmp_path / "abimee.zip"
    with Archive(saved) as archive:
        whole = archive.manifest
    for place in [*range(0, len(data), len(data) // 200), *range(len(data) - 200, len(data))]:
        damaged.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        # what is read of it may be refused, and only refused; what passes is what was written
        with suppress(ArchiveRefused), Archive(damaged) as archive:
            archive.verify(signer.public)
            assert archive.manifest == whole


def test_the_archive_of_another_installation_is_refused(saved: Path, tmp_path: Path, empty_place: EmptyPlace) -> None:
    Signer.generate(tmp_path / "autre" / "journal")
    place = empty_place("sqlite")
    place.use_key(tmp_path / "autre" / "journal")
    _refused(place, saved, "la clé d'ici a l'empreinte")


def test_without_a_key_here_or_in_the_archive_it_is_refused(
    saved: Path, tmp_path: Path, empty_place: EmptyPlace
) -> None:
    place = empty_place("sqlite")
    place.use_key(tmp_path / "absente" / "journal")
    _refused(place, saved, "La clé du journal manque")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("log", [AGENCY_LOG, company_log("EDI")])
def test_an_archive_older_than_an_anchor_is_refused(
    vivante: Plateforme, tmp_path: Path, empty_place: EmptyPlace, log: str
) -> None:
    archive = save(vivante, tmp_path / "a.zip")
    vivante.produit()
    vivante._account("nouveau@agence.example", "auditeur", None)
    _refused(empty_place("sqlite"), archive, "plus ancienne que l'ancre", checkpoint(vivante, log))


def test_an_anchor_of_another_past_is_refused(saved: Path, signer: Signer, empty_place: EmptyPlace) -> None:
    forked = signer.sign_checkpoint(AGENCY_LOG, 3, b"\1" * 32)
    _refused(empty_place("sqlite"), saved, "le passé du journal a été récrit", forked)


@same
def test_a_database_whose_journal_was_touched_is_archived_and_not_restored(
    vivante: Plateforme, tmp_path: Path, empty_place: EmptyPlace, kind: str
) -> None:
    with vivante.engine.begin() as connection:
        Attacker(connection).set(3, "event", "dossier.finalise")
    _refused(empty_place(kind), save(vivante, tmp_path / "a.zip"), "n'est pas intact")


@same
def test_a_row_changed_behind_the_journal_is_not_restored(
    vivante: Plateforme, tmp_path: Path, empty_place: EmptyPlace, kind: str
) -> None:
    with vivante.engine.begin() as connection:
        connection.execute(text("UPDATE compte SET role = 'administrateur' WHERE role = 'auditeur'"))
    _refused(empty_place(kind), save(vivante, tmp_path / "a.zip"), "ne sont pas ce que dit son journal")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_row_that_the_other_database_cannot_hold_is_named_without_its_values(
    vivante: Plateforme, tmp_path: Path, empty_place: EmptyPlace
) -> None:
    with vivante.engine.begin() as connection:
        connection.execute(text("UPDATE compte SET nom = 'Rose' || char(0) || 'Petit' WHERE role = 'auditeur'"))
    place, archive = empty_place("postgresql"), save(vivante, tmp_path / "a.zip")
    with pytest.raises(ArchiveRefused, match="La table « compte » refuse une ligne") as refusal:
        place.restore(archive)
    assert "Rose" not in str(refusal.value)
    assert place.is_empty()


def test_a_place_that_is_not_empty_is_left_as_it_is(
    vivante: Plateforme, tmp_path: Path, empty_place: EmptyPlace
) -> None:
    place, archive = empty_place(vivante.engine.dialect.name), save(vivante, tmp_path / "a.zip")
    place.restore(archive)
    stood = checkpoint(place.platform(vivante), AGENCY_LOG)
    with pytest.raises(ArchiveRefused, match="une base vide"):
        place.restore(archive)
    assert checkpoint(place.platform(vivante), AGENCY_LOG) == stood


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_key_that_came_with_a_refused_archive_does_not_stay(
    vivante: Plateforme, tmp_path: Path, empty_place: EmptyPlace, journal_key: Path
) -> None:
    with vivante.engine.begin() as connection:
        connection.execute(text("UPDATE compte SET role = 'administrateur' WHERE role = 'auditeur'"))
    place = empty_place("sqlite")
    place.use_key(tmp_path / "neuve" / "journal")
    _refused(place, save(vivante, tmp_path / "a.zip", journal_key.read_bytes()), "ne sont pas ce que dit")
    assert not place.settings.signing_key.exists()


def _refused(place: Place, archive: Path, sentence: str, *anchors: str) -> None:
    with pytest.raises(ArchiveRefused, match=sentence):
        place.restore(archive, *anchors)
    assert [file.name for file in place.settings.data_dir.iterdir()] == []
    assert place.is_empty()
    place.forget()
