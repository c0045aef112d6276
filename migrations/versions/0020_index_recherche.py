"""A search among dossiers looks at their subjects in an index, not in ten thousand rows."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

COLUMNS = ["entreprise_id", "reference", "nom_plie", "version_plie", "responsable_id"]


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_sujet_recherche", "sujet", COLUMNS)


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_sujet_recherche", "sujet")
