"""Migrations make exactly the tables that the code declares, on both databases."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine

from models import schema
from models.database import Base, writing
from models.revisions import configuration
from models.tracking import tracked_classes
from tests.workflows.plateforme import SOCLES, Plateforme
from workflows.commands.dossiers import QuitterDemarche
from workflows.commands.sujets import ArchiverSujet

UNTRACKED_TABLES = {
    # derived from the subjects, checked by replay
    "compteur",
    # mails to send: what they tell is journalled, and rebuilding must not send it again
    "courriel",
    # what « Annuler » goes back to; the journal has each content that a draft had
    "etape_brouillon",
    # a counter of repetitions; the refusals themselves are journalled
    "refus_recent",
    # what a simulation found: it can be made again, and its summary is in the journal
    "simulation",
    "lot_simule",
    "dossier_simule",
    # Alembic's own
    "alembic_version",
}


def test_the_migrations_make_the_declared_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert schema.is_current(connection)


def test_the_names_of_files_tell_the_revisions_in_the_order_that_alembic_applies_them(engine: Engine) -> None:
    with engine.connect() as connection:
        applied = ScriptDirectory.from_config(configuration(connection)).walk_revisions()
    assert schema.revisions() == tuple(script.revision for script in applied)[::-1]


def test_a_database_is_at_the_revision_that_alembic_says(engine: Engine) -> None:
    with engine.connect() as connection:
        assert schema.revision_of(connection) == MigrationContext.configure(connection).get_current_revision()


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


def test_a_database_of_before_gets_what_its_lists_read(plateforme: Plateforme) -> None:
    plateforme.produit(nom="Éclair Santé")
    left, archived = plateforme.produit(nom="Œuvre"), plateforme.produit()
    plateforme.produit(valide=False)
    plateforme.do(QuitterDemarche(plateforme.contributeur, left, SOCLES))
    plateforme.do(ArchiverSujet(plateforme.contributeur, archived))
    with writing(plateforme.engine) as connection:
        command.downgrade(configuration(connection), "0015")
    schema.upgrade(plateforme.engine)
    plateforme.assert_faithful()
    with plateforme.engine.connect() as connection:
        folded = connection.execute(text("SELECT nom_plie FROM sujet ORDER BY nom_plie")).scalars().all()
        shown = connection.execute(text("SELECT count(*) FROM dossier WHERE montre = 'produit'")).scalar_one()
    assert (folded, shown) == (["careoptim", "careoptim", "eclair sante", "oeuvre"], 1)
