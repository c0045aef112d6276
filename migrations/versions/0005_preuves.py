"""Proofs, and what an answer says of its own."""

import sqlalchemy as sa
from alembic import op

import models.database

revision = "0005"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Columns are nullable: the journal of what exists says nothing of them."""
    op.create_table(
        "preuve",
        sa.Column("sujet_id", sa.String(length=36), nullable=False),
        sa.Column("nom", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("taille", sa.Integer(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("antivirus", sa.String(length=20), nullable=False),
        sa.Column("deposee_le", models.database.Instant(timezone=True), nullable=False),
        sa.Column("deposee_par", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.CheckConstraint("taille BETWEEN 1 AND 9999999", name=op.f("ck_preuve_taille")),
        sa.CheckConstraint("length(empreinte) = 64", name=op.f("ck_preuve_empreinte")),
        sa.CheckConstraint("antivirus IN ('sans','en_attente','saine','infectee')", name=op.f("ck_preuve_antivirus")),
        sa.CheckConstraint("length(description) <= 1000", name=op.f("ck_preuve_description")),
        sa.ForeignKeyConstraint(
            ["deposee_par"], ["compte.id"], name=op.f("fk_preuve_deposee_par"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["sujet_id"], ["sujet.id"], name=op.f("fk_preuve_sujet_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preuve")),
    )
    op.create_index(op.f("ix_preuve_sujet_id"), "preuve", ["sujet_id"])
    op.create_index(op.f("ix_preuve_empreinte"), "preuve", ["empreinte"])
    op.add_column("reponse", sa.Column("preuves", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("reponse", sa.Column("depot_finalise", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("reponse", "depot_finalise")
    op.drop_column("reponse", "preuves")
    op.drop_table("preuve")
