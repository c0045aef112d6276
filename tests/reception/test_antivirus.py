"""What the antivirus says, asked of a real clamd; and what is said when it is not there, or answers nonsense."""

import io
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from tests.support.clamav import SIGNATURE, clamd, free_port
from tests.support.documents import EICAR, archive, pdf
from workflows.reception.antivirus import Analyse, ClamAV, NoAntivirus, open_antivirus


@pytest.fixture(scope="module")
def antivirus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClamAV]:
    port = free_port()
    with clamd(tmp_path_factory.mktemp("clamav"), port):
        yield ClamAV("127.0.0.1", port)


@contextmanager
def answering(answer: bytes) -> Iterator[ClamAV]:
    """Something that listens where clamd should, and answers that to whatever comes."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            self.request.sendall(answer)

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield ClamAV("127.0.0.1", server.server_address[1], timeout=5)
        server.shutdown()


def test_a_clean_document_is_clean(antivirus: ClamAV) -> None:
    assert antivirus.scan(io.BytesIO(pdf(9_999_999))) == Analyse("saine")


def test_eicar_is_found_with_its_name(antivirus: ClamAV) -> None:
    assert antivirus.scan(io.BytesIO(EICAR)) == Analyse("infectee", f"{SIGNATURE}.UNOFFICIAL")


def test_eicar_is_found_inside_an_archive(antivirus: ClamAV) -> None:
    assert antivirus.scan(io.BytesIO(archive({"piece.txt": EICAR}))).resultat == "infectee"


def test_the_whole_document_is_scanned_wherever_it_was_read_to(antivirus: ClamAV) -> None:
    content = io.BytesIO(EICAR)
    content.seek(40)
    assert antivirus.scan(content).resultat == "infectee"


def test_while_nobody_answers_the_analysis_waits() -> None:
    assert ClamAV("127.0.0.1", free_port()).scan(io.BytesIO(EICAR)) == Analyse("en_attente")


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\n", b"", b"HTTP/1.1 400\r\n", b"\xff\xfe\n"])
def test_what_is_not_an_answer_is_never_taken_for_a_clean_one(answer: bytes) -> None:
    with answering(answer) as antivirus:
        assert antivirus.scan(io.BytesIO(pdf())) == Analyse("en_attente")


def test_without_a_setting_nothing_is_scanned() -> None:
    assert isinstance(open_antivirus(None), NoAntivirus)
    assert open_antivirus(None).scan(io.BytesIO(EICAR)) == Analyse("sans")
