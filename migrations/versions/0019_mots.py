"""Codes that an entry is marked with anyway are no longer among its words: its marks are made again."""

from alembic import op

from models.reperage import index_journal

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    index_journal(op.get_bind())


def downgrade() -> None:
    """Take it back: the words of before are the code's, which makes them again by `convergence audit replay`."""
