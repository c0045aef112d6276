"""The set of proofs that an answer chose among the alternatives of its scenario."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. The column is nullable: nobody chose before it existed."""
    op.add_column("reponse", sa.Column("jeu_de_preuves", sa.String(length=60), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("reponse", "jeu_de_preuves")
