"""Replay: the tables are what the journal says, or the difference is named."""

import pytest
from sqlalchemy import text

from models.entry import AGENCY_LOG
from models.journal_reading import snapshot
from models.tracking import journal_value
from tests.journal.attacker import attack
from tests.journal.builders import EDI, TRACKED, World, draft
from workflows import replay as replaying
from workflows.replay import ReplayReport, replay


def replayed(world: World) -> ReplayReport:
    with snapshot(world.engine) as connection:
        return replay(connection, TRACKED)


def sentences(world: World) -> list[str]:
    report = replayed(world)
    return [*map(str, report.differences), *report.invalid]


def execute(world: World, statement: str) -> None:
    with world.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.fixture
def kept(world: World) -> World:
    """Two rows, three entries."""
    world.save("f1", {"nom": "un", "reponses": {"b": [1, True, None], "a": "é"}})
    world.save("f2", {"nom": "deux"})
    world.save("f1", {"nom": "un bis"})
    return world


def test_tables_that_were_written_with_their_entries_have_no_difference(kept: World) -> None:
    report = replayed(kept)
    assert report.ok
    assert (report.entries, report.rows, report.erased) == (4, 2, 0)


def test_a_secret_is_compared_by_its_digest(kept: World) -> None:
    kept.save("f3", {"nom": "trois", "secret": None})
    digest = journal_value(TRACKED[0], "secret", "motdepasse")
    kept.save("f4", {"secret": digest})
    execute(kept, "UPDATE fiche SET secret = 'motdepasse' WHERE id = 'f4'")
    assert replayed(kept).ok
    execute(kept, "UPDATE fiche SET secret = 'autre' WHERE id = 'f4'")
    assert len(replayed(kept).differences) == 1


def test_an_edited_field_is_named_with_both_values(kept: World) -> None:
    execute(kept, "UPDATE fiche SET nom = 'trafiqué' WHERE id = 'f1'")
    assert sentences(kept) == ["fiche f1, champ nom : « un bis » d'après le journal, « trafiqué » dans la table"]


def test_a_field_emptied_in_the_table_is_named(kept: World) -> None:
    execute(kept, "UPDATE fiche SET nom = NULL WHERE id = 'f2'")
    assert sentences(kept) == ["fiche f2, champ nom : « deux » d'après le journal, null dans la table"]


def test_a_field_filled_in_the_table_alone_is_named(kept: World) -> None:
    execute(kept, "UPDATE fiche SET secret = 'x' WHERE id = 'f2'")
    (difference,) = replayed(kept).differences
    assert (difference.field, difference.journal) == ("secret", None)


@pytest.mark.parametrize("document", ['{"a":"é","b":[1,1,null]}', '{"a":"é"}', "null", "3"])
def test_another_document_is_named(kept: World, document: str) -> None:
    with kept.engine.begin() as connection:
        connection.execute(text("UPDATE fiche SET reponses = :d WHERE id = 'f1'"), {"d": document})
    assert [difference.field for difference in replayed(kept).differences] == ["reponses"]


def test_true_is_not_one(world: World) -> None:
    world.save("f1", {"reponses": True})
    assert replayed(world).ok
    execute(world, "UPDATE fiche SET reponses = '1'")
    assert sentences(world) == ["fiche f1, champ reponses : true d'après le journal, 1 dans la table"]


def test_the_same_document_in_another_order_is_the_same(kept: World) -> None:
    execute(kept, """UPDATE fiche SET reponses = '{"a":"é","b":[1,true,null]}' WHERE id = 'f1'""".replace(":", r"\:"))
    assert replayed(kept).ok


def test_a_row_deleted_from_the_table_is_named(kept: World) -> None:
    execute(kept, "DELETE FROM fiche WHERE id = 'f2'")
    assert sentences(kept) == ["fiche f2 : la ligne est dans le journal, pas dans la table"]


def test_a_row_that_the_journal_does_not_know_is_named(kept: World) -> None:
    execute(kept, "INSERT INTO fiche (id, origines, nom) VALUES ('f9', '{}', 'intruse')")
    assert sentences(kept) == ["fiche f9 : la ligne est dans la table, pas dans le journal"]


def test_a_field_that_the_table_does_not_have_is_named(world: World) -> None:
    world.save("f1", {"nom": "un"})
    world.save("f1", {"perdu": 3})
    execute(world, """UPDATE fiche SET origines = '{"nom"\\: 0, "perdu"\\: 1}'""")
    assert sentences(world) == ["fiche f1, champ perdu : 3 d'après le journal, rien dans la table"]


def test_wrong_origins_are_named(kept: World) -> None:
    execute(kept, """UPDATE fiche SET origines = '{"nom"\\: 0}' WHERE id = 'f2'""")
    (difference,) = replayed(kept).differences
    assert (difference.field, difference.journal, difference.actual) == ("origines", {"nom": 1}, {"nom": 0})


def test_an_erased_value_is_counted_and_not_compared(kept: World) -> None:
    execute(kept, f"UPDATE journal_payload SET salt = NULL, content = NULL WHERE log = '{EDI}' AND seq = 1")  # noqa: S608
    execute(kept, "UPDATE fiche SET nom = 'effacé' WHERE id = 'f2'")
    report = replayed(kept)
    assert report.ok
    assert report.erased == 1


def test_a_row_written_in_two_logs_is_invalid(kept: World) -> None:
    kept.save("f1", {"secret": None}, log=AGENCY_LOG)
    assert f"{EDI}, écriture 0 : fiche f1 est aussi écrite au journal {AGENCY_LOG}" in sentences(kept)


def test_a_previous_entry_that_is_not_the_one_is_invalid(kept: World) -> None:
    with attack(kept) as attacker:
        attacker.edit(2, lambda body: body["changes"][0].update(previous=1))
    (invalid,) = replayed(kept).invalid
    assert invalid.startswith(f"{EDI}, écriture 2 : la valeur précédente")


@pytest.mark.parametrize("body", ["{", "3", "{}", '{"changes":[3]}', "[" * 100_000])
def test_an_unreadable_entry_is_named_and_the_rest_is_replayed(kept: World, body: str) -> None:
    with attack(kept) as attacker:
        attacker.set(1, "body", body)
    report = replayed(kept)
    assert report.invalid == (f"{EDI}, écriture 1 : illisible, vérifiez d'abord le journal",)
    assert [str(d) for d in report.differences] == ["fiche f2 : la ligne est dans la table, pas dans le journal"]


def test_differences_are_kept_in_bounded_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "KEPT", 2)
    execute(world, "INSERT INTO fiche (id, origines) VALUES ('a', '{}'), ('b', '{}'), ('c', '{}')")
    report = replayed(world)
    assert (len(report.differences), report.hidden) == (2, 1)


def test_entries_without_changes_count_and_change_nothing(world: World) -> None:
    world.write(draft())
    report = replayed(world)
    assert report.ok
    assert (report.entries, report.rows) == (2, 0)
