"""The critère of a stratégie globale that an answer says it depends on."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. The column is nullable: nobody was asked before it existed."""
    op.add_column("reponse", sa.Column("depend_du_critere", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("reponse", "depend_du_critere")
