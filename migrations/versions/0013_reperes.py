"""What the trail is searched by, made from the journal as it stands."""

import sqlalchemy as sa
from alembic import op

from models.reperage import create_marking, drop_marking, index_journal

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOTS = sa.text("genre = 'mot'")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "journal_repere",
        sa.Column("genre", sa.String(length=20), nullable=False),
        sa.Column("valeur", sa.String(length=80), nullable=False),
        sa.Column("instant", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("log", sa.String(length=60), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("genre", "valeur", "instant", "log", "seq", name=op.f("pk_journal_repere")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_journal_repere_mots", "journal_repere", ["log", "seq"], sqlite_where=MOTS, postgresql_where=MOTS
    )
    connection = op.get_bind()
    for statement in create_marking(connection.dialect.name):
        op.execute(statement)
    index_journal(connection)


def downgrade() -> None:
    """Take it back."""
    for statement in drop_marking(op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table("journal_repere")
