"""Migrations make exactly the tables that the code declares, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine

from models import schema
from models.database import Base
from models.tracking import tracked_classes

UNTRACKED_TABLES = {
    # derived from the subjects, checked by replay
    "compteur",
    # mails to send: what they tell is journalled, and rebuilding must not send it again
    "courriel",
    # what « Annuler » goes back to; the journal has each content that a draft had
    "etape_brouillon",
    # a counter of repetitions; the refusals themselves are journalled
    "refus_recent",
    # Alembic's own
    "alembic_version",
}


def test_the_migrations_make_the_declared_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert schema.is_current(connection)


def test_every_table_is_journalled_or_says_why_not(engine: Engine) -> None:
    tables = set(inspect(engine).get_table_names())
    tracked = {str(cls.__tablename__) for cls in tracked_classes()}
    journal = {table for table in tables if table.startswith("journal_")}
    assert tables == tracked | journal | UNTRACKED_TABLES


def test_upgrading_again_changes_nothing(engine: Engine) -> None:
    with engine.connect() as connection:
        before = connection.execute(text("SELECT count(*) FROM journal_entry")).scalar_one()
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM journal_entry")).scalar_one() == before
