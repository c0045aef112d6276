"""Proofs of inclusion and of consistency, taken from the stored journal."""

import base64
from pathlib import Path

import pytest

from models.checkpoint import split_notes
from models.entry import AGENCY_LOG
from models.journal_reading import snapshot
from models.merkle import verify_consistency, verify_inclusion
from reports.proofs import (
    TLOG_PROOF,
    Consistency,
    Inclusion,
    ProofRefused,
    consistent,
    given,
    log_named,
    prove,
    stored,
)
from tests.journal.attacker import attack
from tests.journal.builders import EDI, World
from tests.journal.finding import SIZE, strange_key


def inclusion(world: World, seq: int, note: str | None = None) -> Inclusion:
    with snapshot(world.engine) as connection:
        return prove(connection, world.signer.public, EDI, seq, note)


def consistency(world: World, old: str, new: str) -> Consistency:
    key = world.signer.public
    with snapshot(world.engine) as connection:
        return consistent(connection, EDI, given(key, EDI, old), given(key, EDI, new))


@pytest.mark.parametrize("seq", [0, 7, SIZE - 1])
def test_an_entry_is_proved_under_the_last_checkpoint(filled: World, seq: int) -> None:
    proof = inclusion(filled, seq)
    checkpoint = proof.signed.checkpoint
    assert checkpoint.size == SIZE
    assert verify_inclusion(proof.leaf, seq, SIZE, proof.path, checkpoint.root)
    assert proof.signed.note == filled.checkpoint(SIZE)


def test_an_entry_is_proved_under_a_checkpoint_that_someone_kept(filled: World) -> None:
    kept = filled.checkpoint(9)
    assert inclusion(filled, 8, kept).signed.note == kept
    with pytest.raises(ProofRefused, match="L'écriture 9"):
        inclusion(filled, 9, kept)


def test_an_inclusion_proof_is_written_as_c2sp_has_it(filled: World) -> None:
    proof = inclusion(filled, 5)
    head, _, note = proof.text.partition("\n\n")
    first, index, *path = head.split("\n")
    assert (first, index, note) == (TLOG_PROOF, "index 5", proof.signed.note)
    assert [base64.b64decode(step) for step in path] == list(proof.path)


@pytest.mark.parametrize(("old", "new"), [(1, SIZE), (7, 12), (8, 9), (SIZE, SIZE)])
def test_a_checkpoint_is_proved_to_continue_another(filled: World, old: int, new: int) -> None:
    proof = consistency(filled, filled.checkpoint(old), filled.checkpoint(new))
    before, after = proof.old.checkpoint, proof.new.checkpoint
    assert verify_consistency(old, new, before.root, after.root, proof.path)


def test_a_checkpoint_does_not_continue_a_later_one(filled: World) -> None:
    with pytest.raises(ProofRefused, match="suit le second"):
        consistency(filled, filled.checkpoint(9), filled.checkpoint(8))


def test_a_past_rewritten_with_the_stolen_key_has_no_proof_from_the_kept_checkpoint(filled: World) -> None:
    kept = filled.checkpoint(10)
    with attack(filled) as attacker:
        attacker.edit(7, lambda body: body.update(role="responsable"))
        attacker.rehash(signer=filled.signer)
    assert inclusion(filled, 7).seq == 7
    with pytest.raises(ProofRefused, match="audit verify"):
        inclusion(filled, 7, kept)
    with pytest.raises(ProofRefused, match="audit verify"):
        consistency(filled, kept, filled.checkpoint(SIZE))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET body = '{}' WHERE log = :log AND seq = 5",
        "UPDATE journal_entry SET leaf = 'x' WHERE log = :log AND seq = 5",
        "DELETE FROM journal_entry WHERE log = :log AND seq = 5",
        "DELETE FROM journal_node WHERE log = :log",
        "UPDATE journal_node SET hash = 'x' WHERE log = :log",
        "UPDATE journal_checkpoint SET note = 'x' WHERE log = :log",
        "DELETE FROM journal_checkpoint WHERE log = :log",
    ],
)
def test_an_altered_journal_proves_nothing(filled: World, statement: str) -> None:
    with attack(filled) as attacker:
        attacker.run(statement)
    with pytest.raises(ProofRefused):
        inclusion(filled, 5)


def test_a_checkpoint_of_another_key_or_log_is_refused(filled: World, tmp_path: Path) -> None:
    forged = strange_key(tmp_path).sign_checkpoint(EDI, 10, b"x" * 32)
    for note in (forged, filled.checkpoint(1, AGENCY_LOG), "rien"):
        with pytest.raises(ProofRefused, match="ne vaut rien"):
            inclusion(filled, 5, note)


def test_a_log_is_called_by_its_origin_or_by_the_reference_of_its_company(filled: World) -> None:
    with snapshot(filled.engine) as connection:
        named = [log_named(connection, name) for name in ("EDI", EDI, "agence", AGENCY_LOG)]
        for absent in ("AUTRE", "", "a b"):
            with pytest.raises(ProofRefused, match="Il n'y a pas de journal"):
                log_named(connection, absent)
        with pytest.raises(ProofRefused, match="point de contrôle à 99"):
            stored(connection, filled.signer.public, EDI, 99)
    assert named == [EDI, EDI, AGENCY_LOG, AGENCY_LOG]


def test_several_notes_of_one_file_are_told_apart(filled: World) -> None:
    first, second = filled.checkpoint(3), filled.checkpoint(1, AGENCY_LOG)
    assert split_notes(first) == [first]
    assert split_notes(f"{first}\n{second}") == [first, second]
    assert split_notes(f"{first}{second}") == [first, second]
    assert split_notes(f"{first}\nrien") == [first, "rien"]
    assert split_notes("") == [""]
