"""A few dossiers made as people make them, and copies of their rows by the hundred thousand."""

from collections.abc import Sequence

from sqlalchemy import Table, text
from sqlalchemy.engine import Connection, Engine

from models.database import Base, writing
from tests.support.builders import Site
from tests.support.planning import evalue, planifier
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from workflows.commands.projections import SaisieProjection, ValiderProjection

TABLES = (
    "sujet", "dossier", "evaluation", "projection", "reponse", "validation", "reponse_validee", "verdict",
    "reponse_projetee", "validation_projection", "reponse_projetee_validee", "verdict_projection",
)  # fmt: skip
PLAN = (SaisieProjection("A10.1", {"vert": "2090-06"}), SaisieProjection("A08.5.01", {"vert": "2091-01"}))
COPIED = frozenset(
    {"id", "sujet_id", "dossier_id", "evaluation_id", "projection_id", "reponse_id", "validation_id"}
    | {"evaluation_validation_id"}
)
"""The columns that name a row that is copied too."""


def models(site: Site) -> int:
    """A product untouched, one in draft, one that is reached, one projected; how many."""
    site.produit(nom="Intact")
    site.repondre(site.produit(nom="Brouillon"), dict.fromkeys(list(FORTES)[:5], "vert"))
    site.valider(site.produit(nom="Atteint"), FORTES)
    projete = evalue(site)
    planifier(site, projete, *PLAN)
    site.do(ValiderProjection(site.responsable, projete, SOCLES, INTEROP))
    return 4


def copy(engine: Engine, first: int, last: int) -> None:
    """Copies of every product, numbered so; what is copied is not in the journal, which nothing here reads."""
    with writing(engine) as connection:
        for name in TABLES:
            connection.execute(text(_statement(connection, Base.metadata.tables[name])), {"first": first, "last": last})
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def _statement(connection: Connection, table: Table) -> str:
    columns: Sequence[str] = [column.name for column in table.columns]
    values = [_value(connection, name) for name in columns]
    # a copy has « c » where a UUID has a dash: copies are not copied, and are looked at once
    return (
        f"WITH RECURSIVE n(n) AS (SELECT CAST(:first AS INTEGER) UNION ALL SELECT n + 1 FROM n WHERE n < :last) "  # noqa: S608 - names of ours
        f"INSERT INTO {table.name} ({', '.join(columns)}) "
        f"SELECT {', '.join(values)} FROM (SELECT * FROM {table.name} WHERE substr(id, 24, 1) <> 'c') AS o CROSS JOIN n"
    )


def _value(connection: Connection, name: str) -> str:
    if name == "reference":
        return "o.reference * 1000000 + n.n"
    if name in COPIED:
        number = "printf('%012x', n.n)" if connection.dialect.name == "sqlite" else "lpad(to_hex(n.n), 12, '0')"
        return f"substr(o.{name}, 1, 23) || 'c' || {number}"
    return f"o.{name}"
