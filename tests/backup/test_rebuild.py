"""Everything rebuilt from the journal alone, in an empty database, and compared with the tables in use."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, Engine

from models.archive_rows import dump, stored_tables
from models.database import writing
from models.journal_guards import drop_guards
from models.journal_reading import snapshot
from reports.verification import verify
from tests.backup.builders import Place
from tests.workflows.plateforme import Plateforme
from workflows.rebuild import NOT_REBUILT, RebuildRefused, RebuildReport, rebuild
from workflows.replay import replay

EmptyPlace = Callable[[str], Place]
each_kind = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


def empty(place: Place) -> Engine:
    """An engine on the database of an empty place."""
    place.settings.data_dir.mkdir(parents=True, exist_ok=True)
    return place.engine


def rebuilt(plateforme: Plateforme, engine: Engine) -> RebuildReport:
    with snapshot(plateforme.engine) as connection:
        return rebuild(connection, engine)


def behind_the_journal(plateforme: Plateforme, *statements: str) -> None:
    with writing(plateforme.engine) as connection:
        for statement in (*drop_guards(connection.dialect.name), *statements):
            connection.exec_driver_sql(statement)


def content(connection: Connection) -> dict[str, list[str]]:
    """The lines of every table; the members of a document may stand in any order."""
    return {table.name: sorted(map(_line, dump(connection, table))) for table in stored_tables(connection)}


def _line(line: bytes) -> str:
    values = [json.loads(v) if isinstance(v, str) and v[:1] in ("{", "[") else v for v in json.loads(line)]
    return json.dumps(values, sort_keys=True)


@each_kind
def test_every_table_is_rebuilt_with_every_value_on_either_database(
    vivante: Plateforme, empty_place: EmptyPlace, kind: str
) -> None:
    engine = empty(empty_place(kind))
    report = rebuilt(vivante, engine)
    assert report.ok, [*map(str, report.differences), *report.invalid]
    assert (report.erased, report.rows > 50) == ((), True)
    with snapshot(vivante.engine) as connection, snapshot(engine) as other:
        expected, made = content(connection), content(other)
        assert verify(other, vivante.signer.public).ok
        assert replay(other).ok
    assert {name for name in expected if expected[name] != made[name]} <= set(NOT_REBUILT)


def test_what_lists_alone_read_is_compared_too(vivante: Plateforme, empty_place: EmptyPlace) -> None:
    with vivante.engine.connect() as connection:
        (sujet,) = connection.execute(text("SELECT id FROM sujet WHERE nom LIKE 'L’été%'")).scalars()
        (dossier,) = connection.execute(text("SELECT min(id) FROM dossier WHERE montre IS NOT NULL")).scalars()
    behind_the_journal(
        vivante,
        f"UPDATE sujet SET nom_plie = 'autre', demarches = demarches + 1 WHERE id = '{sujet}'",  # noqa: S608
        f"UPDATE dossier SET montre = NULL WHERE id = '{dossier}'",  # noqa: S608
    )
    named = {("sujet", sujet, "nom_plie"), ("sujet", sujet, "demarches"), ("dossier", dossier, "montre")}
    with snapshot(vivante.engine) as connection:
        assert {(each.table, each.key, each.field) for each in replay(connection).differences} == named
    report = rebuilt(vivante, empty(empty_place("sqlite")))
    assert {(each.table, each.key, each.field) for each in report.differences} == named


def test_what_was_changed_behind_the_journal_is_named_by_row_and_field(
    vivante: Plateforme, empty_place: EmptyPlace
) -> None:
    with vivante.engine.connect() as connection:
        (sujet,) = connection.execute(text("SELECT id FROM sujet WHERE nom LIKE 'L’été%'")).scalars()
        (lien,) = connection.execute(text("SELECT id FROM reponse_validee ORDER BY id LIMIT 1")).scalars()
    behind_the_journal(
        vivante,
        f"UPDATE sujet SET nom = 'trafiqué' WHERE id = '{sujet}'",  # noqa: S608
        f"DELETE FROM reponse_validee WHERE id = '{lien}'",  # noqa: S608
        "UPDATE compteur SET valeur = valeur + 1",
    )
    found = {(each.table, each.key, each.field) for each in rebuilt(vivante, empty(empty_place("sqlite"))).differences}
    assert found == {("sujet", sujet, "nom"), ("reponse_validee", lien, None), ("compteur", "sujets", "valeur")}


def test_an_erased_value_is_null_in_the_rebuilt_table_listed_and_no_difference(
    vivante: Plateforme, empty_place: EmptyPlace
) -> None:
    with vivante.engine.connect() as connection:
        found = text("SELECT id, origines FROM reponse WHERE valeur IS NOT NULL AND courante ORDER BY id LIMIT 1")
        key = connection.execute(found).one().id
        body = text("SELECT log, seq FROM journal_entry WHERE body LIKE :named ORDER BY seq DESC LIMIT 1")
        log, seq = connection.execute(body, {"named": f'%"field":"valeur","key":"{key}"%'}).one()
    behind_the_journal(
        vivante,
        f"UPDATE journal_payload SET salt = NULL, content = NULL WHERE log = '{log}' AND seq = {seq}",  # noqa: S608
        f"UPDATE reponse SET valeur = NULL WHERE id = '{key}'",  # noqa: S608
    )
    engine = empty(empty_place("sqlite"))
    report = rebuilt(vivante, engine)
    assert report.ok, [*map(str, report.differences), *report.invalid]
    assert f"reponse {key}, champ valeur" in report.erased
    with engine.connect() as connection:
        made = text("SELECT valeur FROM reponse WHERE id = :key")
        assert connection.execute(made, {"key": key}).scalar_one() is None


def test_a_base_that_is_not_empty_is_refused_and_left_as_it_was(vivante: Plateforme, empty_place: EmptyPlace) -> None:
    engine = empty(empty_place("sqlite"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE autre (x INTEGER)")
    with pytest.raises(RebuildRefused, match="une vide"):
        rebuilt(vivante, engine)
    assert inspect(engine).get_table_names() == ["autre"]


def test_a_mark_that_the_trail_is_searched_by_and_that_the_journal_does_not_give_is_named(
    vivante: Plateforme, empty_place: EmptyPlace
) -> None:
    hidden = "DELETE FROM journal_repere WHERE genre = 'evenement' AND log = 'convergence/EDI' AND seq = 3"
    behind_the_journal(vivante, hidden)
    (found,) = rebuilt(vivante, empty(empty_place("sqlite"))).differences
    assert (found.table, found.key) == ("journal_repere", "convergence/EDI 3")
