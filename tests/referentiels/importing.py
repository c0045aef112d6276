"""Importing in tests: what is shipped is in effect, and what is refused is read as sentences."""

from collections.abc import Mapping
from typing import Any

import pytest

from referentiels.catalogue import Questionnaire
from referentiels.imports.importing import importer
from referentiels.imports.result import Cadre, Importe, Options
from referentiels.loading import Document, ReferentielInvalid, assemble, read_document, seed_documents
from referentiels.reading import read_yaml
from referentiels.schema import build

EN_VIGUEUR = Cadre(seed_documents())


def imported(contenu: bytes | str, fichier: str = "f.yaml", cadre: Cadre = EN_VIGUEUR, **options: Any) -> Importe:
    """What a file makes."""
    octets = contenu.encode() if isinstance(contenu, str) else contenu
    return importer(octets, fichier, cadre, Options(**options))


def refused(contenu: bytes | str, fichier: str = "f.yaml", cadre: Cadre = EN_VIGUEUR) -> str:
    """Why a file is refused."""
    with pytest.raises(ReferentielInvalid) as refus:
        imported(contenu, fichier, cadre)
    return str(refus.value)


def questionnaire(importe: Importe) -> Questionnaire:
    """The questionnaire among the drafts."""
    texte = next(brouillon.texte for brouillon in importe.brouillons if brouillon.genre == "questionnaire")
    objet = build(read_yaml(texte, "f.yaml"))
    assert isinstance(objet, Questionnaire)
    return objet


def with_drafts(importe: Importe, cadre: Cadre = EN_VIGUEUR) -> Cadre:
    """What is in effect once the drafts are published; the catalogue they make together holds."""
    documents: dict[tuple[str, ...], Document] = {_unite(document): document for document in cadre.documents}
    for brouillon in importe.brouillons:
        if brouillon.genre != "regles":
            document = read_document(brouillon.texte, brouillon.code)
            documents[_unite(document)] = document
    assemble(documents.values())
    return Cadre(tuple(documents.values()))


def _unite(document: Document) -> tuple[str, ...]:
    return document.cle if document.genre == "questionnaire" else document.cle[:2]


def contenu_de(importe: Importe, genre: str) -> Mapping[str, Any]:
    """The plain values of the draft of that kind."""
    texte = next(brouillon.texte for brouillon in importe.brouillons if brouillon.genre == genre)
    return read_yaml(texte, "f.yaml").contenu
