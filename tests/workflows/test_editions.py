"""What an edition is made of: named as it stands, kept under its own digest only."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.editions import Publiees, documents, en_vigueur
from models.publication import Publication
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


def test_what_is_published_is_read_again_where_the_log_of_the_agency_has_grown(plateforme: Plateforme) -> None:
    publiees, now = Publiees(), plateforme.clock.now()
    with Session(plateforme.engine) as session:
        before = publiees.en_vigueur(session, now, "seven")
        session.execute(text("UPDATE publication SET etat = 'retiree' WHERE code = 'securite' AND version = '2021'"))
        after = en_vigueur(session, now)
        assert after != before
        assert publiees.en_vigueur(session, now, None) == after
        assert publiees.en_vigueur(session, now, "seven") == before
        assert publiees.en_vigueur(session, now, "eight") == after


def test_a_date_comes_without_anything_being_written(plateforme: Plateforme) -> None:
    publiees, now = Publiees(), plateforme.clock.now()
    tomorrow = now + timedelta(days=1)
    with Session(plateforme.engine) as session:
        dated = session.get_one(Publication, session.scalars(select(Publication.id)).first())
        dated.effet_le = tomorrow
        session.flush()
        today = publiees.en_vigueur(session, now, "seven")
        assert set(publiees.en_vigueur(session, tomorrow, "seven")) - set(today) == {
            (dated.genre, dated.code, dated.version, dated.digest)
        }
        assert today == en_vigueur(session, now)
