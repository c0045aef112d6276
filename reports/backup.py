"""Writing an archive of everything: one view of the database, a table after the other, in bounded memory."""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO, Protocol

from sqlalchemy import select
from sqlalchemy.engine import Connection

from models.archive import (
    KEY,
    MANIFEST,
    NOTE,
    SIGNED_AS,
    ArchiveRefused,
    Manifest,
    Member,
    document_member,
    member_of,
    signed_text,
)
from models.archive_rows import dump, stored_tables
from models.entry import timestamp
from models.journal_reading import last_notes
from models.preuve import Preuve
from models.schema import revision_of
from models.store import AlteredDocument, DocumentStore
from models.sujet import Sujet


class SignsNotes(Protocol):
    """What signs the manifest."""

    def sign(self, text: str, name: str) -> str:
        """The note of a text, signed under that name."""
        ...


@dataclass(frozen=True, slots=True)
class Origin:
    """What an archive says of where it comes from: when, which version, the fingerprint of the journal's key."""

    created: datetime
    version: str
    key: str


def write_archive(
    connection: Connection,
    store: DocumentStore,
    file: IO[bytes],
    origin: Origin,
    signer: SignsNotes,
    private_key: bytes | None = None,
) -> Manifest:
    """Write an archive into an open file; the private key goes in only where it is given.

    The connection must see one instant (`models.journal_reading.snapshot`); documents never change once stored.
    Raises: ArchiveRefused for a database that cannot be archived; StoreUnavailable.
    """
    schema = revision_of(connection)
    if schema is None:
        raise ArchiveRefused("La base n'a pas de schéma : il n'y a rien à sauvegarder.")
    members: dict[str, Member] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in stored_tables(connection):
            name = member_of(table.name)
            members[name] = _write(archive, name, dump(connection, table))
        missing = _write_documents(archive, connection, store, members)
        if private_key is not None:
            members[KEY] = _write(archive, KEY, (private_key,))
        logs = last_notes(connection)
        manifest = Manifest(timestamp(origin.created), origin.version, schema, origin.key, logs, members, missing)
        _write(archive, MANIFEST, (manifest.text,))
        _write(archive, NOTE, (signer.sign(signed_text(manifest.text), SIGNED_AS).encode(),))
    return manifest


def _write(archive: zipfile.ZipFile, name: str, parts: Iterable[bytes]) -> Member:
    digest, size, lines = sha256(), 0, 0
    # its final size is not known: 64-bit fields in any case
    with archive.open(name, "w", force_zip64=True) as member:
        for part in parts:
            member.write(part)
            digest.update(part)
            size += len(part)
            lines += part.count(b"\n")
    return Member(digest.hexdigest(), size, lines)


def _write_documents(
    archive: zipfile.ZipFile, connection: Connection, store: DocumentStore, members: dict[str, Member]
) -> list[str]:
    """Write every document that a proof names, and give those that the store has no more, or altered."""
    missing = []
    named = select(Sujet.entreprise_id, Preuve.empreinte).join(Preuve, Preuve.sujet_id == Sujet.id).distinct()
    for entreprise_id, empreinte in connection.execute(named.order_by(Sujet.entreprise_id, Preuve.empreinte)):
        content = _content(store, entreprise_id, empreinte)
        if content is None:
            missing.append(f"{entreprise_id}/{empreinte}")
            continue
        name = document_member(entreprise_id, empreinte)
        members[name] = _write(archive, name, (content,))
    return missing


def _content(store: DocumentStore, entreprise_id: str, empreinte: str) -> bytes | None:
    if not store.has(entreprise_id, empreinte):
        return None
    try:
        # whole before any of it is written: only its last piece tells whether it is what was deposited
        return b"".join(store.read(entreprise_id, empreinte))
    except AlteredDocument:
        return None
