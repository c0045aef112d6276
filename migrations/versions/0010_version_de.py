"""Which product a product is the next version of."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Nullable: what exists is the next version of nothing; not a foreign key, which SQLite cannot add."""
    op.add_column("sujet", sa.Column("version_de", sa.String(length=36), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("sujet", "version_de")
