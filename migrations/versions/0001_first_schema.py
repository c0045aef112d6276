"""First schema"""

import sqlalchemy as sa
from alembic import op

import models.database
from models.journal_guards import drop_guards, guards


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "compteur",
        sa.Column("nom", sa.String(length=20), nullable=False),
        sa.Column("valeur", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("nom", name=op.f("pk_compteur")),
    )
    op.create_table(
        "entreprise",
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("nom", sa.String(length=200), nullable=False),
        sa.Column("cree_le", models.database.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entreprise")),
        sa.UniqueConstraint("reference", name=op.f("uq_entreprise_reference")),
    )
    op.create_table(
        "journal_checkpoint",
        sa.Column("log", sa.String(length=60), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("size >= 1", name=op.f("ck_journal_checkpoint_size")),
        sa.PrimaryKeyConstraint("log", "size", name=op.f("pk_journal_checkpoint")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal_entry",
        sa.Column("log", sa.String(length=60), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.Column("stream_seq", sa.BigInteger(), nullable=False),
        sa.Column("time", models.database.Instant(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.CheckConstraint("seq >= 0", name=op.f("ck_journal_entry_seq")),
        sa.PrimaryKeyConstraint("log", "seq", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("log", "stream", "stream_seq", name=op.f("uq_journal_entry_log_stream_stream_seq")),
    )
    op.create_table(
        "journal_head",
        sa.Column("log", sa.String(length=60), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("last_leaf", sa.String(length=64), nullable=False),
        sa.Column("last_time", models.database.Instant(timezone=True), nullable=False),
        sa.Column("frontier", sa.JSON(), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_journal_head_size")),
        sa.PrimaryKeyConstraint("log", name=op.f("pk_journal_head")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal_node",
        sa.Column("log", sa.String(length=60), nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("idx", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("level >= 1", name=op.f("ck_journal_node_level")),
        sa.PrimaryKeyConstraint("log", "level", "idx", name=op.f("pk_journal_node")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal_payload",
        sa.Column("log", sa.String(length=60), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.CheckConstraint("(salt IS NULL) = (content IS NULL)", name=op.f("ck_journal_payload_erased")),
        sa.PrimaryKeyConstraint("log", "seq", name=op.f("pk_journal_payload")),
    )
    op.create_table(
        "refus_recent",
        sa.Column("cle", sa.String(length=64), nullable=False),
        sa.Column("depuis", models.database.Instant(timezone=True), nullable=False),
        sa.Column("nombre", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("cle", name=op.f("pk_refus_recent")),
    )
    op.create_table(
        "compte",
        sa.Column("entreprise_id", sa.String(length=36), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("nom", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("pseudonyme", sa.String(length=36), nullable=False),
        sa.Column("cree_le", models.database.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(role IN ('contributeur','responsable')) = (entreprise_id IS NOT NULL)",
            name=op.f("ck_compte_role_entreprise"),
        ),
        sa.CheckConstraint(
            "role IN ('contributeur','responsable','administrateur','auditeur')", name=op.f("ck_compte_role")
        ),
        sa.ForeignKeyConstraint(
            ["entreprise_id"],
            ["entreprise.id"],
            name=op.f("fk_compte_entreprise_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compte")),
        sa.UniqueConstraint("email", name=op.f("uq_compte_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_compte_fs_uniquifier")),
        sa.UniqueConstraint("pseudonyme", name=op.f("uq_compte_pseudonyme")),
    )
    op.create_index(op.f("ix_compte_entreprise_id"), "compte", ["entreprise_id"], unique=False)
    op.create_table(
        "publication",
        sa.Column("genre", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("contenu", sa.Text(), nullable=False),
        sa.Column("etat", sa.String(length=20), nullable=False),
        sa.Column("depose_le", models.database.Instant(timezone=True), nullable=False),
        sa.Column("effet_le", models.database.Instant(timezone=True), nullable=True),
        sa.Column("depose_par", sa.String(length=36), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.CheckConstraint("(etat = 'brouillon') = (effet_le IS NULL)", name=op.f("ck_publication_effet")),
        sa.CheckConstraint("etat IN ('brouillon','publiee','retiree')", name=op.f("ck_publication_etat")),
        sa.CheckConstraint(
            "genre IN ('parcours','questionnaire','qualification','regles')", name=op.f("ck_publication_genre")
        ),
        sa.ForeignKeyConstraint(
            ["depose_par"], ["compte.id"], name=op.f("fk_publication_depose_par"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("genre", "code", "version", name=op.f("uq_publication_genre_code_version")),
    )
    op.create_table(
        "sujet",
        sa.Column("entreprise_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("etat", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=True),
        sa.Column("nom", sa.String(length=120), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("type_produit", sa.String(length=20), nullable=True),
        sa.Column("nil", sa.String(length=40), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("responsable_id", sa.String(length=36), nullable=True),
        sa.Column("certifications", sa.JSON(), nullable=False),
        sa.Column("qualification", sa.JSON(), nullable=False),
        sa.Column("archive", sa.Boolean(), nullable=False),
        sa.Column("demarche_visee", sa.String(length=60), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cree_le", models.database.Instant(timezone=True), nullable=False),
        sa.Column("cree_par", sa.String(length=36), nullable=False),
        sa.Column("valide_le", models.database.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.CheckConstraint("(etat = 'valide') = (reference IS NOT NULL)", name=op.f("ck_sujet_reference_valide")),
        sa.CheckConstraint("etat IN ('brouillon','valide','abandonne')", name=op.f("ck_sujet_etat")),
        sa.CheckConstraint("type IN ('produit','strategie')", name=op.f("ck_sujet_type")),
        sa.ForeignKeyConstraint(
            ["cree_par"], ["compte.id"], name=op.f("fk_sujet_cree_par"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["entreprise_id"],
            ["entreprise.id"],
            name=op.f("fk_sujet_entreprise_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["responsable_id"],
            ["compte.id"],
            name=op.f("fk_sujet_responsable_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sujet")),
        sa.UniqueConstraint("reference", name=op.f("uq_sujet_reference")),
    )
    op.create_index(op.f("ix_sujet_entreprise_id"), "sujet", ["entreprise_id"], unique=False)
    op.create_index(
        "uq_sujet_une_strategie",
        "sujet",
        ["entreprise_id"],
        unique=True,
        sqlite_where=sa.text("type = 'strategie' AND etat <> 'abandonne'"),
        postgresql_where=sa.text("type = 'strategie' AND etat <> 'abandonne'"),
    )
    op.create_table(
        "dossier",
        sa.Column("sujet_id", sa.String(length=36), nullable=False),
        sa.Column("demarche", sa.String(length=60), nullable=False),
        sa.Column("etat", sa.String(length=20), nullable=False),
        sa.Column("statut", sa.String(length=20), nullable=False),
        sa.Column("quitte", sa.Boolean(), nullable=False),
        sa.Column("cree_le", models.database.Instant(timezone=True), nullable=False),
        sa.Column("finalise_le", models.database.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sujet_id"], ["sujet.id"], name=op.f("fk_dossier_sujet_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("sujet_id", "demarche", name=op.f("uq_dossier_sujet_id_demarche")),
    )
    op.create_table(
        "evaluation",
        sa.Column("sujet_id", sa.String(length=36), nullable=False),
        sa.Column("questionnaire", sa.String(length=80), nullable=False),
        sa.Column("etat", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("demandeur_id", sa.String(length=36), nullable=True),
        sa.Column("demande_le", models.database.Instant(timezone=True), nullable=True),
        sa.Column("motif_renvoi", sa.Text(), nullable=False),
        sa.Column("validations", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demandeur_id"],
            ["compte.id"],
            name=op.f("fk_evaluation_demandeur_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["sujet_id"], ["sujet.id"], name=op.f("fk_evaluation_sujet_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("sujet_id", "questionnaire", name=op.f("uq_evaluation_sujet_id_questionnaire")),
    )
    op.create_table(
        "projection",
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("questionnaire", sa.String(length=80), nullable=False),
        sa.Column("etat", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("demandeur_id", sa.String(length=36), nullable=True),
        sa.Column("demande_le", models.database.Instant(timezone=True), nullable=True),
        sa.Column("motif_renvoi", sa.Text(), nullable=False),
        sa.Column("validations", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demandeur_id"],
            ["compte.id"],
            name=op.f("fk_projection_demandeur_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_projection_dossier_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projection")),
        sa.UniqueConstraint("dossier_id", "questionnaire", name=op.f("uq_projection_dossier_id_questionnaire")),
    )
    op.create_table(
        "reponse",
        sa.Column("evaluation_id", sa.String(length=36), nullable=False),
        sa.Column("valeur", sa.String(length=20), nullable=True),
        sa.Column("depend_de", sa.String(length=36), nullable=True),
        sa.Column("a_reconfirmer", sa.Boolean(), nullable=False),
        sa.Column("critere", sa.String(length=40), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("commentaire", sa.Text(), nullable=False),
        sa.Column("courante", sa.Boolean(), nullable=False),
        sa.Column("figee", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("modifie_le", models.database.Instant(timezone=True), nullable=False),
        sa.Column("modifie_par", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.CheckConstraint("length(commentaire) <= 10000", name=op.f("ck_reponse_commentaire")),
        sa.ForeignKeyConstraint(
            ["depend_de"], ["sujet.id"], name=op.f("fk_reponse_depend_de"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_reponse_evaluation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["modifie_par"], ["compte.id"], name=op.f("fk_reponse_modifie_par"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reponse")),
        sa.UniqueConstraint("evaluation_id", "critere", "rang", name=op.f("uq_reponse_evaluation_id_critere_rang")),
    )
    op.create_table(
        "validation",
        sa.Column("evaluation_id", sa.String(length=36), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("demarche", sa.String(length=60), nullable=False),
        sa.Column("valide_le", models.database.Instant(timezone=True), nullable=False),
        sa.Column("valide_par", sa.String(length=36), nullable=False),
        sa.Column("demande_par", sa.String(length=36), nullable=True),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demande_par"],
            ["compte.id"],
            name=op.f("fk_validation_demande_par"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_validation_evaluation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["valide_par"], ["compte.id"], name=op.f("fk_validation_valide_par"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_validation")),
        sa.UniqueConstraint("evaluation_id", "numero", name=op.f("uq_validation_evaluation_id_numero")),
    )
    op.create_table(
        "reponse_projetee",
        sa.Column("projection_id", sa.String(length=36), nullable=False),
        sa.Column("echeances", sa.JSON(), nullable=False),
        sa.Column("non_applicable", sa.Boolean(), nullable=False),
        sa.Column("critere", sa.String(length=40), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("commentaire", sa.Text(), nullable=False),
        sa.Column("courante", sa.Boolean(), nullable=False),
        sa.Column("figee", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("modifie_le", models.database.Instant(timezone=True), nullable=False),
        sa.Column("modifie_par", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.CheckConstraint("length(commentaire) <= 10000", name=op.f("ck_reponse_projetee_commentaire")),
        sa.ForeignKeyConstraint(
            ["modifie_par"],
            ["compte.id"],
            name=op.f("fk_reponse_projetee_modifie_par"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["projection_id"],
            ["projection.id"],
            name=op.f("fk_reponse_projetee_projection_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reponse_projetee")),
        sa.UniqueConstraint(
            "projection_id", "critere", "rang", name=op.f("uq_reponse_projetee_projection_id_critere_rang")
        ),
    )
    op.create_table(
        "reponse_validee",
        sa.Column("validation_id", sa.String(length=36), nullable=False),
        sa.Column("reponse_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reponse_id"],
            ["reponse.id"],
            name=op.f("fk_reponse_validee_reponse_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["validation_id"],
            ["validation.id"],
            name=op.f("fk_reponse_validee_validation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reponse_validee")),
        sa.UniqueConstraint("validation_id", "reponse_id", name=op.f("uq_reponse_validee_validation_id_reponse_id")),
    )
    op.create_table(
        "validation_projection",
        sa.Column("projection_id", sa.String(length=36), nullable=False),
        sa.Column("evaluation_validation_id", sa.String(length=36), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("demarche", sa.String(length=60), nullable=False),
        sa.Column("valide_le", models.database.Instant(timezone=True), nullable=False),
        sa.Column("valide_par", sa.String(length=36), nullable=False),
        sa.Column("demande_par", sa.String(length=36), nullable=True),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demande_par"],
            ["compte.id"],
            name=op.f("fk_validation_projection_demande_par"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_validation_id"],
            ["validation.id"],
            name=op.f("fk_validation_projection_evaluation_validation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["projection_id"],
            ["projection.id"],
            name=op.f("fk_validation_projection_projection_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["valide_par"],
            ["compte.id"],
            name=op.f("fk_validation_projection_valide_par"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_validation_projection")),
        sa.UniqueConstraint("projection_id", "numero", name=op.f("uq_validation_projection_projection_id_numero")),
    )
    op.create_table(
        "verdict",
        sa.Column("validation_id", sa.String(length=36), nullable=False),
        sa.Column("demarche", sa.String(length=60), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("resultat", sa.String(length=20), nullable=False),
        sa.Column("rendu_le", models.database.Instant(timezone=True), nullable=False),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("regles", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["validation_id"],
            ["validation.id"],
            name=op.f("fk_verdict_validation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint(
            "validation_id", "demarche", "numero", name=op.f("uq_verdict_validation_id_demarche_numero")
        ),
    )
    op.create_table(
        "reponse_projetee_validee",
        sa.Column("validation_id", sa.String(length=36), nullable=False),
        sa.Column("reponse_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reponse_id"],
            ["reponse_projetee.id"],
            name=op.f("fk_reponse_projetee_validee_reponse_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["validation_id"],
            ["validation_projection.id"],
            name=op.f("fk_reponse_projetee_validee_validation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reponse_projetee_validee")),
        sa.UniqueConstraint(
            "validation_id", "reponse_id", name=op.f("uq_reponse_projetee_validee_validation_id_reponse_id")
        ),
    )
    op.create_table(
        "verdict_projection",
        sa.Column("validation_id", sa.String(length=36), nullable=False),
        sa.Column("echeance", sa.String(length=7), nullable=True),
        sa.Column("demarche", sa.String(length=60), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("resultat", sa.String(length=20), nullable=False),
        sa.Column("rendu_le", models.database.Instant(timezone=True), nullable=False),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("regles", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origines", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(resultat = 'atteint_le') = (echeance IS NOT NULL)", name=op.f("ck_verdict_projection_echeance")
        ),
        sa.ForeignKeyConstraint(
            ["validation_id"],
            ["validation_projection.id"],
            name=op.f("fk_verdict_projection_validation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict_projection")),
        sa.UniqueConstraint(
            "validation_id", "demarche", "numero", name=op.f("uq_verdict_projection_validation_id_demarche_numero")
        ),
    )
    for statement in guards(op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Undo."""
    for statement in drop_guards(op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)
    op.drop_table("verdict_projection")
    op.drop_table("reponse_projetee_validee")
    op.drop_table("verdict")
    op.drop_table("validation_projection")
    op.drop_table("reponse_validee")
    op.drop_table("reponse_projetee")
    op.drop_table("validation")
    op.drop_table("reponse")
    op.drop_table("projection")
    op.drop_table("evaluation")
    op.drop_table("dossier")
    op.drop_index(
        "uq_sujet_une_strategie",
        table_name="sujet",
        sqlite_where=sa.text("type = 'strategie' AND etat <> 'abandonne'"),
        postgresql_where=sa.text("type = 'strategie' AND etat <> 'abandonne'"),
    )
    op.drop_index(op.f("ix_sujet_entreprise_id"), table_name="sujet")
    op.drop_table("sujet")
    op.drop_table("publication")
    op.drop_index(op.f("ix_compte_entreprise_id"), table_name="compte")
    op.drop_table("compte")
    op.drop_table("refus_recent")
    op.drop_table("journal_payload")
    op.drop_table("journal_node")
    op.drop_table("journal_head")
    op.drop_table("journal_entry")
    op.drop_table("journal_checkpoint")
    op.drop_table("entreprise")
    op.drop_table("compteur")
