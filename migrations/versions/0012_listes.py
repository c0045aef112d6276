"""Indexes that lists are read from: a company with ten thousand products opens its pages as one with a hundred."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_sujet_liste", "sujet", ["entreprise_id", "archive", "reference", "etat", "type", "id"])
    op.create_index("ix_dossier_liste", "dossier", ["sujet_id", "quitte", "demarche"])


def downgrade() -> None:
    """Take them back."""
    op.drop_index("ix_dossier_liste", "dossier")
    op.drop_index("ix_sujet_liste", "sujet")
