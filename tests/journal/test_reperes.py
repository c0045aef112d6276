"""What the trail is searched by follows from the journal, and goes with erased values."""

import json
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from models.entry import Change, DecisionRecord, Transition
from models.reperage import Marque, index_journal, stray_marks
from models.reperes import instant_de, micros, mots
from tests.journal.builders import EDI, START, World, draft


def stored_reperes(connection: Connection) -> frozenset[Marque]:
    """Every mark as stored."""
    rows = connection.execute(text(f"SELECT {', '.join(Marque._fields)} FROM journal_repere"))  # noqa: S608 - names of ours
    return frozenset(map(Marque._make, rows))


def _marks(world: World, seq: int) -> dict[str, set[str]]:
    with world.engine.connect() as connection:
        found: dict[str, set[str]] = {}
        for mark in stored_reperes(connection):
            if (mark.log, mark.seq) == (EDI, seq):
                found.setdefault(mark.genre, set()).add(mark.valeur)
        return found


def _erase(world: World, seq: int) -> None:
    with world.engine.begin() as connection:
        erasing = text("UPDATE journal_payload SET salt = NULL, content = NULL WHERE log = :log AND seq = :seq")
        connection.execute(erasing, {"log": EDI, "seq": seq})


def _eventful(**given: Any) -> Any:
    values: dict[str, Any] = {
        "objects": {"sujet": "s1", "dossier": "d1", "demarche": "socles", "passage": "p1"},
        "transitions": [Transition("demarche", "d2", "initialiser", "initialisation", "evaluation")],
        "decisions": [DecisionRecord("verrou", "a" * 64, ["V-2", "V-1"], '{"faits":{"secret":"jamais"}}')],
        "changes": [
            Change("reponse", "r1", "commentaire", "Réalisé dès l’été, cœur du système", None),
            Change("reponse", "r1", "evaluation_id", "0b8f7c58-4a67-4bb0-8d2f-2f8f4f4c0f1a", None),
            Change("publication", "x", "contenu", "introuvable", None),
        ],
        "values": {"motifs": ["Il manque un niveau."], "nombre": 3},
    }
    return draft(**values | given)


def test_an_entry_bears_the_marks_of_all_that_it_says(world: World) -> None:
    marks = _marks(world, world.write(_eventful()))
    assert {genre: marks[genre] for genre in ("tout", "journal", "evenement", "acteur", "resultat")} == {
        "tout": {""},
        "journal": {EDI},
        "evenement": {"sujet.identification"},
        "acteur": {"0f3c"},
        "resultat": {"done"},
    }
    assert (marks["sujet"], marks["dossier"], marks["demarche"]) == ({"s1"}, {"d1", "d2"}, {"socles"})
    assert marks["regle"] == {"V-1", "V-2"}
    assert marks["mot"] == {"realise", "des", "ete", "coeur", "du", "systeme", "il", "manque", "un", "niveau"}


def test_accents_and_case_are_folded_and_lone_letters_left_out() -> None:
    assert mots("L’ÉTÉ : à 3 h, A08.5.01") == {"ete", "a08", "01"}


def test_instants_are_kept_to_the_microsecond() -> None:
    assert instant_de(micros(START)) == START


def test_marks_made_again_from_the_journal_are_the_same(world: World) -> None:
    world.fill(7)
    world.write(_eventful())
    with world.engine.begin() as connection:
        before = stored_reperes(connection)
        index_journal(connection)
        assert stored_reperes(connection) == before
    assert len(before) > 40


def test_the_words_of_a_value_go_with_it_and_nothing_else_does(world: World) -> None:
    kept, erased = world.write(_eventful()), world.write(_eventful())
    before = _marks(world, erased)
    _erase(world, erased)
    assert _marks(world, erased) == {genre: values for genre, values in before.items() if genre != "mot"}
    assert _marks(world, kept)["mot"] == before["mot"]
    with world.engine.begin() as connection:
        standing = stored_reperes(connection)
        index_journal(connection)
        assert stored_reperes(connection) == standing


def _strays(world: World) -> list[tuple[str, int, str, bool]]:
    with world.engine.connect() as connection:
        return [(mark.log, mark.seq, mark.genre, stored) for mark, stored in stray_marks(connection)]


def test_a_mark_that_is_moved_added_or_taken_away_is_named_where_it_stands(world: World) -> None:
    world.fill(3)
    erased = world.write(_eventful())
    _erase(world, erased)
    assert _strays(world) == []
    with world.engine.begin() as connection:
        for forgery in (
            "UPDATE journal_repere SET instant = 0 WHERE log = :log AND seq = 1 AND genre = 'tout'",
            "DELETE FROM journal_repere WHERE log = :log AND seq = 2 AND genre = 'acteur'",
            "INSERT INTO journal_repere (genre, valeur, instant, log, seq) VALUES ('tout', '', 0, :log, 99)",
        ):
            connection.execute(text(forgery), {"log": EDI})
    assert _strays(world) == [
        (EDI, 1, "tout", True),
        (EDI, 1, "tout", False),
        (EDI, 2, "acteur", False),
        (EDI, 99, "tout", True),
    ]


@pytest.mark.parametrize("word", ["x" * 200, "\\", '"', "\u2028"])
def test_any_text_can_be_marked(world: World, word: str) -> None:
    seq = world.write(draft(values={"note": word + " fin"}))
    with world.engine.connect() as connection:
        payload = text("SELECT content FROM journal_payload WHERE log = :log AND seq = :seq")
        stored = connection.execute(payload, {"log": EDI, "seq": seq}).scalar_one()
    assert json.loads(stored)["values"] == [word + " fin"]
    assert "fin" in _marks(world, seq)["mot"]
    assert all(len(mark) <= 80 for mark in _marks(world, seq)["mot"])
