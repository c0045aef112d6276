"""A next version of Interopérabilité, published with the démarches that use it: what changes is said by the test."""

from dataclasses import dataclass

from referentiels.imports.importing import importer
from referentiels.imports.result import Cadre
from referentiels.loading import Document, read_document, seed_documents
from tests.support.rediger import Redaction, redaction
from tests.workflows.plateforme import Plateforme

SUIVANTE = "interoperabilite-2026"


@dataclass(frozen=True)
class Suite:
    """The texts of a questionnaire's next version and of the parcours that use it."""

    questionnaire: str
    parcours: tuple[str, ...]


def suite(*changes: tuple[str, str], code: str = "interoperabilite", version: str = "2026") -> Suite:
    """The next version with passages replaced, each of which stands in the one that is shipped."""
    livres = seed_documents()
    avant = next(document for document in livres if document.code == code)
    texte = avant.texte.replace(f'version: "{avant.version}"', f'version: "{version}"')
    for ancien, nouveau in changes:
        assert ancien in texte, ancien
        texte = texte.replace(ancien, nouveau)
    importe = importer(texte.encode(), "suite.yaml", Cadre(livres))
    questionnaire, *parcours = importe.brouillons
    return Suite(questionnaire.texte, tuple(suivant.texte for suivant in parcours))


def publier(plateforme: Plateforme, la_suite: Suite, redac: Redaction | None = None) -> Redaction:
    """Have two administrateurs publish it: the questionnaire, then each parcours."""
    qui = redac or redaction(plateforme)
    for texte in (la_suite.questionnaire, *la_suite.parcours):
        document = _document(texte)
        qui.publie(qui.brouillon(document.genre, document.code, texte))
    return qui


def _document(texte: str) -> Document:
    return read_document(texte, "suite")
