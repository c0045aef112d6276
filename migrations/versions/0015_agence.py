"""What the agency does with companies and accounts: suspended companies, people invited by the agency into itself."""

import sqlalchemy as sa
from alembic import op

from models.database import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ENTREPRISE = "role IN ('contributeur','responsable')"
TOUS = "role IN ('contributeur','responsable','administrateur','auditeur')"
SEUL = f"({ENTREPRISE}) = (entreprise_id IS NOT NULL)"
AGENCE = sa.text("etat = 'envoyee' AND entreprise_id IS NULL")


def upgrade() -> None:
    """Apply. Columns are nullable: the journal of what exists says nothing of them."""
    op.add_column("entreprise", sa.Column("suspendue", sa.Boolean(), nullable=True))
    op.add_column("entreprise", sa.Column("suspendue_le", Instant(timezone=True), nullable=True))
    _invitation(nullable=True, roles=(("role", TOUS), ("role_entreprise", SEUL)), gone=("role",))
    op.create_index(
        "uq_invitation_agence", "invitation", ["email"], unique=True, sqlite_where=AGENCE, postgresql_where=AGENCE
    )


def downgrade() -> None:
    """Take it back; invitations into the agency have no place there any more."""
    op.drop_index("uq_invitation_agence", "invitation")
    op.execute("DELETE FROM invitation WHERE entreprise_id IS NULL")
    _invitation(nullable=False, roles=(("role", ENTREPRISE),), gone=("role", "role_entreprise"))
    op.drop_column("entreprise", "suspendue_le")
    op.drop_column("entreprise", "suspendue")


def _invitation(*, nullable: bool, roles: tuple[tuple[str, str], ...], gone: tuple[str, ...]) -> None:
    """No table refers to this one, so that SQLite may copy it."""
    with op.batch_alter_table("invitation") as batch:
        batch.alter_column("entreprise_id", existing_type=sa.String(length=36), nullable=nullable)
        for name in gone:
            batch.drop_constraint(op.f(f"ck_invitation_{name}"), type_="check")
        for name, condition in roles:
            batch.create_check_constraint(op.f(f"ck_invitation_{name}"), condition)
