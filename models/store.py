"""Where the bytes of proofs are: a folder or an object store; created once under their SHA-256, never replaced."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

CHUNK = 256 * 1024
"""Bytes read at once, about."""


class StoreUnavailable(Exception):
    """The folder or the object store does not answer, or has lost what was kept in it."""


class AlteredDocument(StoreUnavailable):
    """What is stored is no longer what was deposited."""


class DocumentStore:
    """Each company's documents apart, so that nothing tells one company what another has."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    def keep(self, entreprise_id: str, empreinte: str, content: IO[bytes]) -> None:
        """Write the content, unless the company already has it: then nothing is written.

        Raises: StoreUnavailable.
        """
        content.seek(0)
        try:
            # an object that may only be created goes in one piece: a proof is under ten million bytes
            obstore.put(self._objects, _key(entreprise_id, empreinte), content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return
        except (BaseError, OSError) as error:
            raise StoreUnavailable(f"le document {empreinte} n'a pas pu être écrit") from error

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
