"""What an archive would become once opened: declared sizes first, then real ones, archives inside archives included."""

import zlib
from dataclasses import dataclass
from io import BytesIO
from lzma import LZMAError
from typing import IO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

TOTAL_MAX = 200_000_000
"""Bytes of everything in an archive once opened, archives inside it included."""

ENTRIES_MAX = 10_000
DEPTH_MAX = 3
"""Archives inside one another."""

CHUNK = 64 * 1024
SIGNATURE = b"PK\x03\x04"
ENCRYPTED = 0x1


class ArchiveRefused(Exception):
    """An archive that nobody should open; the text is a French sentence without its subject, the file."""


@dataclass
class _Budget:
    bytes: int = TOTAL_MAX
    entries: int = ENTRIES_MAX


def check_archive(content: IO[bytes]) -> frozenset[str]:
    """The names in an archive, every entry of which was opened and found to be what it says.

    Raises: ArchiveRefused.
    """
    return _check(content, _Budget(), 1)


def _check(content: IO[bytes], budget: _Budget, depth: int) -> frozenset[str]:
    if depth > DEPTH_MAX:
        raise ArchiveRefused(f"contient des archives les unes dans les autres, sur plus de {DEPTH_MAX} niveaux")
    try:
        with ZipFile(content) as archive:
            entries = archive.infolist()
            _spend(entries, budget)
            for entry in entries:
                _open(archive, entry, budget, depth)
            return frozenset(entry.filename for entry in entries)
    except (BadZipFile, LargeZipFile, EOFError, LZMAError, OSError, ValueError, zlib.error) as error:
        raise ArchiveRefused("est tronqué ou abîmé") from error
    except NotImplementedError as error:
        raise ArchiveRefused("emploie une compression que peu de logiciels savent ouvrir") from error


def _spend(entries: list[ZipInfo], budget: _Budget) -> None:
    """Count what is declared, before anything is opened: the same bytes may be declared many times."""
    budget.entries -= len(entries)
    budget.bytes -= sum(entry.file_size for entry in entries)
    if budget.entries < 0:
        raise ArchiveRefused(f"contient plus de {ENTRIES_MAX} fichiers")
    if budget.bytes < 0:
        raise ArchiveRefused(f"occuperait plus de {TOTAL_MAX // 1_000_000} Mo une fois ouvert")
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise ArchiveRefused("est protégé par un mot de passe, si bien que personne ne pourrait la vérifier")


def _open(archive: ZipFile, entry: ZipInfo, budget: _Budget, depth: int) -> None:
    declared = entry.file_size
    # read to the end of the compressed data, not to the size that the entry claims
    entry.file_size = declared + CHUNK
    kept, length = BytesIO(), 0
    with archive.open(entry) as opened:
        while piece := opened.read(CHUNK):
            length += len(piece)
            if length > declared:
                raise ArchiveRefused("annonce de fausses tailles")
            # an entry that is itself an archive is kept to be looked into
            if kept.tell() or (length == len(piece) and piece.startswith(SIGNATURE)):
                kept.write(piece)
    if length != declared:
        raise ArchiveRefused("annonce de fausses tailles")
    if kept.tell():
        _check(kept, budget, depth + 1)
