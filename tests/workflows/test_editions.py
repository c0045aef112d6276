"""An edition is kept under its own digest only, even where a document was retired between its two statements."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from models.editions import documents, en_vigueur
from rules.edition import EditionCache, EditionMismatch, edition_digest
from tests.workflows.plateforme import Plateforme


def test_a_document_retired_between_two_statements_is_still_part_of_the_edition_that_named_it(
    plateforme: Plateforme,
) -> None:
    with Session(plateforme.engine) as session:
        named = en_vigueur(session, plateforme.clock.now())
    with plateforme.engine.begin() as connection:
        connection.execute(text("UPDATE publication SET etat = 'retiree' WHERE code = 'securite' AND version = '2021'"))
    with Session(plateforme.engine) as session:
        edition = EditionCache().get(edition_digest(named), lambda: documents(session, named))
        later = en_vigueur(session, plateforme.clock.now())
    assert edition.digest == edition_digest(named)
    assert "securite-2021" in edition.catalogue.questionnaires
    assert edition_digest(later) != edition.digest


def test_what_is_another_edition_is_never_kept_under_that_name(plateforme: Plateforme) -> None:
    cache = EditionCache()
    with Session(plateforme.engine) as session:
        named = en_vigueur(session, plateforme.clock.now())
        digest = edition_digest(named)
        parcours = [each for each in named if each[0] != "regles"]
        with pytest.raises(EditionMismatch):
            cache.get(digest, lambda: documents(session, parcours))
        assert cache.get(digest, lambda: documents(session, named)).digest == digest
