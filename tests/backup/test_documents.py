"""The documents of proofs go into the archive and come back; one that the store has lost is told, and stops nothing."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select, text

from models.archive import ArchiveRefused
from models.archive_reading import Archive
from models.compte import Entreprise
from models.store import DocumentStore, open_store
from tests.backup.builders import save
from tests.backup.conftest import EmptyPlace
from tests.support.preuves import CERTIFICAT, LISTE, Dossier, document, produit_a_prouver, publish
from tests.workflows.plateforme import Plateforme

CONTENT, OTHER = b"%PDF-1.7 un document", b"%PDF-1.7 un autre"


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    """The store of the platform that is saved."""
    return open_store(f"file://{tmp_path}/preuves")


@pytest.fixture
def prouvee(plateforme: Plateforme, store: DocumentStore) -> Plateforme:
    """A platform with two documents of one company, and one of them given twice."""
    publish(plateforme)
    dossier = Dossier(plateforme, produit_a_prouver(plateforme))
    for genre, content in ((LISTE, CONTENT), (CERTIFICAT, OTHER)):
        recu = document(contenu=content)
        store.keep(_edi(plateforme), recu.empreinte, BytesIO(content))
        dossier.deposer(genre, recu)
    Dossier(plateforme, produit_a_prouver(plateforme)).deposer(LISTE, document(contenu=CONTENT))
    return plateforme


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_documents_come_back_where_they_were(
    prouvee: Plateforme, store: DocumentStore, tmp_path: Path, empty_place: EmptyPlace, kind: str
) -> None:
    place = empty_place(kind)
    done = place.restore(save(prouvee, tmp_path / "a.zip", store=store))
    assert len(done.manifest.documents) == 2
    assert done.manifest.missing == []
    back = open_store(place.settings.storage_url)
    for content in (CONTENT, OTHER):
        assert b"".join(back.read(_edi(prouvee), document(contenu=content).empreinte)) == content


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(b"autre chose")])
def test_a_document_that_is_lost_or_altered_is_told_and_the_rest_is_saved(
    prouvee: Plateforme, store: DocumentStore, tmp_path: Path, empty_place: EmptyPlace, damage: Callable[[Path], object]
) -> None:
    lost = document(contenu=OTHER).empreinte
    (file,) = (tmp_path / "preuves").rglob(lost)
    damage(file)
    archive = save(prouvee, tmp_path / "a.zip", store=store)
    with Archive(archive) as opened:
        assert opened.manifest.missing == [f"{_edi(prouvee)}/{lost}"]
    assert empty_place("sqlite").restore(archive).verification.ok


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_document_that_is_there_already_must_be_what_it_says(
    prouvee: Plateforme, store: DocumentStore, tmp_path: Path, empty_place: EmptyPlace
) -> None:
    place, empreinte = empty_place("sqlite"), document(contenu=OTHER).empreinte
    there = open_store(place.settings.storage_url)
    there.keep(_edi(prouvee), empreinte, BytesIO(b"autre chose"))
    archive = save(prouvee, tmp_path / "a.zip", store=store)
    with pytest.raises(ArchiveRefused, match=f"{empreinte} n'est plus celui qui a été déposé"):
        place.restore(archive)
    (file,) = place.settings.data_dir.rglob(empreinte)
    file.write_bytes(OTHER)
    assert place.restore(archive).verification.ok


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_store_that_cannot_be_written_to_refuses_the_restoration(
    prouvee: Plateforme, store: DocumentStore, tmp_path: Path, empty_place: EmptyPlace
) -> None:
    place = empty_place("sqlite")
    place.settings.data_dir.mkdir()
    (place.settings.data_dir / "preuves").write_text("un fichier là où il faut un dossier")
    with pytest.raises(ArchiveRefused, match="n'ont pas pu être remis en place"):
        place.restore(save(prouvee, tmp_path / "a.zip", store=store))
    assert place.is_empty()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_mails_that_waited_when_it_was_saved_do_not_leave_again(
    plateforme: Plateforme, tmp_path: Path, empty_place: EmptyPlace
) -> None:
    with plateforme.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO courriel (id, genre, objet_id, cree_le, etat, essais, prochain_le, erreur) "
                "VALUES ('c', 'notification', 'n', '2026-03-02 08:00:00', 'attente', 0, '2026-03-02 08:00:00', '')"
            )
        )
    place = empty_place("sqlite")
    place.restore(save(plateforme, tmp_path / "a.zip"))
    with place.engine.connect() as connection:
        assert connection.execute(text("SELECT etat, erreur FROM courriel")).all() == [("abandonne", "restauration")]


def _edi(plateforme: Plateforme) -> str:
    with plateforme.engine.connect() as connection:
        return connection.execute(select(Entreprise.id).where(Entreprise.reference == "EDI")).scalar_one()
