"""At which revision an answer was last entered, where proofs changed since."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. The column is nullable: of what exists, nothing but the answers ever changed."""
    op.add_column("reponse", sa.Column("revision_saisie", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("reponse", "revision_saisie")
