"""What an archive of the platform is: the same for SQLite and PostgreSQL, so that either is restored into the other.

A zip file of these members, each readable with usual tools:

    manifeste.json          everything below, canonical JSON
    manifeste.note          its SHA-256, signed by the journal's key (C2SP signed-note, name `SIGNED_AS`)
    tables/<table>.jsonl    a line of column names, then a line of values per row, by primary key
    preuves/<entreprise>/<SHA-256>  each document that a proof names, once a company
    cle/journal             the private key of the journal, only where it was asked for

Values are JSON as they are, but for instants (ISO, UTC, "Z"), days (ISO), bytes (base64) and JSON columns (their text).
Pure.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from models.canonical import canonical

FORMAT = 1
SIGNED_AS = "convergence/sauvegarde"

MANIFEST = "manifeste.json"
NOTE = "manifeste.note"
KEY = "cle/journal"
TABLES = "tables/"
LINES = ".jsonl"
DOCUMENTS = "preuves/"


class ArchiveRefused(Exception):
    """An archive that cannot be made or restored; its text says in French why and what to do."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive: its SHA-256 in hexadecimal, its size in bytes, its lines."""

    sha256: str
    size: int
    lines: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds and where the platform stood: `logs` has the last signed checkpoint of each log.

    `missing` has the documents (<entreprise>/<SHA-256>) that proofs name and that the store had no more.
    """

    created: str
    version: str
    schema: str
    key: str
    logs: Mapping[str, str]
    members: Mapping[str, Member]
    missing: Sequence[str] = ()

    @property
    def text(self) -> bytes:
        """The manifest as it stands in the archive."""
        members = {name: [member.sha256, member.size, member.lines] for name, member in self.members.items()}
        return canonical(
            {
                "format": FORMAT,
                "created": self.created,
                "version": self.version,
                "schema": self.schema,
                "key": self.key,
                "logs": dict(self.logs),
                "members": members,
                "missing": list(self.missing),
            }
        )

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(member.lines - 1 for name, member in self.members.items() if name.startswith(TABLES))

    @property
    def documents(self) -> tuple[tuple[str, str], ...]:
        """The documents that are there: of which company, under which SHA-256."""
        names = (name.removeprefix(DOCUMENTS) for name in self.members if name.startswith(DOCUMENTS))
        return tuple((entreprise, empreinte) for entreprise, _, empreinte in (name.partition("/") for name in names))

    @classmethod
    def parse(cls, data: bytes) -> "Manifest":
        """The manifest of that text.

        Raises: ArchiveRefused.
        """
        try:
            said: dict[str, Any] = json.loads(data)
            if said.pop("format") != FORMAT:
                raise ArchiveRefused("L'archive vient d'une autre version de Convergence : restaurez avec celle-là.")
            members = {name: Member(*parts) for name, parts in said.pop("members").items()}
            return cls(members=members, **said)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ArchiveRefused("Le manifeste de l'archive est illisible : elle est abîmée.") from error


def signed_text(manifest: bytes) -> str:
    """What the journal's key signs of a manifest."""
    return f"{SIGNED_AS}\n{sha256(manifest).hexdigest()}\n"


def member_of(table: str) -> str:
    """The name of a table's member."""
    return f"{TABLES}{table}{LINES}"


def document_member(entreprise_id: str, empreinte: str) -> str:
    """The name of a document's member."""
    return f"{DOCUMENTS}{entreprise_id}/{empreinte}"


def table_of(member: str) -> str:
    """The table whose member this is."""
    return member.removeprefix(TABLES).removesuffix(LINES)
