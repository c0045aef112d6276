"""Names of documents as people send them, made into names that any system keeps and no browser is fooled by."""

import unicodedata

BYTES_MAX = 200
"""Bytes of a name in UTF-8: below what file systems and archives take (255)."""

FORBIDDEN = frozenset('<>:"/\\|?*')
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
)


def safe_name(sent: str) -> str:
    """The last part of a sent path, in NFC, without what is invisible or reserved; « document » where nothing is left.

    Accents stay. Characters that turn the reading direction, which can make « exe.pdf » read « fdp.exe », go.
    """
    last = sent.replace("\\", "/").rpartition("/")[2]
    kept = "".join(_kept(char) for char in unicodedata.normalize("NFC", last))
    stem, dot, extension = " ".join(kept.split()).rstrip(" .").rpartition(".")
    if not dot:
        stem, extension = extension, ""
    stem = stem.strip(" .") or "document"
    if stem.partition(".")[0].lower() in RESERVED:
        stem = f"_{stem}"
    extension = extension.strip(" .")
    room = BYTES_MAX - len(f".{extension}".encode())
    short = stem.encode()[: max(room, 1)].decode(errors="ignore").strip(" .")
    return f"{short}.{extension}" if extension else short


def _kept(char: str) -> str:
    if char in FORBIDDEN:
        return "_"
    category = unicodedata.category(char)
    if category in ("Zs", "Zl", "Zp"):
        return " "
    return "" if category in ("Cc", "Cf", "Cs", "Co", "Cn") else char


def extensions(name: str) -> tuple[str, ...]:
    """Every extension of a name, in lower case, the first one first."""
    return tuple(part.strip().lower() for part in name.split(".")[1:])
