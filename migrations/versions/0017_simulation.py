"""Simulations of publications over every dossier."""

import sqlalchemy as sa
from alembic import op

from models.database import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OUVERTE = sa.text("etat IN ('attente','en_cours')")


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "simulation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("publication_id", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("avant", sa.String(length=64), nullable=False),
        sa.Column("apres", sa.String(length=64), nullable=False),
        sa.Column("demande_par", sa.String(length=36), nullable=True),
        sa.Column("cree_le", Instant(timezone=True), nullable=False),
        sa.Column("fini_le", Instant(timezone=True), nullable=True),
        sa.Column("etat", sa.String(length=20), nullable=False),
        sa.Column("lots", sa.Integer(), nullable=False),
        sa.Column("erreur", sa.String(length=200), nullable=False),
        sa.Column("resume", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "etat IN ('attente','en_cours','terminee','annulee','echouee')", name=op.f("ck_simulation_etat")
        ),
        _reference("simulation", "publication_id", "publication.id"),
        _reference("simulation", "demande_par", "compte.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulation")),
    )
    op.create_index("ix_simulation_publication", "simulation", ["publication_id", "cree_le"])
    op.create_index(
        "uq_simulation_ouverte",
        "simulation",
        ["publication_id"],
        unique=True,
        sqlite_where=OUVERTE,
        postgresql_where=OUVERTE,
    )
    op.create_table(
        "lot_simule",
        sa.Column("simulation_id", sa.String(length=36), nullable=False),
        sa.Column("numero", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("premier", sa.String(length=36), nullable=False),
        sa.Column("suivant", sa.String(length=36), nullable=False),
        sa.Column("totaux", sa.JSON(none_as_null=True), nullable=True),
        _reference("lot_simule", "simulation_id", "simulation.id"),
        sa.PrimaryKeyConstraint("simulation_id", "numero", name=op.f("pk_lot_simule")),
    )
    op.create_table(
        "dossier_simule",
        sa.Column("simulation_id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("lot", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=True),
        sa.Column("sujet", sa.String(length=20), nullable=False),
        sa.Column("demarche", sa.String(length=60), nullable=False),
        sa.Column("genres", sa.String(length=120), nullable=False),
        sa.Column("nombre", sa.Integer(), nullable=False),
        sa.Column("changements", sa.JSON(), nullable=False),
        _reference("dossier_simule", "simulation_id", "simulation.id"),
        _reference("dossier_simule", "dossier_id", "dossier.id"),
        sa.PrimaryKeyConstraint("simulation_id", "dossier_id", name=op.f("pk_dossier_simule")),
    )
    op.create_index("ix_dossier_simule_lot", "dossier_simule", ["simulation_id", "lot"])


def downgrade() -> None:
    """Take it back."""
    for table in ("dossier_simule", "lot_simule", "simulation"):
        op.drop_table(table)
