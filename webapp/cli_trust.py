"""Whom the commands of `convergence audit` believe: a public key, and checkpoints that were kept elsewhere."""

from collections.abc import Iterable
from pathlib import Path

import click
from sqlalchemy.engine import Connection

from models.checkpoint import split_notes
from models.key_chain import ChainBroken
from models.key_reading import trusted_keys
from models.signed_note import KeyRefused, PublicKey
from models.signing_key import Signer
from webapp.cli_session import stop
from webapp.config import Settings

existing = click.Path(exists=True, dir_okay=False, path_type=Path)

public_key_option = click.option(
    "--pubkey",
    "--public-key",
    "public_key",
    type=existing,
    help="Clé publique à croire ; par défaut, celle de cette installation.",
)
anchor_option = click.option(
    "--anchor", "anchors", multiple=True, type=existing, help="Points de contrôle signés, gardés ailleurs."
)


def trusted(found: Settings, path: Path | None) -> PublicKey:
    """The key of a file, or that of this installation.

    Raises: click.exceptions.Exit where it cannot be read.
    """
    try:
        return PublicKey.from_file(path) if path else Signer.load(found.signing_key).public
    except KeyRefused as error:
        stop(str(error))


def believed(connection: Connection, pinned: PublicKey) -> PublicKey:
    """That key with those that took over from it, as the journal says.

    Raises: click.exceptions.Exit where that cannot be believed.
    """
    try:
        return trusted_keys(connection, pinned)
    except ChainBroken as error:
        stop(f"Les clés du journal ne se suivent pas : {error}.")


def notes(paths: Iterable[Path]) -> list[str]:
    """Every note of those files, one or several in each."""
    return [note for path in paths for note in split_notes(path.read_text("utf-8", errors="replace"))]
