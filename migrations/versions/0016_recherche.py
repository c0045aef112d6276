"""What lists count, order and search in: folded names, and of a dossier whose it is and whether it is shown."""

from collections.abc import Sequence
from unicodedata import category, combining, normalize

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FOLDED = {
    "sujet": {"nom_plie": "nom", "version_plie": "version"},
    "compte": {"nom_plie": "nom"},
    "entreprise": {"nom_plie": "nom"},
}
FOLLOWING = (("entreprise_id", sa.String(36)), ("reference", sa.Integer()), ("montre", sa.String(20)))
PAGE = 1000

FOLLOW = """
UPDATE dossier SET
  entreprise_id = (SELECT sujet.entreprise_id FROM sujet WHERE sujet.id = dossier.sujet_id),
  reference = (SELECT sujet.reference FROM sujet WHERE sujet.id = dossier.sujet_id),
  montre = (SELECT CASE WHEN sujet.etat = 'valide' AND NOT sujet.archive AND NOT dossier.quitte THEN sujet.type END
            FROM sujet WHERE sujet.id = dossier.sujet_id)
"""

COUNT = """
UPDATE sujet SET
  demarches = (SELECT count(*) FROM dossier WHERE dossier.sujet_id = sujet.id AND NOT dossier.quitte)
"""


def upgrade() -> None:
    """Apply."""
    # PostgreSQL changes no table whose rows still await the checks that are deferred
    deferred = op.get_bind().dialect.name == "postgresql"
    if deferred:
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table, columns in FOLDED.items():
        for column in columns:
            op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))
        _fold(table, columns)
    op.add_column("sujet", sa.Column("demarches", sa.Integer(), nullable=False, server_default="0"))
    for name, kind in FOLLOWING:
        op.add_column("dossier", sa.Column(name, kind, nullable=True))
    op.execute(FOLLOW)
    op.execute(COUNT)
    op.create_index("ix_dossier_entreprise", "dossier", ["entreprise_id", "reference", "demarche", "montre"])
    op.create_index("ix_dossier_demarche", "dossier", ["entreprise_id", "demarche", "montre", "reference", "statut"])
    op.create_index("ix_sujet_compte", "sujet", ["entreprise_id", "archive", "etat", "type", "demarches"])
    if deferred:
        op.execute("SET CONSTRAINTS ALL DEFERRED")


def downgrade() -> None:
    """Take them back."""
    op.drop_index("ix_sujet_compte", "sujet")
    op.drop_index("ix_dossier_demarche", "dossier")
    op.drop_index("ix_dossier_entreprise", "dossier")
    for name, _ in FOLLOWING:
        op.drop_column("dossier", name)
    op.drop_column("sujet", "demarches")
    for table, columns in FOLDED.items():
        for column in columns:
            op.drop_column(table, column)


def _fold(name: str, columns: dict[str, str]) -> None:
    table = sa.table(name, sa.column("id"), *(sa.column(column) for pair in columns.items() for column in pair))
    connection = op.get_bind()
    last = ""
    while rows := _page(connection, table, last):
        values = [
            {"key": row.id, **{f"new_{folded}": _plie(getattr(row, source)) for folded, source in columns.items()}}
            for row in rows
        ]
        new = {folded: sa.bindparam(f"new_{folded}") for folded in columns}
        connection.execute(sa.update(table).where(table.c.id == sa.bindparam("key")).values(new), values)
        last = rows[-1].id


def _page(connection: sa.Connection, table: sa.TableClause, last: str) -> Sequence[sa.Row[tuple[str, ...]]]:
    return connection.execute(sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(PAGE)).all()


def _plie(text: str) -> str:
    # as names were folded when this revision was made, whatever becomes of it later
    readable = "".join(c for c in text if category(c) not in ("Cc", "Cs"))
    bare = "".join(c for c in normalize("NFKD", readable).casefold() if not combining(c))
    return bare.replace("œ", "oe").replace("æ", "ae")
