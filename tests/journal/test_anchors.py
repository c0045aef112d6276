"""Logs cut, dropped or invented: what the agency, the companies and anchors kept elsewhere know of them."""

from pathlib import Path

import pytest

from models.entry import AGENCY_LOG
from models.events import Event
from tests.journal.attacker import attack
from tests.journal.builders import EDI, World, draft, full_draft
from tests.journal.finding import SIZE, found, strange_key

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", [0, 1, 8, 10])
def test_a_rollback_without_the_later_checkpoints_is_shown_by_an_anchor_alone(filled: World, size: int) -> None:
    anchor = filled.checkpoint(SIZE)
    with attack(filled) as attacker:
        attacker.cut(size)
    assert filled.verify().ok
    assert found(filled.verify(anchor)) == {"ancre@"}
    assert "14 écritures, il en reste" in str(filled.verify(anchor).faults[0])


def test_a_rollback_is_shown_by_the_daily_checkpoints_of_the_agency(filled: World) -> None:
    filled.note_checkpoints()
    assert filled.verify().ok
    with attack(filled) as attacker:
        attacker.cut(10)
    assert found(filled.verify()) == {"ancre@"}


def test_an_unreadable_daily_checkpoint_is_found(filled: World) -> None:
    filled.write(draft(AGENCY_LOG, stream="journal", event=Event.JOURNAL_CHECKPOINTS, values={EDI: "rien"}))
    assert found(filled.verify(), AGENCY_LOG) == {"ancre@1"}


def test_a_rollback_of_the_agency_log_is_shown_by_what_a_company_saw(filled: World) -> None:
    filled.fill(3, AGENCY_LOG)
    filled.write(full_draft(1))
    with attack(filled) as attacker:
        attacker.cut(2, AGENCY_LOG)
    assert found(filled.verify()) == {f"agence@{SIZE}"}
    assert found(filled.verify(), AGENCY_LOG) == set()


def test_a_dropped_company_log_is_shown_by_its_opening(filled: World) -> None:
    with attack(filled) as attacker:
        attacker.drop(EDI)
    report = filled.verify()
    assert found(report, AGENCY_LOG) == {"ouverture@0"}
    assert EDI in str(report.faults[0])


def test_a_dropped_agency_log_is_shown_by_every_company(filled: World) -> None:
    with attack(filled) as attacker:
        attacker.drop(AGENCY_LOG)
    assert found(filled.verify()) == {"ouverture@", *(f"agence@{n}" for n in range(SIZE))}


def test_a_log_that_the_agency_never_opened_is_found(filled: World) -> None:
    with attack(filled) as attacker:
        attacker.run("INSERT INTO journal_checkpoint (log, size, note) VALUES ('convergence/faux', 1, 'x')")
    assert found(filled.verify(), "convergence/faux") == {"ouverture@", "tete@", "point_de_controle@0"}


def test_two_anchors_that_contradict_each_other_are_found(filled: World) -> None:
    forked = filled.signer.sign_checkpoint(EDI, 10, b"x" * 32)
    assert found(filled.verify(filled.checkpoint(10), forked)) == {"ancre@9"}


def test_an_anchor_of_another_key_or_no_anchor_at_all_is_refused(filled: World, tmp_path: Path) -> None:
    other = strange_key(tmp_path).sign_checkpoint(EDI, 10, b"x" * 32)
    report = filled.verify(other, "ceci n'est pas une note")
    assert found(report, "") == {"ancre@"}
    assert len(report.faults) == 2


def test_an_anchor_of_a_log_that_disappeared_is_found(filled: World) -> None:
    lost = filled.signer.sign_checkpoint("convergence/PERDUE", 3, b"x" * 32)
    assert found(filled.verify(lost), "convergence/PERDUE") == {"ancre@"}


def test_an_anchor_of_the_empty_log_says_little_and_must_say_it_right(filled: World) -> None:
    assert filled.verify(filled.signer.sign_checkpoint(EDI, 0, bytes.fromhex(EMPTY))).ok
    assert found(filled.verify(filled.signer.sign_checkpoint(EDI, 0, b"x" * 32))) == {"ancre@"}
