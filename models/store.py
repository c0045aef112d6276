"""Where the bytes of proofs are, a folder or an object store: under their SHA-256, never replaced by others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

CHUNK = 256 * 1024
"""Bytes read at once, about."""

YOUNG = timedelta(minutes=30)
"""A document older than this is written anew when it is deposited again, so that its age says when it last was."""


class StoreUnavailable(Exception):
    """The folder or the object store does not answer, or has lost what was kept in it."""


class AlteredDocument(StoreUnavailable):
    """What is stored is no longer what was deposited."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One document of the store: whose it is, its SHA-256, its bytes, and when it was last deposited."""

    entreprise_id: str
    empreinte: str
    taille: int
    deposee_le: datetime


class DocumentStore:
    """Each company's documents apart, so that nothing tells one company what another has."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    def keep(self, entreprise_id: str, empreinte: str, content: IO[bytes]) -> None:
        """Write the content, unless the company had it a moment ago already: then nothing is written.

        Raises: StoreUnavailable.
        """
        key = _key(entreprise_id, empreinte)
        try:
            # an object that may only be created goes in one piece: a proof is under ten million bytes
            content.seek(0)
            obstore.put(self._objects, key, content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            self._renew(key, content)
        except (BaseError, OSError) as error:
            raise StoreUnavailable(f"le document {empreinte} n'a pas pu être écrit") from error

    def _renew(self, key: str, content: IO[bytes]) -> None:
        try:
            if datetime.now(UTC) - obstore.head(self._objects, key)["last_modified"] < YOUNG:
                return
            content.seek(0)
            obstore.put(self._objects, key, content, use_multipart=False)
        except (BaseError, OSError) as error:
            raise StoreUnavailable(f"le document {key} n'a pas pu être écrit") from error

    def stored(self) -> Iterator[Stored]:
        """Every document, whoever names it; what is no document of ours is left aside.

        Raises: StoreUnavailable.
        """
        try:
            for page in obstore.list(self._objects):
                for found in page:
                    owner, empreinte = found["path"].split("/")[0], found["path"].split("/")[-1]
                    if found["path"] == _key(owner, empreinte):
                        yield Stored(owner, empreinte, found["size"], found["last_modified"])
        except (BaseError, OSError) as error:
            raise StoreUnavailable("le magasin des documents ne répond pas") from error

    def remove(self, entreprise_id: str, empreinte: str) -> None:
        """Take a document away for good.

        Raises: StoreUnavailable.
        """
        try:
            obstore.delete(self._objects, _key(entreprise_id, empreinte))
        except (BaseError, OSError) as error:
            raise StoreUnavailable(f"le document {empreinte} n'a pas pu être retiré") from error

    def has(self, entreprise_id: str, empreinte: str) -> bool:
        """Whether the company has that content.

        Raises: StoreUnavailable where the store does not answer.
        """
        try:
            obstore.head(self._objects, _key(entreprise_id, empreinte))
        except FileNotFoundError:
            return False
        except (BaseError, OSError) as error:
            raise StoreUnavailable("le magasin des documents ne répond pas") from error
        return True

    def read(self, entreprise_id: str, empreinte: str) -> Iterator[bytes]:
        """The content piece by piece; the last one comes only if all of it is what was deposited.

        Raises: StoreUnavailable at once; AlteredDocument before the last piece.
        """
        try:
            found = obstore.get(self._objects, _key(entreprise_id, empreinte))
        except (BaseError, OSError) as error:
            raise StoreUnavailable(f"le document {empreinte} n'a pas pu être lu") from error
        return _checked((bytes(piece) for piece in found.stream(min_chunk_size=CHUNK)), empreinte)

    def check(self, entreprise_id: str, empreinte: str) -> None:
        """Read it to its end.

        Raises: StoreUnavailable; AlteredDocument.
        """
        for _piece in self.read(entreprise_id, empreinte):
            pass


def _checked(pieces: Iterator[bytes], empreinte: str) -> Iterator[bytes]:
    digest, held = sha256(), b""
    try:
        for piece in pieces:
            digest.update(piece)
            if held:
                yield held
            held = piece
    except (BaseError, OSError) as error:
        raise StoreUnavailable(f"le document {empreinte} n'a pas pu être lu jusqu'au bout") from error
    if digest.hexdigest() != empreinte:
        raise AlteredDocument(f"le document {empreinte} n'est plus celui qui a été déposé")
    yield held


def _key(entreprise_id: str, empreinte: str) -> str:
    return f"{entreprise_id}/{empreinte[:2]}/{empreinte}"


def folder_of(url: str) -> Path | None:
    """The folder of a `file:///` address, None for an object store."""
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def open_store(url: str) -> DocumentStore:
    """The store at a `file:///` or `s3://` address; the object store's credentials are the environment's (AWS_…)."""
    parts = urlsplit(url)
    folder = folder_of(url)
    if folder is not None:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        return DocumentStore(LocalStore(folder))
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return DocumentStore(_s3(parts.netloc, parts.path.strip("/"), asked.get("endpoint"), asked.get("region")))


def _s3(bucket: str, prefix: str, endpoint: str | None, region: str | None) -> S3Store:
    options: dict[str, str] = {"region": region} if region else {}
    if endpoint:
        options |= {"endpoint": endpoint}
    return S3Store(
        bucket,
        prefix=prefix or None,
        client_options={
            "allow_http": bool(endpoint and endpoint.startswith("http://")),
            "connect_timeout": "5s",
            "timeout": "60s",
        },
        retry_config={"max_retries": 2},
        **options,  # type: ignore[arg-type]
    )
