"""How dossiers are read by the hundred thousand: a batch costs what it holds, whatever else there is."""

from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Connection

from models.balayage import bornes, lire_lot
from models.journal_reading import snapshot
from tests.support.builders import Site
from tests.web.conftest import both_databases
from tests.workflows.plateforme import INTEROP, SOCLES
from workflows.commands.evaluations import EnregistrerEvaluation

WHOLE = ("Seq Scan", "SCAN ")
"""How PostgreSQL and SQLite call the reading of a whole table."""


def _read(connection: Connection) -> list[tuple[str, Any]]:
    """The statements that reading the first batch takes, with their parameters."""
    borne = bornes(connection, (SOCLES,), 2)[0]
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        seen.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    assert len(list(lire_lot(connection, borne, (SOCLES,)))) == 2
    event.remove(connection, "before_cursor_execute", note)
    return [each for each in seen if "FROM " in each[0]]


@both_databases
def test_a_batch_is_found_by_its_keys_also_where_statistics_would_have_whole_tables_read(site: Site) -> None:
    for number in range(3):
        site.produit(nom=f"Produit {number}")
    explain = "EXPLAIN QUERY PLAN" if site.engine.dialect.name == "sqlite" else "EXPLAIN"
    with snapshot(site.engine) as connection:
        read = _read(connection)
        plans = [connection.exec_driver_sql(f"{explain} {statement}", given).all() for statement, given in read]
    assert len(plans) == 9
    assert [str(line) for plan in plans for line in plan if any(word in str(line) for word in WHOLE)] == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_a_batch_asks_of_the_planner_ends_with_its_transaction(site: Site) -> None:
    site.produit()
    site.produit()
    with snapshot(site.engine) as connection:
        _read(connection)
        during = connection.scalar(text("SHOW enable_seqscan"))
        connection.rollback()
        assert (during, connection.scalar(text("SHOW enable_seqscan"))) == ("off", "on")


def test_the_words_of_a_comment_are_left_out_but_not_that_there_is_one(site: Site) -> None:
    sujet = site.produit()
    for critere, commentaire in (("A10.1", "Prévu en mars"), ("A10.2", " \t")):
        saisies = site.saisies(sujet, {critere: "rouge"}, commentaire)
        site.do(EnregistrerEvaluation(site.contributeur, sujet, SOCLES, INTEROP, saisies))
    with snapshot(site.engine) as connection:
        (lu,) = lire_lot(connection, bornes(connection, (SOCLES,))[0], (SOCLES,))
    reponses = lu.evaluations[INTEROP].reponses
    assert [reponses[critere].commentaire for critere in ("A10.1", "A10.2")] == ["dit", ""]
