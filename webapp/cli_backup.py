"""`convergence backup` and `convergence restore`."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO

import click

from models.archive import KEY, ArchiveRefused, Manifest
from models.journal_reading import snapshot
from models.signed_note import KeyRefused, Signer
from reports.backup import Origin, write_archive
from webapp.cli_session import answer, as_json, opened, settings, stop
from webapp.restoring import restore_archive
from workflows.clock import SystemClock

existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-key", is_flag=True, help="Avec la clé privée du journal : gardez alors l'archive comme elle.")
@as_json
def backup(file: Path, with_key: bool, as_json: bool) -> None:
    """Sauvegarde tout dans une archive, pendant que la plateforme sert : la base vue à un seul instant.

    Exemple : convergence backup /var/backups/convergence-2026-03-02.zip
    """
    found, engine = opened()
    try:
        signer = Signer.load(found.signing_key)
        origin = Origin(SystemClock().now(), version("convergence"), signer.fingerprint)
        key = found.signing_key.read_bytes() if with_key else None
        with _created(file) as archive, snapshot(engine) as connection:
            manifest = write_archive(connection, archive, origin, signer, key)
    except (KeyRefused, ArchiveRefused) as error:
        stop(str(error))
    except OSError as error:
        stop(f"{file} ne peut pas être écrit : {error.strerror}.")
    size = file.stat().st_size
    answer(
        _data(manifest) | {"fichier": str(file), "octets": size}, f"{file} ({size} octets) : {_told(manifest)}", as_json
    )


@click.command()
@click.argument("file", type=existing)
@click.option("--anchor", "anchors", multiple=True, type=existing, help="Point de contrôle signé, gardé ailleurs.")
@as_json
def restore(file: Path, anchors: tuple[Path, ...], as_json: bool) -> None:
    """Restaure une archive dans une base vide, après avoir vérifié l'archive, son journal et ses tables.

    Exemple : convergence restore convergence-2026-03-02.zip --anchor point-de-controle.txt
    """
    try:
        done = restore_archive(settings(), file, [path.read_text("utf-8") for path in anchors])
    except ArchiveRefused as error:
        stop(str(error))
    verified = f"{done.verification.entries} écritures et {done.verification.signatures} signatures vérifiées"
    text = f"Restaurée : {_told(done.manifest)} ; {verified}, tables rejouées."
    answer(_data(done.manifest) | {"empreinte": done.digest, "intact": done.verification.ok}, text, as_json)


@contextmanager
def _created(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears, whole and for its owner alone, at the end of the block, and never replaces another.

    Raises: ArchiveRefused where one is there; OSError.
    """
    if path.exists():
        raise ArchiveRefused(f"{path} existe déjà : une sauvegarde n'en remplace pas une autre.")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)


def _data(manifest: Manifest) -> dict[str, object]:
    return {
        "date": manifest.created,
        "version": manifest.version,
        "schema": manifest.schema,
        "lignes": manifest.rows,
        "journaux": dict(manifest.logs),
        "avec_la_cle": KEY in manifest.members,
    }


def _told(manifest: Manifest) -> str:
    tables = len(manifest.members) - (KEY in manifest.members)
    key = ", avec la clé privée du journal" if KEY in manifest.members else ""
    return f"archive du {manifest.created}, {tables} tables, {manifest.rows} lignes, {len(manifest.logs)} journaux{key}"
