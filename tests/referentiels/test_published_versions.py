"""A version that was published once keeps its words: a database that has it would refuse to start on others."""

import pytest

from workflows.installation import seeds

PUBLIES = {
    ("parcours", "doctrine", "1"): "5c6087d1ffba",
    ("parcours", "mon-espace-sante", "1"): "715960c2da38",
    ("parcours", "segur", "1"): "d8d5bc6a3cb5",
    ("qualification", "produit", "1"): "ac750d4eb0e4",
    ("qualification", "strategie", "1"): "487573555a86",
    ("questionnaire", "interoperabilite", "2021"): "23e275957ae6",
    ("questionnaire", "politique-globale", "2021"): "4236fa05add2",
    ("questionnaire", "securite", "2021"): "f6e0d74b2097",
    ("questionnaire", "urbanisation", "2021"): "bc1ff891af19",
    ("regles", "completude/socle-commun", "1"): "8615d3a07c2c",
    ("regles", "profilage/doctrine-2021", "1"): "94f253c99939",
    ("regles", "recommandation/doctrine-2021", "1"): "8509ff193a01",
    ("regles", "verdict/doctrine-2021", "1"): "daf38c8cb1fe",
    ("regles", "verrou/socle-commun", "1"): "02d5572702c3",
}
"""The first digits of the digest of each version that databases already hold."""


@pytest.mark.parametrize("cle", PUBLIES, ids=" ".join)
def test_a_document_that_changed_has_a_new_version(cle: tuple[str, str, str]) -> None:
    livres = {(d.genre, d.code, d.version): d.digest for d in seeds()}
    empreinte = livres.get(cle, PUBLIES[cle])
    assert empreinte.startswith(PUBLIES[cle]), f"« {' '.join(cle)} » a changé : donnez-lui un nouveau numéro de version"


def test_every_document_that_was_published_is_still_shipped() -> None:
    assert {cle[:2] for cle in PUBLIES} <= {(d.genre, d.code) for d in seeds()}
