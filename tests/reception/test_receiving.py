"""A document as it arrives: kept once, or refused in one sentence with nothing kept."""

import io
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest

from models.store import open_store
from tests.support.documents import EXECUTABLE, SVG, pdf
from workflows.errors import ValidationRefused
from workflows.reception.antivirus import NoAntivirus
from workflows.reception.receiving import Reception, Recu

EDI = "11111111-1111-1111-1111-111111111111"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "preuves"


@pytest.fixture
def receive(folder: Path) -> Callable[[str, bytes], Recu]:
    reception = Reception(open_store(folder.as_uri()), NoAntivirus())
    return lambda nom, content: reception.receive(EDI, nom, io.BytesIO(content))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_document_is_kept_under_its_sha256(receive: Callable[[str, bytes], Recu], folder: Path) -> None:
    recu = receive("../Élan.pdf", pdf()).document
    assert (recu.nom, recu.format, recu.taille, recu.antivirus) == ("Élan.pdf", "pdf", len(pdf()), "sans")
    (kept,) = _files(folder)
    assert kept == folder / EDI / recu.empreinte[:2] / recu.empreinte
    assert kept.read_bytes() == pdf()


def test_the_extension_may_be_in_capitals(receive: Callable[[str, bytes], Recu]) -> None:
    assert receive("RAPPORT.PDF", pdf()).document.format == "pdf"


def test_9999999_bytes_are_taken_and_10000000_are_not(receive: Callable[[str, bytes], Recu], folder: Path) -> None:
    assert receive("grand.pdf", pdf(9_999_999)).document.taille == 9_999_999
    with pytest.raises(ValidationRefused, match="pèse 10 000 000 octets : un document doit peser moins de 10 Mo"):
        receive("trop.pdf", pdf(10_000_000))
    assert len(_files(folder)) == 1


@pytest.mark.parametrize(
    ("nom", "content", "sentence"),
    [
        ("vide.pdf", b"", "« vide.pdf » est vide"),
        (
            "rapport.pdf",
            EXECUTABLE,
            "« rapport.pdf » n'est pas un fichier pdf : son contenu est celui d'un fichier exe",
        ),
        ("schema.png", SVG, "« schema.png » n'est pas un fichier png : son contenu est celui d'un fichier svg"),
        ("rapport.exe", EXECUTABLE, "« rapport.exe » n'a pas un format autorisé"),
        ("rapport.pdf.exe", pdf(), "« rapport.pdf.exe » n'a pas un format autorisé"),
        ("rapport.exe.pdf", pdf(), "porte une double extension, « .exe » avant « .pdf »"),
        ("fac\u202efdp.exe", pdf(), "« facfdp.exe » n'a pas un format autorisé"),
        ("rapport", pdf(), "« rapport » n'a pas un format autorisé. Les formats autorisés sont : pdf, xls"),
        ("moitie.pdf", pdf(9000)[:4500], "« moitie.pdf » est tronqué"),
    ],
)
def test_what_is_refused_is_not_kept(
    receive: Callable[[str, bytes], Recu], folder: Path, nom: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(ValidationRefused) as refused:
        receive(nom, content)
    ((champ, said),) = refused.value.fields
    assert champ == "document"
    assert sentence in said
    assert _files(folder) == []


def test_dots_in_a_name_are_no_double_extension(receive: Callable[[str, bytes], Recu]) -> None:
    for nom in ("Careoptim v0.1.pdf", "ISO.13485.pdf", "rapport.docx.pdf"):
        assert receive(nom, pdf()).document.nom == nom


def test_the_same_document_sent_at_once_by_many_is_kept_once(
    receive: Callable[[str, bytes], Recu], folder: Path
) -> None:
    together, results = Barrier(6), []

    def send(rang: int) -> None:
        together.wait()
        results.append(receive(f"{rang}.pdf", pdf(2_000_000)).document.empreinte)

    threads = [Thread(target=send, args=(rang,)) for rang in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    assert len(set(results)) == 1
    (kept,) = _files(folder)
    assert kept.read_bytes() == pdf(2_000_000)
