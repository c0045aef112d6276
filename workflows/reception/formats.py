"""The formats that proofs may have, each recognised by its content and checked against the extension of the name."""

import struct
from typing import IO
from zipfile import ZipFile

import puremagic

from workflows.reception.archives import ArchiveRefused, check_archive
from workflows.reception.texts import XmlRefused, check_xml, is_text

AUTORISES = "pdf, xls, xlsx, ods, doc, docx, odt, ppt, pptx, odp, zip, png, xml, txt, csv, mp4, avi, mpg, mpeg"
"""As the guide writes them. Source: S:1527."""

FORMATS = tuple(AUTORISES.split(", "))

HIDDEN = (
    "exe com scr pif bat cmd msi msp dll cpl jar js jse vbs vbe wsf wsh hta ps1 psm1 sh bash py pl php rb lnk reg "
    "app apk deb rpm dmg iso svg html htm xhtml mht url desktop docm xlsm pptm"
)
EXECUTABLE = frozenset(HIDDEN.split())
"""Extensions that a double extension may try to hide."""

OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
OPEN_DOCUMENT = {"odt": b"text", "ods": b"spreadsheet", "odp": b"presentation"}
OLE = {"doc": ("WordDocument",), "xls": ("Workbook", "Book"), "ppt": ("PowerPoint Document",)}
MAGIC = {
    "pdf": {"pdf"},
    "png": {"png"},
    "mp4": {"mp4", "m4v"},
    "avi": {"avi"},
    "mpg": {"mpg", "mpeg"},
    "mpeg": {"mpg", "mpeg"},
    **{key: set(OLE) for key in OLE},
    **{key: {"zip"} for key in (*OFFICE, *OPEN_DOCUMENT, "zip")},
}
BRANDS = (b"iso", b"mp4", b"avc1", b"M4V", b"MSNV", b"dash", b"f4v")
"""Beginnings of the brands of MPEG-4 files; puremagic 1.30 knows three of them."""

TAIL = 2048
"""Bytes at the end of a file among which its last mark is to be found."""


class ContentRefused(Exception):
    """A content that is not what its name says; the text is a French sentence without its subject: « n'est pas… »."""


def check_content(extension: str, content: IO[bytes]) -> None:
    """Nothing where the content is that of the extension, and whole.

    Raises: ContentRefused.
    """
    try:
        if extension in ("txt", "csv", "xml"):
            _text(extension, content)
        else:
            _binary(extension, content)
    except (ArchiveRefused, XmlRefused) as refused:
        raise ContentRefused(str(refused)) from refused


def _text(extension: str, content: IO[bytes]) -> None:
    content.seek(0)
    if not is_text(content.read()):
        raise ContentRefused(f"n'est pas un fichier {extension} : il contient autre chose que du texte")
    if extension == "xml":
        check_xml(content)


def _binary(extension: str, content: IO[bytes]) -> None:
    content.seek(0)
    head, tail = content.read(4096), _tail(content)
    found = _magic(head, tail)
    if not MAGIC[extension].intersection(found):
        likely = "exe" if "exe" in found else next(iter(found), "")
        looks = f" : son contenu est celui d'un fichier {likely}" if likely else ""
        raise ContentRefused(f"n'est pas un fichier {extension}{looks}")
    if not _whole(extension, head, tail, content):
        raise ContentRefused("est tronqué : la fin du fichier manque")
    if extension in OLE:
        _ole(extension, content)
    if MAGIC[extension] == {"zip"}:
        _zip(extension, content)


def _tail(content: IO[bytes]) -> bytes:
    content.seek(max(content.seek(0, 2) - TAIL, 0))
    return content.read()


def _magic(head: bytes, tail: bytes) -> tuple[str, ...]:
    """The extensions that the first and last bytes allow, likeliest first; archives of every kind are `zip`."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ("zip",)
    if head[4:8] == b"ftyp" and head[8:12].startswith(BRANDS):
        return ("mp4",)
    try:
        matches = puremagic.magic_string(head + tail)
    except puremagic.PureError:
        return ()
    return tuple(match.extension.removeprefix(".") for match in matches if match.extension)


def _whole(extension: str, head: bytes, tail: bytes, content: IO[bytes]) -> bool:
    length = content.seek(0, 2)
    if extension == "pdf":
        return b"%%EOF" in tail
    if extension == "png":
        return b"IEND\xaeB`\x82" in tail
    if extension == "avi":
        return len(head) >= 12 and int(struct.unpack("<I", head[4:8])[0]) + 8 <= length
    return extension != "mp4" or _boxes(content, length)


def _boxes(content: IO[bytes], length: int) -> bool:
    """Whether the boxes of an MPEG-4 file end where the file does, or before."""
    place = 0
    while place + 8 <= length:
        content.seek(place)
        size, _kind, long_size = struct.unpack(">I4sQ", content.read(16).ljust(16, b"\0"))
        step = {0: length - place, 1: long_size}.get(size, size)
        if step < 8:
            return False
        place += step
    return place == length


def _ole(extension: str, content: IO[bytes]) -> None:
    """A compound document of the kind that its extension says, by the names of its streams."""
    content.seek(0)
    whole = content.read()
    if "EncryptedPackage".encode("utf-16-le") in whole:
        raise ContentRefused("est protégé par un mot de passe, si bien que personne ne pourrait le vérifier")
    if not any(name.encode("utf-16-le") in whole for name in OLE[extension]):
        raise ContentRefused(f"n'est pas un fichier {extension} : son contenu est celui d'un autre document")


def _zip(extension: str, content: IO[bytes]) -> None:
    names = check_archive(content)
    if extension in OFFICE and not {OFFICE[extension], "[Content_Types].xml"} <= names:
        raise ContentRefused(f"n'est pas un fichier {extension} : son contenu est celui d'un autre document")
    if extension in OPEN_DOCUMENT and not _open_document(extension, names, content):
        raise ContentRefused(f"n'est pas un fichier {extension} : son contenu est celui d'un autre document")
    if not names:
        raise ContentRefused("est vide : l'archive ne contient rien")


def _open_document(extension: str, names: frozenset[str], content: IO[bytes]) -> bool:
    if not {"mimetype", "content.xml"} <= names:
        return False
    with ZipFile(content) as archive, archive.open("mimetype") as opened:
        return opened.read(100).startswith(b"application/vnd.oasis.opendocument." + OPEN_DOCUMENT[extension])
