"""The published files: one YAML document a publication unit, and the catalogue that documents make together."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from referentiels.assembling import Piece, put_together
from referentiels.catalogue import Catalogue
from referentiels.faults import Faute, ReferentielInvalid
from referentiels.reading import Lecture, normalise, read_yaml
from referentiels.schema import build

__all__ = ["Document", "ReferentielInvalid", "assemble", "read_document", "seed_documents"]


@dataclass(frozen=True, slots=True)
class Document:
    """One publication unit; `digest` names its content, whatever the layout and comments of its text."""

    genre: str
    code: str
    version: str
    texte: str
    digest: str
    contenu: dict[str, Any] = field(hash=False)
    fichier: str = field(default="", compare=False)

    @property
    def cle(self) -> tuple[str, str, str]:
        """What tells a document from every other."""
        return self.genre, self.code, self.version


def read_document(texte: str, fichier: str) -> Document:
    """The document that a YAML text holds.

    Raises: ReferentielInvalid with every fault found.
    """
    texte = normalise(texte)
    lecture = read_yaml(texte, fichier)
    build(lecture)
    contenu = lecture.contenu
    digest = _digest(contenu)
    return Document(contenu["genre"], contenu["code"], contenu["version"], texte, digest, contenu, fichier)


def seed_documents() -> tuple[Document, ...]:
    """Every document shipped with the package, in the order of the files.

    Raises: ReferentielInvalid with every fault of every file.
    """
    documents: list[Document] = []
    faults: list[Faute] = []
    for nom, texte in _yaml_files(files("referentiels"), ""):
        try:
            documents.append(read_document(texte, nom))
        except ReferentielInvalid as error:
            faults.extend(error.faults)
    if faults:
        raise ReferentielInvalid(faults)
    return tuple(documents)


def assemble(documents: Iterable[Document]) -> Catalogue:
    """The catalogue that these documents make together, in whatever order they come.

    Raises: ReferentielInvalid with every fault found.
    """
    pieces: list[Piece] = []
    faults: list[Faute] = []
    retenus = sorted(documents, key=lambda document: document.cle)
    for document in retenus:
        try:
            pieces.append(_piece(document))
        except ReferentielInvalid as error:
            faults.extend(error.faults)
    if faults:
        raise ReferentielInvalid(faults)
    return put_together(pieces, _digest([[*document.cle, document.digest] for document in retenus]))


def _piece(document: Document) -> Piece:
    fichier = document.fichier or " ".join(document.cle)
    lecture: Lecture = read_yaml(document.texte, fichier)
    return Piece(lecture, build(lecture))


def _digest(contenu: object) -> str:
    canonique = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonique.encode()).hexdigest()


def _yaml_files(dossier: Traversable, chemin: str) -> Iterator[tuple[str, str]]:
    for element in sorted(dossier.iterdir(), key=lambda element: element.name):
        if element.is_dir():
            yield from _yaml_files(element, f"{chemin}{element.name}/")
        elif element.name.endswith(".yaml"):
            yield f"{chemin}{element.name}", element.read_text(encoding="utf-8")
