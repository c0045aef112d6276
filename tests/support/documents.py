"""Small documents of every format, made here; and what people should not send."""

import io
import struct
import zlib
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(size: int = 0, text: str = "") -> bytes:
    """A PDF, padded to a size in bytes."""
    start, end = b"%PDF-1.7\n" + f"% {text}\n".encode(), b"\n%%EOF\n"
    return start + b"x" * max(size - len(start) - len(end), 0) + end


def png() -> bytes:
    """One grey point."""
    parts = (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def archive(entries: Mapping[str, bytes]) -> bytes:
    """An archive of these files."""
    kept = io.BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return kept.getvalue()


def office(main: str) -> bytes:
    """An Office document whose main part has that name."""
    return archive({"[Content_Types].xml": b"<Types/>", main: b"<document/>"})


def open_document(kind: str) -> bytes:
    """An OpenDocument of that kind."""
    mime = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive({"mimetype": mime, "content.xml": b"<content/>"})


def ole(stream: str) -> bytes:
    """A compound document with a stream of that name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(512)


def mp4(brand: bytes = b"isom") -> bytes:
    """An MPEG-4 file without pictures."""
    return struct.pack(">I", 20) + b"ftyp" + brand + b"\0\0\2\0" + b"mp41" + struct.pack(">I", 16) + b"mdat" + bytes(8)


def avi() -> bytes:
    """An AVI without pictures."""
    body = b"AVI LIST" + bytes(60)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mpeg() -> bytes:
    """The beginning of an MPEG stream."""
    return b"\0\0\1\xba" + b"\x44\0\4\0\4\1" + bytes(100)


EVERY_FORMAT: Mapping[str, bytes] = {
    "pdf": pdf(),
    "xls": ole("Workbook"),
    "xlsx": office("xl/workbook.xml"),
    "ods": open_document("spreadsheet"),
    "doc": ole("WordDocument"),
    "docx": office("word/document.xml"),
    "odt": open_document("text"),
    "ppt": ole("PowerPoint Document"),
    "pptx": office("ppt/presentation.xml"),
    "odp": open_document("presentation"),
    "zip": archive({"lisez-moi.txt": b"bonjour"}),
    "png": png(),
    "xml": "<?xml version='1.0'?><a>é</a>".encode(),
    "txt": "Un texte accentué.".encode(),
    "csv": "prénom;âge\r\nÉlodie;3\r\n".encode("cp1252"),
    "mp4": mp4(),
    "avi": avi(),
    "mpg": mpeg(),
    "mpeg": mpeg(),
}

EXECUTABLE = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + bytes(200)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def nested(depth: int) -> bytes:
    """Archives inside one another, so many."""
    content = archive({"a.txt": b"a"})
    for _ in range(depth - 1):
        content = archive({"dedans.bin": content})
    return content


def lying() -> bytes:
    """An archive whose entry says that it holds one byte, where it holds a million."""
    content = bytearray(archive({"a.txt": bytes(1_000_000)}))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(signature) + place
        content[start : start + 4] = struct.pack("<I", 1)
    return bytes(content)


def with_password() -> bytes:
    """An archive whose entry is marked as encrypted."""
    content = bytearray(archive({"a.txt": b"secret"}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + place] |= 1
    return bytes(content)
