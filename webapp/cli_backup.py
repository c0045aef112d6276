"""`convergence backup` and `convergence restore`."""

from importlib.metadata import version
from pathlib import Path

import click

from models.archive import KEY, TABLES, ArchiveRefused, Manifest
from models.journal_reading import snapshot
from models.signed_note import KeyRefused
from models.signing_key import Signer
from models.store import StoreUnavailable, open_store
from reports.backup import Origin, write_archive
from webapp.cli_session import answer, as_json, opened, settings, stop
from webapp.cli_trust import anchor_option, existing, notes
from webapp.new_file import created
from webapp.restoring import restore_archive
from workflows.clock import SystemClock


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
        with created(file) as archive, snapshot(engine) as connection:
            manifest = write_archive(connection, open_store(found.storage_url), archive, origin, signer, key)
    except (KeyRefused, ArchiveRefused, StoreUnavailable) as error:
        stop(str(error))
    except OSError as error:
        stop(f"{file} ne peut pas être écrit : {error.strerror}.")
    for document in manifest.missing:
        click.echo(f"Le magasin n'a plus le document {document} : l'archive est faite sans lui.", err=True)
    size = file.stat().st_size
    answer(
        _data(manifest) | {"fichier": str(file), "octets": size}, f"{file} ({size} octets) : {_told(manifest)}", as_json
    )


@click.command()
@click.argument("file", type=existing)
@anchor_option
@as_json
def restore(file: Path, anchors: tuple[Path, ...], as_json: bool) -> None:
    """Restaure une archive dans une base vide, après avoir vérifié l'archive, son journal et ses tables.

    Exemple : convergence restore convergence-2026-03-02.zip --anchor point-de-controle.txt
    """
    try:
        done = restore_archive(settings(), file, notes(anchors))
    except ArchiveRefused as error:
        stop(str(error))
    verified = f"{done.verification.entries} écritures et {done.verification.signatures} signatures vérifiées"
    # an archive that brought its own key proves nothing by itself: the fingerprint was noted elsewhere
    key = f"Empreinte de la clé du journal (à comparer à celle qui a été notée) : {done.manifest.key}"
    text = f"Restaurée : {_told(done.manifest)} ; {verified}, tables rejouées.\n{key}"
    answer(_data(done.manifest) | {"empreinte": done.digest, "intact": done.verification.ok}, text, as_json)


def _data(manifest: Manifest) -> dict[str, object]:
    return {
        "date": manifest.created,
        "version": manifest.version,
        "schema": manifest.schema,
        "lignes": manifest.rows,
        "journaux": dict(manifest.logs),
        "documents": len(manifest.documents),
        "documents_absents": list(manifest.missing),
        "avec_la_cle": KEY in manifest.members,
        "cle_du_journal": manifest.key,
    }


def _told(manifest: Manifest) -> str:
    tables = sum(name.startswith(TABLES) for name in manifest.members)
    key = ", avec la clé privée du journal" if KEY in manifest.members else ""
    held = (
        f"{tables} tables, {manifest.rows} lignes, {len(manifest.documents)} documents, {len(manifest.logs)} journaux"
    )
    return f"archive du {manifest.created}, {held}{key}"
