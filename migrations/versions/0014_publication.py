"""The road of a publication from draft to retirement, and the history of a draft's contents."""

import sqlalchemy as sa
from alembic import op

from models.database import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

AVANT = "etat IN ('brouillon','publiee','retiree')"
APRES = (
    "etat IN ('brouillon','verifiee','testee','simulee','soumise','approuvee',"
    "'publiee','retiree','abandonnee')"
)
EFFET_AVANT = "(etat = 'brouillon') = (effet_le IS NULL)"
EFFET_APRES = "(etat IN ('publiee','retiree')) = (effet_le IS NOT NULL)"

COLONNES = (
    ("motif", sa.Text()),
    ("motif_renvoi", sa.Text()),
    ("auteurs", sa.JSON()),
    ("controle", sa.JSON()),
    ("essai", sa.JSON()),
    ("simulation", sa.JSON()),
    ("soumis_par", sa.String(length=36)),
    ("approuve_par", sa.String(length=36)),
    ("etape", sa.Integer()),
    ("rang", sa.Integer()),
)


def upgrade() -> None:
    """Apply. Columns are nullable: the journal of what exists says nothing of them."""
    with op.batch_alter_table("publication") as table:
        for name, kind in COLONNES:
            table.add_column(sa.Column(name, kind, nullable=True))
        table.drop_constraint(op.f("ck_publication_etat"), type_="check")
        table.drop_constraint(op.f("ck_publication_effet"), type_="check")
        table.create_check_constraint(op.f("ck_publication_etat"), APRES)
        table.create_check_constraint(op.f("ck_publication_effet"), EFFET_APRES)
    op.create_table(
        "etape_brouillon",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("publication_id", sa.String(length=36), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("precedente", sa.Integer(), nullable=True),
        sa.Column("contenu", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("fait_le", Instant(timezone=True), nullable=False),
        sa.Column("fait_par", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.id"],
            name=op.f("fk_etape_brouillon_publication_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_etape_brouillon")),
        sa.UniqueConstraint("publication_id", "numero", name=op.f("uq_etape_brouillon_publication_id_numero")),
    )


def downgrade() -> None:
    """Take it back: what is on its way is a draft again, what was given up is one too."""
    op.drop_table("etape_brouillon")
    op.execute("UPDATE publication SET etat = 'brouillon' WHERE etat NOT IN ('publiee','retiree')")
    with op.batch_alter_table("publication") as table:
        table.drop_constraint(op.f("ck_publication_etat"), type_="check")
        table.drop_constraint(op.f("ck_publication_effet"), type_="check")
        table.create_check_constraint(op.f("ck_publication_etat"), AVANT)
        table.create_check_constraint(op.f("ck_publication_effet"), EFFET_AVANT)
        for name, _ in COLONNES:
            table.drop_column(name)
