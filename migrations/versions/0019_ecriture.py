"""What is still to be read is found among what is; SQLite writes an entry of the journal in one statement."""

import sqlalchemy as sa
from alembic import op

from models.log_view import create_writing, drop_writing

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NON_LUES = {
    name: sa.text(f"lue_le IS NULL AND {name}_id IS NOT NULL") for name in ("sujet", "publication")
}


def upgrade() -> None:
    """Apply."""
    for name, where in NON_LUES.items():
        op.drop_index(f"ix_notification_{name}_id", "notification")
        op.create_index(
            f"ix_notification_{name}_non_lue",
            "notification",
            [f"{name}_id"],
            sqlite_where=where,
            postgresql_where=where,
        )
    if op.get_bind().dialect.name == "sqlite":
        for statement in create_writing():
            op.execute(statement)


def downgrade() -> None:
    """Take it back."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in drop_writing():
            op.execute(statement)
    for name in NON_LUES:
        op.drop_index(f"ix_notification_{name}_non_lue", "notification")
        op.create_index(f"ix_notification_{name}_id", "notification", [f"{name}_id"])
