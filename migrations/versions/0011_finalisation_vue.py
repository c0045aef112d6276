"""Which finalisation of a dossier an account was told of, and closed."""

import sqlalchemy as sa
from alembic import op

from models.database import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _reference(column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_finalisation_vue_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "finalisation_vue",
        sa.Column("compte_id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("finalise_le", Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        _reference("compte_id", "compte.id"),
        _reference("dossier_id", "dossier.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finalisation_vue")),
        sa.UniqueConstraint("compte_id", "dossier_id", name=op.f("uq_finalisation_vue_compte_id_dossier_id")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("finalisation_vue")
