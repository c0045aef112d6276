"""What is still to be read is found among what is; codes that an entry is marked with anyway are not among its words."""

import sqlalchemy as sa
from alembic import op

from models.reperage import index_journal

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NON_LUES = {
    name: sa.text(f"lue_le IS NULL AND {name}_id IS NOT NULL") for name in ("sujet", "publication")
}


def upgrade() -> None:
    """Apply; every mark is made again from the journal."""
    for name, where in NON_LUES.items():
        op.drop_index(f"ix_notification_{name}_id", "notification")
        op.create_index(
            f"ix_notification_{name}_non_lue",
            "notification",
            [f"{name}_id"],
            sqlite_where=where,
            postgresql_where=where,
        )
    index_journal(op.get_bind())


def downgrade() -> None:
    """Take the indexes back; the marks stay as they are, words of the same entries less some."""
    for name in NON_LUES:
        op.drop_index(f"ix_notification_{name}_non_lue", "notification")
        op.create_index(f"ix_notification_{name}_id", "notification", [f"{name}_id"])
