"""Text, known by what it is not: bytes that no encoding in use gives, characters that no text holds."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import IO
from xml.parsers import expat

ALLOWED = frozenset("\t\n\r\f")
CHUNK = 64 * 1024


def is_text(content: bytes) -> bool:
    """Whether it reads as UTF-8, UTF-16 with its mark, or Windows-1252, without control characters."""
    encodings = ("utf-16",) if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(char < " " and char not in ALLOWED for char in set(text))
    return False


class XmlRefused(Exception):
    """An XML document that cannot be kept; the text is the end of a French sentence."""


def check_xml(content: IO[bytes]) -> None:
    """Read it to its end; entities, by which a few bytes become millions, are refused where they are declared.

    Raises: XmlRefused.
    """
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse_entity
    content.seek(0)
    try:
        while piece := content.read(CHUNK):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise XmlRefused(f"n'est pas un XML complet et bien formé (ligne {error.lineno})") from error
    except (LookupError, ValueError) as error:
        # what Python says of an encoding that it does not know, or that takes several bytes a character
        raise XmlRefused("déclare un encodage qui n'est pas accepté ; enregistrez-le en UTF-8") from error


def _refuse_entity(*_declared: object) -> None:
    raise XmlRefused("déclare des entités, qui peuvent grossir sans fin ; retirez-les")
