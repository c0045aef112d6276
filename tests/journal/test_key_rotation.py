"""A journal whose key changes: verified from the first key alone; what one key did not sign is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.entry import AGENCY_LOG
from models.events import Event
from models.journal_reading import snapshot
from models.key_chain import ChainBroken
from models.key_reading import current_key, trusted_keys
from models.log import Signs
from models.signed_note import KeyRefused, PublicKey
from models.signing_key import BothSigners, Signer, next_key
from reports.journal_export import export_lines
from reports.proofs import ProofRefused, consistent, given, prove, stored
from reports.verification import verify
from tests.journal.attacker import Attacker
from tests.journal.builders import EDI, World, draft
from tests.journal.exporting import verify_alone


def another() -> Signer:
    return Signer(Ed25519PrivateKey.generate())


def change_key(world: World, new: Signer, signer: Signs | None = None) -> int:
    """The entry that names the new key, signed by both unless told otherwise; from then on the new one signs."""
    old = world.signer
    entry = draft(
        AGENCY_LOG,
        stream="cle",
        event=Event.JOURNAL_CLE,
        command="ChangerDeCle",
        objects={"ancienne": old.vkey(AGENCY_LOG), "cle": new.vkey(AGENCY_LOG)},
    )
    world.signer = signer or BothSigners(old, new)  # type: ignore[assignment]
    seq = world.write(entry)
    new.rotations = old.rotations + 1
    world.signer = new
    return seq


@pytest.fixture
def rotated(filled: World) -> tuple[World, PublicKey, Signer]:
    """A journal whose key changed twice, with entries before, between and after; its first key, and its second one."""
    first, second = filled.signer.public, another()
    change_key(filled, second)
    filled.fill(3)
    change_key(filled, another())
    filled.write(draft(AGENCY_LOG, stream="journal/x", event=Event.SUJET_IDENTIFICATION))
    filled.fill(2)
    filled.note_checkpoints()
    return filled, first, second


def faults(world: World, pinned: PublicKey, *anchors: str) -> list[str]:
    with snapshot(world.engine) as connection:
        return [str(fault) for fault in verify(connection, pinned, anchors).faults]


def exported(world: World, folder: Path, pinned: PublicKey, *, values: bool = True) -> tuple[Path, Path]:
    """Everything in a file, and the pinned key in another."""
    file, key = folder / "tout.jsonl", folder / "cle.txt"
    with world.engine.connect() as connection, file.open("wb") as output:
        for origin in (AGENCY_LOG, EDI):
            output.writelines(export_lines(connection, origin, pinned, values=values))
    key.write_text(pinned.vkey(AGENCY_LOG), "utf-8")
    return file, key


def alone(world: World, folder: Path, pinned: PublicKey, *, values: bool = True) -> tuple[int, str]:
    """What the stand-alone verifier says of it."""
    file, key = exported(world, folder, pinned, values=values)
    return verify_alone(folder, [("--pubkey", key, "--all", file)])[0]


def test_all_is_verified_from_the_first_key_alone(rotated: tuple[World, PublicKey, Signer], tmp_path: Path) -> None:
    world, first, second = rotated
    kept = [world.checkpoint(size, log) for log, size in ((EDI, 5), (EDI, 16), (EDI, 19), (AGENCY_LOG, 2))]
    assert faults(world, first, *kept) == []
    assert faults(world, second.public) == faults(world, world.signer.public) == []
    for values in (True, False):
        status, words = alone(world, tmp_path, first, values=values)
        assert status == 0, words
    ancre = tmp_path / "ancre.txt"
    ancre.write_text("\n".join(kept), "utf-8")
    file, key = exported(world, tmp_path, first)
    assert verify_alone(tmp_path, [("--pubkey", key, "--anchor", ancre, "--all", file)])[0][0] == 0


def test_a_key_that_never_signed_is_refused(rotated: tuple[World, PublicKey, Signer], tmp_path: Path) -> None:
    world, _, _ = rotated
    stranger = another().public
    assert any("attendue" in fault for fault in faults(world, stranger))
    assert alone(world, tmp_path, stranger)[0] == 1
    with snapshot(world.engine) as connection, pytest.raises(ChainBroken, match="attendue"):
        trusted_keys(connection, stranger)


@pytest.mark.parametrize("by", ["old", "new"])
def test_a_change_that_one_key_alone_signed_is_refused(filled: World, tmp_path: Path, by: str) -> None:
    first, new = filled.signer, another()
    change_key(filled, new, first if by == "old" else new)
    filled.fill(1)
    assert any("deux clés" in fault for fault in faults(filled, first.public))
    assert alone(filled, tmp_path, first.public)[0] == 1


@pytest.mark.parametrize("log", [AGENCY_LOG, EDI])
def test_a_checkpoint_of_the_old_key_after_the_change_is_refused(filled: World, tmp_path: Path, log: str) -> None:
    first, new = filled.signer, another()
    change_key(filled, new)
    first.rotations = 1
    filled.signer = first
    filled.write(draft(log, stream="sujet/9"))
    found = faults(filled, first.public)
    assert len(found) == 1
    assert "point de contrôle refusé" in found[0]
    assert alone(filled, tmp_path, first.public)[0] == 1


def test_a_checkpoint_of_the_new_key_before_the_change_is_refused(filled: World) -> None:
    first, new = filled.signer, another()
    note = new.sign_checkpoint(EDI, 3, bytes(32))
    change_key(filled, new)
    assert any("autre racine" in fault for fault in faults(filled, first.public, note))


@pytest.mark.parametrize(
    "act",
    [
        lambda attacker: attacker.delete(1, 2, AGENCY_LOG, "checkpoint"),
        lambda attacker: attacker.edit(1, lambda body: body.update(event="compte.cree"), AGENCY_LOG),
        lambda attacker: attacker.edit(1, lambda body: body["objects"].update(cle=another().vkey("x")), AGENCY_LOG),
        lambda attacker: attacker.edit(1, lambda body: body["objects"].pop("ancienne"), AGENCY_LOG),
    ],
)
def test_a_change_that_was_touched_is_refused(filled: World, act: Callable[[Attacker], object]) -> None:
    first, new = filled.signer.public, another()
    assert change_key(filled, new) == 1
    with filled.engine.begin() as connection:
        act(Attacker(connection))
    assert any("changement de clé" in fault or "change la clé" in fault for fault in faults(filled, first))


def test_proofs_are_given_under_the_keys_of_their_time(rotated: tuple[World, PublicKey, Signer]) -> None:
    world, first, _ = rotated
    with snapshot(world.engine) as connection:
        keys = trusted_keys(connection, first)
        assert prove(connection, keys, EDI, 1).signed.checkpoint.size == 19
        old, new = stored(connection, keys, EDI, 2), stored(connection, keys, EDI)
        assert consistent(connection, EDI, old, new).path
        assert keys.vkey(EDI) == first.vkey(EDI)
        with pytest.raises(ProofRefused):
            given(keys, EDI, another().sign_checkpoint(EDI, 19, new.checkpoint.root))


def test_a_process_that_runs_follows_the_change_and_refuses_to_sign_where_the_key_is_not_there(
    filled: World, tmp_path: Path
) -> None:
    running = filled.signer = Signer.generate(tmp_path / "journal")
    new = Signer.generate(next_key(tmp_path / "journal"))
    change_key(filled, new)
    filled.signer = running
    filled.write(draft())
    assert (running.public.raw, running.rotations) == (new.public.raw, 1)
    with filled.engine.connect() as connection:
        assert current_key(connection) == (1, new.vkey(AGENCY_LOG))
    filled.signer = another()
    with pytest.raises(KeyRefused, match="remplacée"):
        filled.write(draft())
