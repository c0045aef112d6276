"""The store of documents, in a folder and in an object store: created once, altered never unseen, nothing crosses."""

import io
import socket
from hashlib import sha256
from uuid import uuid4

import obstore
import pytest
from obstore.store import S3Store

from models.store import AlteredDocument, DocumentStore, StoreUnavailable, open_store
from tests.reception.conftest import ask

EDI, AUTRE = "entreprise-edi", "entreprise-autre"
CONTENT = b"%PDF-1.7" + bytes(range(256)) * 4000
EMPREINTE = sha256(CONTENT).hexdigest()


def read(store: DocumentStore, entreprise: str = EDI) -> bytes:
    return b"".join(store.read(entreprise, EMPREINTE))


def test_what_is_kept_is_given_back(store: DocumentStore) -> None:
    assert not store.has(EDI, EMPREINTE)
    store.keep(EDI, EMPREINTE, io.BytesIO(CONTENT))
    assert store.has(EDI, EMPREINTE)
    assert read(store) == CONTENT


def test_what_is_there_is_never_written_again(store: DocumentStore) -> None:
    store.keep(EDI, EMPREINTE, io.BytesIO(CONTENT))
    store.keep(EDI, EMPREINTE, io.BytesIO(b"autre chose"))
    assert read(store) == CONTENT


def test_a_company_has_nothing_of_what_another_keeps(store: DocumentStore) -> None:
    store.keep(EDI, EMPREINTE, io.BytesIO(CONTENT))
    assert not store.has(AUTRE, EMPREINTE)
    with pytest.raises(StoreUnavailable):
        store.read(AUTRE, EMPREINTE)


def test_an_altered_document_is_never_given_whole(store: DocumentStore) -> None:
    store.keep(EDI, EMPREINTE, io.BytesIO(CONTENT[:-1] + b"?"))
    given, pieces = bytearray(), store.read(EDI, EMPREINTE)
    with pytest.raises(AlteredDocument):
        given.extend(byte for piece in pieces for byte in piece)
    assert len(given) < len(CONTENT)


def test_documents_are_apart_in_the_bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "essai")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "essai")
    bucket = f"preuves-{uuid4().hex}"
    ask(f"{s3_server}/{bucket}", "PUT")
    open_store(f"s3://{bucket}/convergence?endpoint={s3_server}&region=eu-west-3").keep(
        EDI, EMPREINTE, io.BytesIO(CONTENT)
    )
    whole = S3Store(bucket, endpoint=s3_server, region="eu-west-3", client_options={"allow_http": True})
    found = [item["path"] for page in obstore.list(whole) for item in page]
    assert found == [f"convergence/{EDI}/{EMPREINTE[:2]}/{EMPREINTE}"]


def test_a_store_that_does_not_answer_is_said_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = open_store(f"s3://preuves?endpoint=http://127.0.0.1:{free.getsockname()[1]}&region=eu-west-3")
        with pytest.raises(StoreUnavailable):
            nobody.keep(EDI, EMPREINTE, io.BytesIO(CONTENT))
        with pytest.raises(StoreUnavailable):
            nobody.has(EDI, EMPREINTE)
