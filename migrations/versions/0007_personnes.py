"""People: what they are told, mails that are to leave, invitations, suspended accounts, requests for validation."""

import sqlalchemy as sa
from alembic import op

from models.database import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)


def _partial(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    """Apply. Columns are nullable: the journal of what exists says nothing of them."""
    _notification()
    _courriel()
    _invitation()
    op.add_column("compte", sa.Column("suspendu", sa.Boolean(), nullable=True))
    op.add_column("compte", sa.Column("courriels", sa.Boolean(), nullable=True))
    for table, column in (("evaluation", "sujet_id"), ("projection", "dossier_id")):
        op.add_column(table, sa.Column("demande_dans", sa.String(length=60), nullable=True))
        _partial(f"ix_{table}_a_valider", table, [column], "etat = 'a_valider'")


def _notification() -> None:
    op.create_table(
        "notification",
        sa.Column("compte_id", sa.String(length=36), nullable=False),
        sa.Column("evenement", sa.String(length=40), nullable=False),
        sa.Column("auteur_id", sa.String(length=36), nullable=True),
        sa.Column("sujet_id", sa.String(length=36), nullable=True),
        sa.Column("demarche", sa.String(length=60), nullable=True),
        sa.Column("questionnaire", sa.String(length=80), nullable=True),
        sa.Column("projection", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("cree_le", Instant(timezone=True), nullable=False),
        sa.Column("lue_le", Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        _reference("notification", "compte_id", "compte.id"),
        _reference("notification", "auteur_id", "compte.id"),
        _reference("notification", "sujet_id", "sujet.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index("ix_notification_compte", "notification", ["compte_id", "cree_le"])
    op.create_index(op.f("ix_notification_sujet_id"), "notification", ["sujet_id"])
    _partial("ix_notification_non_lue", "notification", ["compte_id"], "lue_le IS NULL")


def _courriel() -> None:
    op.create_table(
        "courriel",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("genre", sa.String(length=20), nullable=False),
        sa.Column("objet_id", sa.String(length=36), nullable=False),
        sa.Column("cree_le", Instant(timezone=True), nullable=False),
        sa.Column("etat", sa.String(length=20), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("prochain_le", Instant(timezone=True), nullable=False),
        sa.Column("clos_le", Instant(timezone=True), nullable=True),
        sa.Column("erreur", sa.String(length=80), nullable=False),
        sa.CheckConstraint("genre IN ('notification','invitation','mot_de_passe')", name=op.f("ck_courriel_genre")),
        sa.CheckConstraint("etat IN ('attente','envoye','sans_objet','abandonne')", name=op.f("ck_courriel_etat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courriel")),
    )
    op.create_index(op.f("ix_courriel_objet_id"), "courriel", ["objet_id"])
    _partial("ix_courriel_attente", "courriel", ["prochain_le"], "etat = 'attente'")


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("entreprise_id", sa.String(length=36), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("invite_par", sa.String(length=36), nullable=False),
        sa.Column("envoi", sa.Integer(), nullable=False),
        sa.Column("cree_le", Instant(timezone=True), nullable=False),
        sa.Column("expire_le", Instant(timezone=True), nullable=False),
        sa.Column("etat", sa.String(length=20), nullable=False),
        sa.Column("compte_id", sa.String(length=36), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.CheckConstraint("role IN ('contributeur','responsable')", name=op.f("ck_invitation_role")),
        sa.CheckConstraint("etat IN ('envoyee','acceptee','annulee')", name=op.f("ck_invitation_etat")),
        sa.CheckConstraint("(etat = 'acceptee') = (compte_id IS NOT NULL)", name=op.f("ck_invitation_compte")),
        _reference("invitation", "entreprise_id", "entreprise.id"),
        _reference("invitation", "invite_par", "compte.id"),
        _reference("invitation", "compte_id", "compte.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    _partial("uq_invitation_ouverte", "invitation", ["entreprise_id", "email"], "etat = 'envoyee'", unique=True)


def downgrade() -> None:
    """Take it back."""
    for table in ("evaluation", "projection"):
        op.drop_index(f"ix_{table}_a_valider", table)
        op.drop_column(table, "demande_dans")
    op.drop_column("compte", "courriels")
    op.drop_column("compte", "suspendu")
    for table in ("invitation", "courriel", "notification"):
        op.drop_table(table)
