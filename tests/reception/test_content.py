"""What a document holds, against what its name says."""

import io
import tracemalloc
from hashlib import sha256
from zipfile import ZIP_LZMA, ZipFile

import pytest

from tests.support.documents import (
    EVERY_FORMAT,
    EXECUTABLE,
    SVG,
    archive,
    avi,
    lying,
    mp4,
    nested,
    office,
    ole,
    pdf,
    png,
    with_password,
)
from workflows.reception.formats import FORMATS, ContentRefused, check_content


def check(extension: str, content: bytes) -> None:
    check_content(extension, io.BytesIO(content))


def refusal(extension: str, content: bytes) -> str:
    with pytest.raises(ContentRefused) as refused:
        check(extension, content)
    return str(refused.value)


def test_the_formats_are_the_guides() -> None:
    assert set(EVERY_FORMAT) == set(FORMATS)
    assert len(FORMATS) == 19


@pytest.mark.parametrize("extension", FORMATS)
def test_every_format_is_recognised(extension: str) -> None:
    check(extension, EVERY_FORMAT[extension])


@pytest.mark.parametrize("extension", FORMATS)
def test_no_format_takes_an_executable_or_noise(extension: str) -> None:
    noise = b"".join(sha256(f"{extension}{rang}".encode()).digest() for rang in range(150))
    for content in (EXECUTABLE, b"\x7fELF\2\1\1" + bytes(200), noise):
        assert refusal(extension, content)


@pytest.mark.parametrize("extension", [name for name in FORMATS if name not in ("txt", "csv", "xml")])
def test_no_other_format_passes_for_this_one(extension: str) -> None:
    alike = {extension, *({"mpg", "mpeg"} if extension in ("mpg", "mpeg") else ())}
    # an Office document is an archive, and may be sent as one
    alike |= {name for name, content in EVERY_FORMAT.items() if extension == "zip" and content.startswith(b"PK")}
    for other, content in EVERY_FORMAT.items():
        if other not in alike:
            assert refusal(extension, content), other


def test_an_executable_or_a_drawing_is_named_for_what_it_is() -> None:
    assert refusal("pdf", EXECUTABLE) == "n'est pas un fichier pdf : son contenu est celui d'un fichier exe"
    assert refusal("png", SVG) == "n'est pas un fichier png : son contenu est celui d'un fichier svg"


@pytest.mark.parametrize(
    ("extension", "content"),
    [("pdf", pdf(5000)[:3000]), ("png", png()[:-6]), ("avi", avi()[:-10]), ("mp4", mp4()[:-3]), ("mp4", mp4() + b"\0")],
)
def test_a_truncated_document_is_said_so(extension: str, content: bytes) -> None:
    assert refusal(extension, content) == "est tronqué : la fin du fichier manque"


@pytest.mark.parametrize("extension", ["zip", "docx", "odt"])
def test_a_truncated_archive_is_said_so(extension: str) -> None:
    assert refusal(extension, EVERY_FORMAT[extension][:-30]) == "est tronqué ou abîmé"


def test_a_damaged_archive_is_said_so() -> None:
    content = bytearray(archive({"a.txt": b"bonjour " * 100}))
    content[45] ^= 0xFF
    assert refusal("zip", bytes(content)) == "est tronqué ou abîmé"


def test_an_archive_damaged_under_lzma_is_said_so() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_LZMA) as made:
        made.writestr("a.txt", b"bonjour " * 1000)
    damaged = [bytes(out.getvalue()[:at] + b"\xff" + out.getvalue()[at + 1 :]) for at in (45, 60, 75)]
    assert {refusal("zip", content) for content in damaged} == {"est tronqué ou abîmé"}


def test_a_film_of_a_few_bytes_is_truncated() -> None:
    assert {refusal("avi", content) for content in (b"RIFF", b"RIFF\1")} == {"est tronqué : la fin du fichier manque"}


@pytest.mark.parametrize("brand", [b"isom", b"iso2", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"])
def test_mpeg4_is_known_by_any_of_its_brands(brand: bytes) -> None:
    check("mp4", mp4(brand))


def test_a_quicktime_film_is_no_mpeg4() -> None:
    assert "n'est pas un fichier mp4" in refusal("mp4", mp4(b"qt  "))


def test_a_bomb_is_refused_by_what_it_declares_before_anything_is_opened() -> None:
    bomb = archive({f"{rang}.txt": bytes(20_000_001) for rang in range(10)})
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    assert refusal("zip", bomb) == "occuperait plus de 200 Mo une fois ouvert"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_an_archive_of_two_hundred_million_bytes_opens() -> None:
    check("zip", archive({f"{rang}.txt": bytes(20_000_000) for rang in range(10)}))


def test_an_office_document_can_be_a_bomb_too() -> None:
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": bytes(200_000_000)}
    assert refusal("docx", archive(parts)) == "occuperait plus de 200 Mo une fois ouvert"


def test_a_bomb_inside_an_archive_is_found_whatever_it_is_called() -> None:
    inside = archive({"zeros.txt": bytes(199_999_990)})
    assert refusal("zip", archive({"notes.txt": inside})) == "occuperait plus de 200 Mo une fois ouvert"


def test_archives_may_be_three_deep_and_no_more() -> None:
    check("zip", nested(3))
    assert "sur plus de 3 niveaux" in refusal("zip", nested(4))


def test_an_archive_of_too_many_files_is_refused() -> None:
    check("zip", archive({str(rang): b"" for rang in range(10_000)}))
    assert refusal("zip", archive({str(rang): b"" for rang in range(10_001)})) == "contient plus de 10000 fichiers"


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    assert refusal("zip", lying()) == "annonce de fausses tailles"


def test_what_a_password_closes_is_refused() -> None:
    assert "mot de passe" in refusal("zip", with_password())
    assert "mot de passe" in refusal("doc", ole("EncryptedPackage"))


def test_an_empty_archive_is_refused() -> None:
    assert refusal("zip", archive({})) == "est vide : l'archive ne contient rien"


def test_an_archive_is_not_an_office_document() -> None:
    assert "n'est pas un fichier docx" in refusal("docx", archive({"a.txt": b"a"}))
    assert "n'est pas un fichier xlsx" in refusal("xlsx", office("word/document.xml"))
    assert "n'est pas un fichier odt" in refusal("odt", EVERY_FORMAT["ods"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_in_use(encoding: str) -> None:
    check("txt", "Prénom ; âge ; « œuvre »\r\n\tà suivre".encode(encoding))


@pytest.mark.parametrize("content", [b"a\x00b", b"a\x1b[31m", b"\xff\xfe\x00", b"caf\x81"])
def test_what_no_text_holds_is_refused(content: bytes) -> None:
    assert "autre chose que du texte" in refusal("csv", content)


@pytest.mark.parametrize("content", [b"<a>", b"<a></b>", b"pas du xml", b"<?xml version='1.0'?>"])
def test_xml_is_whole_and_well_formed(content: bytes) -> None:
    assert "n'est pas un XML complet et bien formé" in refusal("xml", content)


@pytest.mark.parametrize("encoding", ["inconnu", "shift_jis", "gb18030", "utf-7", "idna"])
def test_xml_in_an_encoding_that_is_not_read_is_refused(encoding: str) -> None:
    content = f"<?xml version='1.0' encoding='{encoding}'?><a/>".encode()
    assert "encodage qui n'est pas accepté" in refusal("xml", content)


def test_xml_that_swells_is_refused_where_it_declares_it() -> None:
    laughs = b"<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>"
    assert "déclare des entités" in refusal("xml", laughs)
