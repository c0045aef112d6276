"""Texts of a foreign file: bytes that must be UTF-8, short titles, codes within what our format takes."""

import hashlib
import re
import unicodedata

from referentiels.faults import Faute, ReferentielInvalid
from referentiels.fields import TEXTE_MAX

TITRE_MAX = 120
CONTROLES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def refuse(fichier: str, trouve: str, attendu: str, ligne: int = 1, place: str = "") -> ReferentielInvalid:
    """The refusal of a whole file for one reason."""
    return ReferentielInvalid([Faute(fichier, ligne, place, trouve, attendu)])


def decode(contenu: bytes, fichier: str) -> str:
    """The text of a file in UTF-8, with or without its byte-order mark.

    Raises: ReferentielInvalid for anything else, with the line of the first byte that is not.
    """
    if contenu.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(fichier, "un texte en UTF-16", "un texte en UTF-8")
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        ligne = contenu.count(b"\n", 0, error.start) + 1
        octet = f"l'octet 0x{contenu[error.start]:02x}"
        raise refuse(fichier, octet, "un texte en UTF-8", ligne) from error
    if "\x00" in texte:
        raise refuse(fichier, "un octet nul", "un fichier de texte", texte.count("\n", 0, texte.index("\x00")) + 1)
    return texte


def propre(texte: object) -> str:
    """The text without control characters nor outer spaces, its line ends as ours; empty for what is no text."""
    if texte is None or isinstance(texte, bool | dict | list):
        return ""
    lignes = str(texte).replace("\r\n", "\n").replace("\r", "\n")
    return CONTROLES.sub(" ", lignes).strip()


def titre_court(texte: str) -> str:
    """The first line of a text, cut at a word where it is long."""
    ligne = " ".join(texte.strip().split("\n", 1)[0].split())
    if len(ligne) <= TITRE_MAX:
        return ligne
    return ligne[:TITRE_MAX].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def coupe(texte: str) -> tuple[str, bool]:
    """The text within what a field takes, and whether some of it was left out."""
    return (texte, False) if len(texte) <= TEXTE_MAX else (texte[: TEXTE_MAX - 1].rstrip() + "…", True)


def sans_accent(texte: str) -> str:
    """The text in ASCII, as far as its letters have a form there."""
    return unicodedata.normalize("NFKD", texte).encode("ascii", "ignore").decode()


def code_de_fichier(texte: str, maximum: int = 36) -> str:
    """A code such as « care-d2 »; empty where nothing of the text may stand in one."""
    mots = re.findall(r"[a-z0-9]+", sans_accent(texte).lower())
    while mots and not mots[0][0].isalpha():
        mots[0] = f"r{mots[0]}"
    code = "-".join(mots)
    return code if len(code) <= maximum else code[:maximum].rsplit("-", 1)[0]


def code_de_choix(texte: str, maximum: int = 50) -> str:
    """A code such as « systeme_industriel »."""
    return code_de_fichier(texte, maximum).replace("-", "_")


def code_de_version(texte: str) -> str:
    """A version that may stand in a questionnaire's key: « 1.2 » is written « 1-2 »."""
    return "-".join(re.findall(r"[a-z0-9]+", sans_accent(texte).lower()))[:20].strip("-")


def empreinte(texte: str) -> str:
    """Five characters that tell a text from others."""
    return hashlib.sha256(texte.encode()).hexdigest()[:5].upper()
