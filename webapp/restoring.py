"""From an archive to a platform that runs: its key, its rows, the proof that they are the archived ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from sqlalchemy.engine import Connection, make_url

from models.archive import ArchiveRefused, Manifest
from models.archive_reading import Archive
from models.checkpoint import Checkpoint, NoteRefused
from models.key_reading import trusted_keys
from models.signed_note import KeyRefused, PublicKey
from models.signing_key import Signer, install_key
from models.store import StoreUnavailable, open_store
from reports.verification import VerificationReport, verify
from webapp.config import PREFIX, Settings
from webapp.wiring import open_door, open_engine
from workflows.clock import SystemClock
from workflows.commands.base import SYSTEME
from workflows.commands.plateforme import ConsignerRestauration
from workflows.replay import replay
from workflows.restoration import restore


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and what the verification counted."""

    manifest: Manifest
    digest: str
    verification: VerificationReport


def restore_archive(settings: Settings, path: Path, anchors: Sequence[str]) -> Restored:
    """Restore an archive where there is nothing yet; refused, nothing of it stays.

    Raises: ArchiveRefused.
    """
    settings.data_dir.mkdir(mode=0o750, parents=True, exist_ok=True)
    undo: list[Callable[[], None]] = []
    try:
        with Archive(path) as archive:
            signer = _key(settings, archive, undo)
            archive.verify(signer.public)
            return _restore(settings, archive, signer, anchors, undo)
    except BaseException:
        for step in reversed(undo):
            step()
        raise


def _key(settings: Settings, archive: Archive, undo: list[Callable[[], None]]) -> Signer:
    """The key of this installation, or the archive's own where there is none."""
    path, archived = settings.signing_key, archive.key
    try:
        if not path.exists() and archived is not None:
            install_key(path, archived)
            undo.append(path.unlink)
        return Signer.load(path)
    except KeyRefused as error:
        raise ArchiveRefused(
            f"La clé du journal manque ou ne convient pas : {error}. "
            f"Mettez la clé de l'installation sauvegardée à cette place, ou désignez-la par {PREFIX}SIGNING_KEY."
        ) from error


def _refuse_older(manifest: Manifest, connection: Connection, pinned: PublicKey, anchors: Sequence[str]) -> None:
    """Refuse an archive made before one of the anchors: it would take back what was seen since."""
    try:
        key = trusted_keys(connection, pinned)
        stood = {log: key.open_checkpoint(note).size for log, note in manifest.logs.items()}
        noted: list[Checkpoint] = [key.open_checkpoint(note) for note in anchors]
    except NoteRefused as error:
        raise ArchiveRefused(
            f"Un point de contrôle, de l'archive ou donné par --anchor, ne vaut rien : {error}."
        ) from error
    for anchor in noted:
        if anchor.size > stood.get(anchor.origin, 0):
            raise ArchiveRefused(
                f"L'archive est plus ancienne que l'ancre : « {anchor.origin} » y a {stood.get(anchor.origin, 0)} "
                f"écritures, l'ancre en prouve {anchor.size}. Restaurez une archive plus récente."
            )


def _restore(
    settings: Settings, archive: Archive, signer: Signer, anchors: Sequence[str], undo: list[Callable[[], None]]
) -> Restored:
    _forget_new_file(settings, undo)
    digest, manifest, reports = archive.digest, archive.manifest, list[VerificationReport]()

    def check(connection: Connection) -> None:
        _refuse_older(manifest, connection, signer.public, anchors)
        report = verify(connection, signer.public, (*manifest.logs.values(), *anchors))
        reports.append(report)
        _refuse("Le journal de l'archive n'est pas intact", report.faults)
        replayed = replay(connection)
        _refuse(
            "Les tables de l'archive ne sont pas ce que dit son journal", (*replayed.invalid, *replayed.differences)
        )
        _keep_documents(settings, archive)
        door = open_door(settings, connection, SystemClock())
        door.execute(ConsignerRestauration(SYSTEME, digest, manifest.created, manifest.logs))

    engine = open_engine(settings)
    undo.append(engine.dispose)
    restore(engine, archive, check)
    engine.dispose()
    return Restored(manifest, digest, reports[0])


def _keep_documents(settings: Settings, archive: Archive) -> None:
    """Put the documents in the store; those that a refusal would leave there are named by nothing, and harmless.

    One that is there already must be what it says: the archive's own would not replace it.
    """
    try:
        store = open_store(settings.storage_url)
        for entreprise_id, empreinte in archive.manifest.documents:
            if store.has(entreprise_id, empreinte):
                store.check(entreprise_id, empreinte)
            store.keep(entreprise_id, empreinte, BytesIO(archive.document(entreprise_id, empreinte)))
    except (StoreUnavailable, OSError) as error:
        raise ArchiveRefused(f"Les documents n'ont pas pu être remis en place : {error}.") from error


def _refuse(sentence: str, found: Sequence[object]) -> None:
    if found:
        shown = "\n".join(map(str, found[:20]))
        raise ArchiveRefused(f"{sentence} :\n{shown}")


def _forget_new_file(settings: Settings, undo: list[Callable[[], None]]) -> None:
    """A SQLite file that was not there is not there after a refusal."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or url.database is None or Path(url.database).exists():
        return
    for suffix in ("", "-wal", "-shm"):
        file = Path(url.database + suffix)
        undo.append(lambda file=file: file.unlink(missing_ok=True))  # type: ignore[misc]
