"""Which version of a published document a notification is about."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Nullable: what exists is about none; not a foreign key, which SQLite cannot add."""
    op.add_column("notification", sa.Column("publication_id", sa.String(length=36), nullable=True))
    op.create_index(op.f("ix_notification_publication_id"), "notification", ["publication_id"])


def downgrade() -> None:
    """Take it back, with what has no meaning without it."""
    op.execute("DELETE FROM notification WHERE publication_id IS NOT NULL")
    op.drop_index(op.f("ix_notification_publication_id"), "notification")
    op.drop_column("notification", "publication_id")
