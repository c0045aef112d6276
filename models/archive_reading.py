"""Reading an archive that anything may have happened to: cut, damaged, made by someone else."""

import zipfile
import zlib
from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path
from types import TracebackType
from typing import Self

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
from models.checkpoint import NoteRefused
from models.signed_note import PublicKey

CHUNK = 1 << 20
"""Bytes read at a time."""

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, KeyError)
"""What zipfile raises, as tried, for one that was cut or in which bytes were changed."""


class Archive:
    """An archive that is open; nothing of it may be used before `verify`, but `manifest.key` and `key`."""

    def __init__(self, path: Path) -> None:
        """Open it and read its manifest.

        Raises: ArchiveRefused.
        """
        try:
            self._zip = zipfile.ZipFile(path)
        except DAMAGED as error:
            raise ArchiveRefused(f"{path} n'est pas une archive entière : elle est abîmée ou tronquée.") from error
        self._path = path
        self.manifest = Manifest.parse(self._read(MANIFEST))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._zip.close()

    @property
    def digest(self) -> str:
        """The SHA-256 of the whole file."""
        with self._path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()

    @property
    def key(self) -> bytes | None:
        """The private key of the journal, where the archive has it.

        Raises: ArchiveRefused.
        """
        return self._read(KEY) if KEY in self._zip.namelist() else None

    def verify(self, key: PublicKey) -> None:
        """Check that the key signed the manifest and that every member is the one it says.

        Raises: ArchiveRefused.
        """
        if self.manifest.key != key.fingerprint:
            raise ArchiveRefused(
                f"L'archive est d'une installation dont la clé a l'empreinte {self.manifest.key} ; "
                f"la clé d'ici a l'empreinte {key.fingerprint}. Mettez en place la clé qui a signé ce journal."
            )
        try:
            if key.open(self._read(NOTE).decode(), SIGNED_AS) != signed_text(self._read(MANIFEST)):
                raise ArchiveRefused("La signature de l'archive est celle d'un autre manifeste : elle a été modifiée.")
        except (NoteRefused, UnicodeDecodeError) as error:
            raise ArchiveRefused(f"La signature de l'archive est fausse, elle a été modifiée : {error}.") from error
        self._compare_names()
        for name, expected in self.manifest.members.items():
            if self._measure(name) != expected:
                raise ArchiveRefused(
                    f"Dans l'archive, « {name} » n'est pas ce que dit le manifeste : il a été modifié."
                )

    def lines(self, table: str) -> Iterator[bytes]:
        """The lines of a table."""
        with self._zip.open(member_of(table)) as member:
            yield from member

    def document(self, entreprise_id: str, empreinte: str) -> bytes:
        """The bytes of a document: under ten million."""
        return self._read(document_member(entreprise_id, empreinte))

    def _compare_names(self) -> None:
        names = self._zip.namelist()
        expected = {MANIFEST, NOTE, *self.manifest.members}
        if len(names) != len(set(names)) or set(names) != expected:
            strange = ", ".join(sorted(expected.symmetric_difference(names))) or "un nom en double"
            raise ArchiveRefused(f"L'archive n'a pas exactement ce que dit son manifeste : {strange}.")

    def _measure(self, name: str) -> Member:
        digest, size, lines = sha256(), 0, 0
        for chunk in self._chunks(name):
            digest.update(chunk)
            size += len(chunk)
            lines += chunk.count(b"\n")
        return Member(digest.hexdigest(), size, lines)

    def _read(self, name: str) -> bytes:
        return b"".join(self._chunks(name))

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as member:
                while chunk := member.read(CHUNK):
                    yield chunk
        except DAMAGED as error:
            raise ArchiveRefused(f"Dans l'archive, « {name} » manque ou est illisible : elle est abîmée.") from error
