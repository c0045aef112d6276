"""The YAML of a document as a draft keeps it: what it says it is, the version it carries, what changed in it."""

import re
from collections.abc import Collection
from difflib import unified_diff

from models.snapshot import PublicationSnapshot
from referentiels.loading import ReferentielInvalid, read_document
from referentiels.reading import normalise
from rules.edition import REGLES
from rules.faults import FaultLog
from rules.shipped import pack_document
from rules.yaml_tree import read_tree
from workflows.errors import ValidationRefused

GENRES = ("parcours", "questionnaire", "qualification", REGLES)
CODE_MAX = 80
"""Characters: the journal names the stream of a document by it."""

_VERSION = re.compile(r"^version:[^\n]*$", re.MULTILINE)
_PAQUET = re.compile(r"^pack:", re.MULTILINE)
_FAMILLE = re.compile(r"^family:[^\n]*$", re.MULTILINE)


def lire(genre: str, code: str, contenu: str) -> PublicationSnapshot:
    """The document that the text holds.

    Raises: ValidationRefused where it cannot be read, or is another document than the one of that genre and code.
    """
    if len(code) > CODE_MAX:
        raise ValidationRefused(fields=(("code", f"Le code d'un document a {CODE_MAX} caractères au plus."),))
    texte = normalise(contenu)
    lu = _paquet(texte) if genre == REGLES else _referentiel(texte, code)
    if (lu.genre, lu.code) != (genre, code):
        raise _refuse(f"Ce contenu est celui de « {lu.genre} {lu.code} » ; attendu ici : « {genre} {code} ».")
    return lu


def reconnaitre(contenu: str) -> tuple[str, str]:
    """The genre and the code that the text gives itself.

    Raises: ValidationRefused where it is no document.
    """
    texte = normalise(contenu)
    lu = _paquet(texte) if _PAQUET.search(texte) else _referentiel(texte, "contenu")
    return lu.genre, lu.code


def _paquet(texte: str) -> PublicationSnapshot:
    log = FaultLog("contenu")
    if read_tree(texte, log) is None or log.faults:
        raise _refuse(*map(str, log.faults))
    try:
        return pack_document(texte)
    except (KeyError, TypeError) as error:
        raise _refuse("Ce contenu n'est pas un jeu de règles : il doit nommer « pack » et « family ».") from error


def _referentiel(texte: str, code: str) -> PublicationSnapshot:
    try:
        lu = read_document(texte, code)
    except ReferentielInvalid as error:
        raise _refuse(*map(str, error.faults)) from error
    return PublicationSnapshot(lu.genre, lu.code, lu.version, lu.digest, lu.texte)


def _refuse(*sentences: str) -> ValidationRefused:
    return ValidationRefused(fields=tuple(("contenu", sentence) for sentence in sentences))


def version_suivante(connues: Collection[str]) -> str:
    """The number after the highest one that is a number."""
    return str(max((int(connue) for connue in connues if connue.isdecimal()), default=0) + 1)


def avec_version(contenu: str, version: str) -> str:
    """The text with that version, on the line where versions stand."""
    ligne = f'version: "{version}"'
    if _VERSION.search(contenu):
        return _VERSION.sub(ligne, contenu, count=1)
    return _FAMILLE.sub(lambda famille: f"{famille[0]}\n{ligne}", contenu, count=1)


def difference(avant: str, apres: str) -> list[str]:
    """What changed, line by line, as `diff -u` writes it; none where nothing did."""
    lines = unified_diff(avant.splitlines(), apres.splitlines(), "avant", "après", lineterm="")
    return list(lines)
