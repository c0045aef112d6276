"""Verification: what it counts, what it sees, and that it says nothing of an honest journal."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.entry import AGENCY_LOG
from models.journal_reading import logs, pages, read_head, snapshot
from models.log import append, lock_head
from reports.verification import verify
from reports.verification_faults import Faults
from reports.verification_log import LogChecker
from tests.journal.attacker import attack
from tests.journal.builders import EDI, World, draft, full_draft
from tests.journal.finding import SIZE, found, strange_key


def test_an_honest_journal_has_no_fault(filled: World) -> None:
    report = filled.verify(filled.checkpoint(SIZE), filled.checkpoint(3), filled.checkpoint(1, AGENCY_LOG))
    assert report.ok
    assert (report.entries, report.signatures, report.anchors, report.erased) == (SIZE + 1, SIZE + 1, 3, 0)
    assert [(log.origin, log.size) for log in report.logs] == [(AGENCY_LOG, 1), (EDI, SIZE)]


def test_with_the_last_signature_alone_one_is_checked_for_each_log(filled: World) -> None:
    report = filled.verify(signatures="last")
    assert report.ok
    assert report.signatures == 2


def test_with_the_last_signature_alone_bodies_are_checked_and_the_values_beside_them_are_not(filled: World) -> None:
    with attack(filled) as attacker:
        attacker.run("UPDATE journal_payload SET content = '{}' WHERE log = :log AND seq = 3")
    assert found(filled.verify()) == {"contenu@3"}
    assert filled.verify(signatures="last").ok
    with attack(filled) as attacker:
        attacker.run(
            "UPDATE journal_entry SET body = replace(body, 'IdentifierSujet', 'x') WHERE log = :log AND seq = 3"
        )
    assert "empreinte@3" in found(filled.verify(signatures="last"))


def test_an_empty_log_has_no_fault(world: World) -> None:
    assert world.verify().ok


def test_a_log_longer_than_a_page_has_no_fault(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.journal_reading.PAGE", 5)
    world.fill(33)
    assert world.verify().ok


def test_erased_values_leave_the_log_verifiable_and_are_counted(filled: World) -> None:
    with filled.engine.begin() as connection:
        erase = "UPDATE journal_payload SET salt = NULL, content = NULL WHERE seq IN (3, 4)"
        connection.exec_driver_sql(erase)
    report = filled.verify()
    assert report.ok
    assert report.erased == 2


def test_faults_are_kept_in_bounded_number(world: World) -> None:
    world.fill(60)
    with attack(world) as attacker:
        attacker.run("UPDATE journal_entry SET actor = 'x' WHERE log = :log")
    report = world.verify()
    assert len(report.faults) == 20
    assert report.hidden == 40


def test_another_key_verifies_nothing(filled: World, tmp_path: Path) -> None:
    filled.signer = strange_key(tmp_path)
    assert found(filled.verify(signatures="last")) == {f"signature@{SIZE - 1}"}


def test_an_entry_written_during_verification_is_not_seen_by_it(filled: World) -> None:
    with snapshot(filled.engine) as connection:
        assert logs(connection) == (AGENCY_LOG, EDI)
        if filled.engine.dialect.name == "postgresql":
            filled.write(full_draft(1))
        report = verify(connection, filled.signer.public)
    assert report.ok
    assert report.entries == SIZE + 1


def test_several_entries_under_one_lock_verify(world: World) -> None:
    with world.session() as session:
        agency = lock_head(session, AGENCY_LOG)
        append(session, agency, draft(AGENCY_LOG), world.now, world.signer)
        head = lock_head(session, EDI)
        for number in range(3):
            append(session, head, full_draft(number), world.now, world.signer)
        session.commit()
    assert world.verify().ok


def test_rows_from_elsewhere_are_checked_without_any_database(filled: World) -> None:
    with filled.engine.connect() as connection:
        rows = [row for page in pages(connection, EDI) for row in page]
        head = read_head(connection, EDI)
    faults = Faults()
    checker = LogChecker(EDI, filled.signer.public, faults, {}, 1)
    for row in rows:
        checker.feed(row, signature=True)
    checker.finish(head)
    assert not faults
    assert checker.root.hex() == head.root if head else False


def test_the_checker_of_rows_needs_no_database_library() -> None:
    code = "import sys, reports.verification_log; print({'sqlalchemy', 'flask'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


NONSENSE = {
    "an instant": "UPDATE journal_entry SET time = 'hier' WHERE log = :log AND seq = 7",
    "a number for an instant": "UPDATE journal_entry SET time = 3 WHERE log = :log AND seq = 7",
    "a body": "UPDATE journal_entry SET body = x'ff' WHERE log = :log AND seq = 7",
    "a leaf": "UPDATE journal_entry SET leaf = x'ff' WHERE log = :log AND seq = 7",
    "a leaf that is no number": "UPDATE journal_entry SET leaf = 'zz' WHERE log = :log AND seq = 7",
    "a number in its stream": "UPDATE journal_entry SET stream_seq = 'deux' WHERE log = :log AND seq = 7",
    "a salt": "UPDATE journal_payload SET salt = 3 WHERE log = :log AND seq = 7",
    "a note": "UPDATE journal_checkpoint SET note = x'ff' WHERE log = :log AND size = 8",
}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_that_sqlite_lets_in_is_located_and_hides_nothing_else(filled: World, name: str) -> None:
    with attack(filled) as attacker:
        attacker.run(NONSENSE[name])
        attacker.set(2, "actor", "quelqu'un")
    faults = found(filled.verify())
    assert "colonne@2" in faults
    assert {fault.partition("@")[2] for fault in faults - {"colonne@2"}} <= {"7", "8", ""}
    assert any(fault.endswith("@7") for fault in faults)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET seq = 'dernier' WHERE log = :log AND seq = 13",
        "UPDATE journal_head SET frontier = '{' WHERE log = :log",
        "UPDATE journal_head SET last_time = 'hier', size = 'dix' WHERE log = :log",
        "UPDATE journal_node SET level = 'haut' WHERE log = :log AND level = 3",
        "UPDATE journal_node SET log = x'ff' WHERE log = :log AND level = 3",
        "UPDATE journal_checkpoint SET size = 'grande' WHERE log = :log AND size = 3",
    ],
)
def test_nonsense_anywhere_is_a_fault_and_never_a_crash(filled: World, statement: str) -> None:
    with attack(filled) as attacker:
        attacker.run(statement)
    assert not filled.verify().ok
