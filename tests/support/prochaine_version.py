"""A next version of Interopérabilité, published with the démarches that use it: what changes is said by the test."""

from dataclasses import dataclass

from referentiels.imports.demarche import parcours_suivants
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
    document = read_document(texte, "suite")
    suivants = parcours_suivants(
        Cadre(livres), {f"{code}-{avant.version}"}, f"{code}-{version}", _codes(document.contenu["sections"])
    )
    return Suite(texte, tuple(suivant.texte for suivant in suivants))


def _codes(sections: list[dict[str, object]]) -> set[str]:
    codes: set[str] = set()
    for section in sections:
        criteres, dessous = section.get("criteres", []), section.get("sections", [])
        assert isinstance(criteres, list)
        assert isinstance(dessous, list)
        codes |= {critere["code"] for critere in criteres} | _codes(dessous)
    return codes


def publier(plateforme: Plateforme, la_suite: Suite, redac: Redaction | None = None) -> Redaction:
    """Have two administrateurs publish it: the questionnaire, then each parcours."""
    qui = redac or redaction(plateforme)
    for texte in (la_suite.questionnaire, *la_suite.parcours):
        document = _document(texte)
        qui.publie(qui.brouillon(document.genre, document.code, texte))
    return qui


def _document(texte: str) -> Document:
    return read_document(texte, "suite")
