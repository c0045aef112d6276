"""Appending: what is written, in how many statements, and what is refused."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from models.canonical import NotCanonical, canonical
from models.entry import (
    AGENCY_LOG,
    NO_ENTRY,
    SALT_BYTES,
    Change,
    EntryRefused,
    Place,
    company_log,
    seal,
    timestamp,
)
from models.events import Event
from models.journal import JournalEntry, JournalHead, JournalPayload
from models.log import HeadMoved, UnknownLog, append, latest_checkpoints, lock_head, open_log
from tests.journal.builders import EDI, START, World, draft, full_draft


def bodies(world: World, log: str = EDI) -> list[dict[str, object]]:
    with world.engine.connect() as connection:
        query = select(JournalEntry.body).where(JournalEntry.log == log).order_by(JournalEntry.seq)
        return [json.loads(body) for body in connection.execute(query).scalars()]


def test_entries_are_numbered_from_zero_and_each_names_the_leaf_before(world: World) -> None:
    assert [world.write(full_draft(n)) for n in range(5)] == [0, 1, 2, 3, 4]
    with world.engine.connect() as connection:
        rows = connection.execute(select(JournalEntry).where(JournalEntry.log == EDI).order_by(JournalEntry.seq)).all()
        head = connection.execute(select(JournalHead).where(JournalHead.log == EDI)).one()
    written = [json.loads(row.body) for row in rows]
    assert [body["prev"] for body in written] == ["0" * 64, *[row.leaf for row in rows[:-1]]]
    assert [body["stream_seq"] for body in written] == [0, 0, 0, 1, 1]
    assert (head.size, head.last_leaf) == (5, rows[-1].leaf)


FORMAT_1 = {
    "format": 1,
    "log": "convergence/EDI",
    "seq": 0,
    "prev": "0" * 64,
    "time": "2022-05-17T09:12:34.123456Z",
    "agency_size": 1,
    "stream": "sujet/1",
    "stream_seq": 0,
    "event": "sujet.identification",
    "command": "IdentifierSujet",
    "actor": "0f3c",
    "role": "contributeur",
    "result": "done",
    "objects": {"sujet": "1"},
    "transitions": [
        {"machine": "evaluation", "object": "e1", "event": "enregistrer", "from": "a_completer", "to": "brouillon"}
    ],
    "decisions": [{"family": "verrou", "rule_set": "a" * 64, "rules": ["V-1", "V-2"]}],
    "changes": [{"table": "fiche", "key": "f4", "field": "nom", "previous": None}],
    "values": [{"name": "note"}],
}


def test_the_body_is_exactly_format_1(world: World) -> None:
    world.write(full_draft(4))
    (body,) = bodies(world)
    commits = [body["decisions"][0].pop("commit"), body["changes"][0].pop("commit"), body["values"][0].pop("commit")]  # type: ignore[index]
    assert all(len(commit) == 64 for commit in commits)
    assert len(str(body.pop("command_id"))) == 36
    assert body == FORMAT_1


def test_no_value_is_in_the_body_and_every_value_is_beside_it(world: World) -> None:
    world.write(full_draft(7))
    with world.engine.connect() as connection:
        body = connection.execute(select(JournalEntry.body).where(JournalEntry.log == EDI)).scalar_one()
        payload = connection.execute(select(JournalPayload).where(JournalPayload.log == EDI)).one()
    assert "Réponse" not in body
    assert payload.content.encode() == canonical(
        {
            "changes": ["Réponse n° 7 — « été » \n\u2028"],
            "decisions": [{"faits": {"x": 7}}],
            "values": [[1, True, None, "fin"]],
        }
    )


def test_the_same_value_twice_gives_two_commitments(world: World) -> None:
    world.fill(1)
    world.write(full_draft(0))
    first, second = (body["changes"][0]["commit"] for body in bodies(world))  # type: ignore[index]
    assert first != second


@pytest.mark.parametrize("entries", [1, 2, 3, 4])
def test_an_append_takes_three_statements(world: World, entries: int) -> None:
    world.fill(entries - 1)
    statements: list[str] = []
    with world.session() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
        append(session, lock_head(session, EDI), draft(), world.now, world.signer)
    assert len(statements) == 3


def test_a_stream_that_is_known_when_the_head_is_locked_is_read_with_it_on_sqlite(world: World) -> None:
    world.fill(1)
    statements: list[str] = []
    with world.session() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *given: statements.append(given[2]))
        head, given = lock_head(session, EDI, draft().stream), (world.now, world.signer)
        assert append(session, head, draft(), *given) == 1
        assert len(statements) == (2 if world.engine.dialect.name == "sqlite" else 3)
        # what was read then says nothing of the entry after, nor of another stream
        assert append(session, head, draft(), *given) == 2
        assert append(session, lock_head(session, EDI, draft().stream), draft(stream="autre"), *given) == 3
        session.commit()
    streams = [(body["stream"], body["stream_seq"]) for body in bodies(world)[1:]]
    assert streams == [(draft().stream, 0), (draft().stream, 1), ("autre", 0)]


def test_several_entries_go_under_one_lock(world: World) -> None:
    with world.session() as session:
        head = lock_head(session, EDI)
        assert [append(session, head, full_draft(n), world.now, world.signer) for n in range(3)] == [0, 1, 2]
        session.commit()
    with world.session() as session:
        assert lock_head(session, EDI).size == 3


def test_nothing_is_left_of_an_append_that_is_rolled_back(world: World) -> None:
    with world.session() as session:
        append(session, lock_head(session, EDI), full_draft(0), world.now, world.signer)
        session.rollback()
    assert bodies(world) == []
    assert world.write(full_draft(0)) == 0


def test_a_clock_set_back_writes_the_time_of_the_entry_before(world: World) -> None:
    world.write(draft())
    world.now -= timedelta(days=1)
    world.write(draft())
    first, second = bodies(world)
    assert first["time"] == second["time"]


def test_a_head_that_moved_meanwhile_is_refused(world: World) -> None:
    with world.session() as session:
        stale = lock_head(session, EDI)
        session.rollback()
    world.write(draft(stream="sujet/9"))
    with world.session() as session, pytest.raises((HeadMoved, IntegrityError)):
        append(session, stale, draft(), world.now, world.signer)


def test_a_log_that_was_never_opened_is_unknown(world: World) -> None:
    with world.session() as session, pytest.raises(UnknownLog):
        lock_head(session, "convergence/INCONNUE")


def test_a_log_is_opened_once(world: World) -> None:
    with world.session() as session, pytest.raises(IntegrityError):
        open_log(session, EDI, START)


@pytest.mark.parametrize("reference", ["", "agence", "a b", "a+b", "a\nb"])
def test_a_reference_that_cannot_name_a_log_is_refused(reference: str) -> None:
    with pytest.raises(EntryRefused):
        company_log(reference)


@pytest.mark.parametrize(
    "given",
    [
        {"result": "refused", "changes": [Change("fiche", "f", "nom", "x", None)]},
        {"result": "peut-être"},
        {"log": "convergence/AUTRE"},
        {"changes": [Change("fiche", "f", "nom", "x", 0)]},
        {"changes": [Change("fiche", "f", "nom", 1.5, None)]},
        {"values": {"note": "\ud800"}},
        {"event": "sujet.invente"},
    ],
)
def test_what_format_1_cannot_hold_is_refused(world: World, given: dict[str, Any]) -> None:
    with world.session() as session, pytest.raises((EntryRefused, NotCanonical, ValueError)):
        append(session, lock_head(session, EDI), draft(**given), world.now, world.signer)


@pytest.mark.parametrize(("log", "agency_size"), [(EDI, None), (AGENCY_LOG, 1)])
def test_only_a_company_notes_the_size_of_the_agency_log(world: World, log: str, agency_size: int | None) -> None:
    place = Place(3, NO_ENTRY, timestamp(world.now), agency_size, 0)
    with pytest.raises(EntryRefused):
        seal(draft(log), place, bytes(SALT_BYTES))


def test_the_latest_checkpoint_of_each_company_is_at_hand(world: World) -> None:
    world.open_company("VIDE")
    world.fill(3)
    with world.session() as session:
        notes = latest_checkpoints(session)
    assert list(notes) == [EDI]
    assert world.signer.public.open_checkpoint(notes[EDI], EDI).size == 3


def test_every_event_has_a_dotted_lowercase_name() -> None:
    assert all(str(event).replace(".", "").replace("_", "").islower() for event in Event)
