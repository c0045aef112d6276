"""The stand-alone verifier: an honest export passes, an attacked one does not, and nothing of ours is needed."""

import ast
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from models.entry import AGENCY_LOG
from models.events import OPENS_A_LOG
from tests.journal.attacker import Attacker
from tests.journal.builders import EDI, World
from tests.journal.exporting import VERIFIER, export, export_attacked, pinned, verify_alone
from tests.journal.finding import SIZE, strange_key
from tests.journal.test_attacks import EDITS

NOT_EXPORTED = {
    "a node too many",
    "a deleted node",
    "a payload too many",
    "an edited column",
    "an edited head time",
    "an edited head",
    "an edited node",
    "an edited stream column",
    "an edited time column",
}
"""What only repeats the bodies does not leave the database: `audit verify` finds these, an export has nothing wrong."""


def edited(source: Path, name: str, number: int, **given: object) -> Path:
    """A copy of an export whose line of that number says something else."""
    lines = source.read_text("utf-8").split("\n")
    lines[number] = json.dumps(json.loads(lines[number]) | given, ensure_ascii=False)
    path = source.with_name(name)
    path.write_text("\n".join(lines), "utf-8")
    return path


def rewritten(attacker: Attacker, world: World) -> None:
    """The past changed and signed again with the stolen key."""
    attacker.edit(7, lambda body: body.update(role="responsable"))
    attacker.rehash(signer=world.signer)


def test_it_needs_nothing_but_the_standard_library_and_cryptography() -> None:
    roots = set()
    for node in ast.walk(ast.parse(VERIFIER.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            roots.add(str(node.module).partition(".")[0])
        elif isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
    standard = {"argparse", "base64", "collections", "hashlib", "hmac", "json", "pathlib", "sys", "typing"}
    assert roots == standard | {"cryptography"}


def test_it_knows_which_events_open_a_log() -> None:
    said = {node.value for node in ast.walk(ast.parse(VERIFIER.read_text("utf-8"))) if isinstance(node, ast.Constant)}
    assert {str(event) for event in OPENS_A_LOG} <= said


def test_an_honest_export_has_no_fault_alone_or_whole_with_values_or_without(filled: World, tmp_path: Path) -> None:
    filled.note_checkpoints()
    key, pem = pinned(filled, tmp_path), tmp_path / "cle.pem"
    with filled.engine.begin() as connection:
        Attacker(connection).run("UPDATE journal_payload SET salt = NULL, content = NULL WHERE log = :log AND seq = 3")
    whole, alone = export(filled, tmp_path / "tout.jsonl"), export(filled, tmp_path / "edi.jsonl", EDI)
    bare = export(filled, tmp_path / "nu.jsonl", values=False)
    public = Ed25519PublicKey.from_public_bytes(filled.signer.public.raw)
    pem.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    anchors = tmp_path / "ancres.txt"
    anchors.write_text(f"{filled.checkpoint(9)}\n{filled.checkpoint(1, AGENCY_LOG)}", "utf-8")
    calls = [
        ("--pubkey", key, "--all", "--anchor", anchors, whole),
        ("--pubkey", pem, alone),
        ("--pubkey", key, "--all", bare),
    ]
    told = verify_alone(tmp_path, calls)
    assert [code for code, _ in told] == [0, 0, 0], told
    assert f"{EDI} : {SIZE} écritures, 1 effacées" in told[0][1]


def test_every_attack_that_an_export_can_show_is_found_in_it(filled: World, tmp_path: Path) -> None:
    key, names = pinned(filled, tmp_path), sorted(EDITS)
    paths = [export_attacked(filled, tmp_path / f"{n}.jsonl", EDITS[name][0]) for n, name in enumerate(names)]
    told = verify_alone(tmp_path, [("--pubkey", key, "--all", path) for path in paths])
    passed = {name for name, (code, _) in zip(names, told, strict=True) if code == 0}
    assert passed == NOT_EXPORTED
    assert {code for code, _ in told} == {0, 1}


def test_what_only_an_anchor_shows_is_found_with_it_alone(filled: World, tmp_path: Path) -> None:
    key, anchor = pinned(filled, tmp_path), tmp_path / "ancre.txt"
    anchor.write_text(filled.checkpoint(SIZE), "utf-8")
    cut = export_attacked(filled, tmp_path / "coupe.jsonl", lambda attacker: attacker.cut(10))
    forked = export_attacked(filled, tmp_path / "recrit.jsonl", lambda attacker: rewritten(attacker, filled))
    without, with_anchor = ("--pubkey", key), ("--pubkey", key, "--anchor", anchor)
    calls = [(*given, path) for path in (cut, forked) for given in (without, with_anchor)]
    told = verify_alone(tmp_path, calls)
    assert [code for code, _ in told] == [0, 1, 0, 1], told
    assert "la fin a été coupée" in told[1][1]
    assert "le passé a été récrit" in told[3][1]


def test_the_daily_checkpoints_of_the_agency_show_a_rollback(filled: World, tmp_path: Path) -> None:
    filled.note_checkpoints()
    key = pinned(filled, tmp_path)
    cut = export_attacked(filled, tmp_path / "coupe.jsonl", lambda attacker: attacker.cut(10))
    ((code, told),) = verify_alone(tmp_path, [("--pubkey", key, cut)])
    assert (code, "la fin a été coupée" in told) == (1, True)


def test_a_log_that_is_missing_or_was_never_opened_is_named(filled: World, tmp_path: Path) -> None:
    key, other = pinned(filled, tmp_path), filled.open_company("AUTRE")
    agency, company = export(filled, tmp_path / "agence.jsonl", AGENCY_LOG), export(filled, tmp_path / "edi.jsonl", EDI)
    fill = "UPDATE journal_entry SET body = replace(body, 'convergence/AUTRE', 'convergence/LOIN') WHERE log = :log"
    moved = export_attacked(filled, tmp_path / "loin.jsonl", lambda attacker: attacker.run(fill, log=AGENCY_LOG))
    calls = [
        ("--pubkey", key, agency, company),
        ("--pubkey", key, "--all", agency, company),
        ("--pubkey", key, "--all", company),
        ("--pubkey", key, company, agency),
        ("--pubkey", key, moved),
    ]
    told = verify_alone(tmp_path, calls)
    assert [code for code, _ in told] == [0, 1, 1, 1, 1], told
    assert f"{other} : ouvert par l'agence, et absent" in told[1][1]
    assert f"{AGENCY_LOG} : absent" in told[2][1]
    assert "avant les autres" in told[3][1]
    assert f"{other} : le journal de l'agence ne l'a pas ouvert" in told[4][1]


def test_an_agency_log_shorter_than_a_company_saw_is_found(filled: World, tmp_path: Path) -> None:
    filled.fill(3, AGENCY_LOG)
    filled.fill(1)
    cut = export_attacked(filled, tmp_path / "coupe.jsonl", lambda attacker: attacker.cut(2, AGENCY_LOG))
    ((code, told),) = verify_alone(tmp_path, [("--pubkey", pinned(filled, tmp_path), cut)])
    assert (code, "il en reste 2" in told) == (1, True)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_file_that_was_edited_or_is_no_export_is_refused_and_never_crashes(filled: World, tmp_path: Path) -> None:
    key, good = pinned(filled, tmp_path), export(filled, tmp_path / "bon.jsonl", EDI)
    other, anchor = tmp_path / "autre.txt", tmp_path / "faux.txt"
    other.write_text(strange_key(tmp_path).vkey(AGENCY_LOG), "utf-8")
    anchor.write_text("ceci n'est pas une note", "utf-8")
    broken = []
    for name, content in {"vide": "[]\n", "texte": "rien\n", "seule": '{"seq": 0}\n', "profond": "[" * 100_000}.items():
        broken.append(tmp_path / name)
        broken[-1].write_text(content, "utf-8")
    edits = [
        edited(good, "a", 0, size=3),
        edited(good, "b", 0, checkpoint=None),
        edited(good, "c", 0, log="convergence/AUTRE"),
        edited(good, "d", 5, body="{}"),
        edited(good, "e", 5, body=None, leaf=None, note=None),
        edited(good, "f", 5, salt=3, content=[]),
        edited(good, "g", 5, seq="5"),
        edited(good, "h", 6, body=json.loads(good.read_text("utf-8").split("\n")[6])["body"].replace(":5,", ':"5",')),
    ]
    calls: list[tuple[object, ...]] = [("--pubkey", key, path) for path in (*broken, *edits)]
    calls += [("--pubkey", other, good), ("--pubkey", anchor, good), ("--pubkey", key, "--anchor", anchor, good)]
    told = verify_alone(tmp_path, calls)
    assert [code for code, _ in told] == [1] * len(calls), told
    wrong = verify_alone(tmp_path, [("--pubkey", key), (good,), ("--pubkey", key, tmp_path / "absent")])
    assert [code for code, _ in wrong] == [2, 2, 2], wrong


def test_an_empty_log_is_exported_and_verified(world: World, tmp_path: Path) -> None:
    path = export(world, tmp_path / "vide.jsonl", EDI)
    assert verify_alone(tmp_path, [("--pubkey", pinned(world, tmp_path), path)])[0][0] == 0
