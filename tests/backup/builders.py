"""An installation that can be saved, and empty places to restore it into."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from obstore.store import MemoryStore
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.engine import Engine

from models.archive import MANIFEST, NOTE, SIGNED_AS, signed_text
from models.canonical import canonical
from models.journal import JournalCheckpoint
from models.journal_reading import snapshot
from models.signing_key import Signer
from models.store import DocumentStore
from reports.backup import Origin, write_archive
from rules.decision import Judge
from tests.support.builders import ExistingSite
from tests.support.databases import open_address
from tests.workflows.plateforme import Plateforme
from webapp.config import Settings, read_settings
from webapp.restoring import Restored, restore_archive
from workflows.execution import Door

MEMBERS = dict[str, bytes]


class Place:
    """An empty place: settings whose database is not there, or has no table."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def restore(self, archive: Path, *anchors: str) -> Restored:
        """Restore an archive here."""
        return restore_archive(self.settings, archive, anchors)

    @cached_property
    def engine(self) -> Engine:
        """An engine on what is here."""
        return open_address(self.settings.database_url)

    def is_empty(self) -> bool:
        """Whether nothing is here: no table."""
        with self.engine.connect() as connection:
            tables = inspect(connection).get_table_names()
        return not tables

    def forget(self) -> None:
        """Take away the file that looking has made."""
        self.engine.dispose()
        for file in self.settings.data_dir.iterdir():
            file.unlink()

    def platform(self, like: Plateforme) -> Plateforme:
        """What was restored here, with the people of the platform that was saved."""
        door = Door(self.engine, like.signer, like.clock, Judge("reference"))
        return ExistingSite(self.engine, like.signer, like.clock, door)

    def use_key(self, path: Path) -> None:
        """Expect the journal's key in another file."""
        self.settings = replace(self.settings, signing_key=path)


def place(folder: Path, url: str, key: Path) -> Place:
    """An empty place with the key of the installation that was saved."""
    environment = {"DATA_DIR": str(folder), "DATABASE_URL": url, "SIGNING_KEY": str(key), "RULES_ENGINE": "reference"}
    return Place(read_settings({f"CONVERGENCE_{name}": value for name, value in environment.items()}))


def save(plateforme: Plateforme, path: Path, key: bytes | None = None, store: DocumentStore | None = None) -> Path:
    """An archive of a platform, whose store is empty unless given."""
    with path.open("wb") as file:
        write(plateforme, file, key, store)
    return path


def write(
    plateforme: Plateforme, file: IO[bytes], key: bytes | None = None, store: DocumentStore | None = None
) -> None:
    """The same into an open file."""
    origin = Origin(plateforme.clock.now(), "0.0", plateforme.signer.fingerprint)
    with snapshot(plateforme.engine) as connection:
        write_archive(connection, store or DocumentStore(MemoryStore()), file, origin, plateforme.signer, key)


def checkpoint(plateforme: Plateforme, log: str) -> str:
    """The last signed note of a log, as somebody keeps it elsewhere."""
    query = select(JournalCheckpoint.note).where(JournalCheckpoint.log == log)
    with plateforme.engine.connect() as connection:
        return connection.execute(query.order_by(JournalCheckpoint.size.desc()).limit(1)).scalar_one()


def content(connection: Connection, *leave_out: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but some, as the driver gives it."""
    names = sorted(set(inspect(connection).get_table_names()) - set(leave_out))
    return {name: sorted(map(tuple, connection.execute(text(f'SELECT * FROM "{name}"'))), key=str) for name in names}  # noqa: S608


def rewrite(archive: Path, folder: Path, change: Callable[[MEMBERS], object]) -> Path:
    """A copy of an archive, in a folder, whose members somebody changed."""
    with zipfile.ZipFile(archive) as source:
        members = {name: source.read(name) for name in source.namelist()}
    change(members)
    copy = folder / "copie.zip"
    with zipfile.ZipFile(copy, "w") as target:
        for name, data in members.items():
            target.writestr(name, data)
    return copy


def sign_again(archive: MEMBERS, signer: Signer, **changes: Any) -> None:
    """Make the manifest say the changed thing, signed: what only the holder of the key can do."""
    archive[MANIFEST] = canonical(json.loads(archive[MANIFEST]) | changes)
    archive[NOTE] = signer.sign(signed_text(archive[MANIFEST]), SIGNED_AS).encode()
