"""Attacks by someone who may write to the database and has no key: each is found, and located."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from models.canonical import canonical
from models.entry import AGENCY_LOG
from tests.journal.attacker import Attacker, attack
from tests.journal.builders import EDI, World
from tests.journal.finding import SIZE, found, strange_key

Attack = Callable[[Attacker], object]


def content(attacker: Attacker, part: str) -> None:
    """Change one value of the seventh entry, its salt and the other values being left."""
    ((stored,),) = attacker.run("SELECT content FROM journal_payload WHERE log = :log AND seq = 7")
    values = json.loads(stored)
    values[part] = [{"autre": 1}]
    attacker.set(7, "content", canonical(values).decode(), table="payload")


EDITS: dict[str, tuple[Attack, set[str]]] = {
    "an edited body": (lambda a: a.edit(7, lambda body: body.update(role="responsable")), {"empreinte@7"}),
    "an edited body and leaf": (
        lambda a: a.edit(7, lambda body: body.update(role="responsable")).leaf(7),
        {"chainage@8", "racine@7", "arbre@7", "tete@"},
    ),
    "an edited column": (lambda a: a.set(7, "actor", "quelqu'un"), {"colonne@7"}),
    "an edited stream column": (lambda a: a.set(7, "stream", "sujet/9"), {"colonne@7"}),
    "an edited time column": (
        lambda a: a.run("UPDATE journal_entry SET time = (SELECT max(time) FROM journal_entry) WHERE seq = 7"),
        {"colonne@7"},
    ),
    "a body from another time": (
        lambda a: a.set(7, "body", a.raw(6)),
        {"empreinte@7", "colonne@7", "chainage@7", "engagement@7", "flux@7", "flux@10"},
    ),
    "a deleted entry": (lambda a: a.delete(7, 8), {"numerotation@8"}),
    "several deleted entries": (lambda a: a.delete(5, 8), {"numerotation@8"}),
    "the first entry deleted": (lambda a: a.delete(0, 1), {"numerotation@1"}),
    "an entry deleted, its payload left": (
        lambda a: a.delete(7, 8, tables="entry"),
        {"numerotation@8", "contenu@7", "point_de_controle@7"},
    ),
    "an entry deleted and the next renumbered": (
        lambda a: a.delete(7, 8).renumber(8),
        {f"empreinte@{n}" for n in range(7, 13)}
        | {f"point_de_controle@{n}" for n in range(7, 13)}
        | {"chainage@7", "racine@7", "arbre@7", "tete@", "flux@9"},
    ),
    "an entry deleted, the next renumbered and everything hashed again": (
        lambda a: a.delete(7, 8).renumber(8).rehash(),
        {f"point_de_controle@{n}" for n in range(7, 13)} | {"racine@7", "flux@9"},
    ),
    "an edited entry and everything hashed again": (
        lambda a: a.edit(7, lambda body: body.update(role="responsable")).rehash(),
        {"racine@7"},
    ),
    "an edited last entry and everything hashed again": (
        lambda a: a.edit(13, lambda body: body.update(role="responsable")).rehash(),
        {"racine@13"},
    ),
    "a forged entry at the end": (lambda a: a.forge(SIZE).rehash(), {f"point_de_controle@{SIZE}"}),
    "the tail cut off, head kept": (lambda a: a.delete(10), {"tete@", "arbre@"}),
    "the entries of the tail alone cut off": (
        lambda a: a.delete(10, tables="entry"),
        {"tete@", "arbre@", *(f"{kind}@{n}" for kind in ("contenu", "point_de_controle") for n in range(10, SIZE))},
    ),
    "the tail cut off and everything hashed again": (
        lambda a: a.cut(10, tables="entry payload"),
        {f"point_de_controle@{n}" for n in range(10, SIZE)},
    ),
    "white space in a body": (
        lambda a: a.set(7, "body", a.raw(7).replace(":", ": ", 1)).rehash(verbatim=range(8)),
        {"forme@7", "racine@7"},
    ),
    "a body that is no JSON": (lambda a: a.set(7, "body", "[" * 100_000), {"forme@7", "empreinte@7"}),
    "a member twice": (lambda a: a.set(7, "body", '{"a":1,"a":1}'), {"forme@7", "empreinte@7"}),
    "an edited value": (
        lambda a: a.set(
            7, "content", a.run("SELECT content FROM journal_payload WHERE seq = 6")[0][0], table="payload"
        ),
        {"engagement@7"},
    ),
    **{
        f"one of the {part} edited": (partial(content, part=part), {"engagement@7"})
        for part in ("changes", "decisions", "values")
    },
    "an edited salt": (lambda a: a.set(7, "salt", "0" * 64, table="payload"), {"engagement@7"}),
    "a salt in capitals": (
        lambda a: a.set(7, "salt", "AB" * 32, table="payload"),
        {"contenu@7"},
    ),
    "unreadable values": (lambda a: a.set(7, "content", "{", table="payload"), {"contenu@7"}),
    "a value less": (
        lambda a: a.set(7, "content", '{"changes":[],"decisions":[],"values":[]}', table="payload"),
        {"contenu@7"},
    ),
    "other values": (lambda a: a.set(7, "content", '{"changes":[]}', table="payload"), {"contenu@7"}),
    "a deleted payload": (lambda a: a.delete(7, 8, tables="payload"), {"contenu@7"}),
    "a payload too many": (
        lambda a: a.run("INSERT INTO journal_payload (log, seq) VALUES (:log, 99)"),
        {"contenu@99"},
    ),
    "an edited node": (lambda a: a.run("UPDATE journal_node SET hash = 'x' WHERE level = 2 AND idx = 1"), {"arbre@7"}),
    "a deleted node": (lambda a: a.run("DELETE FROM journal_node WHERE level = 1 AND idx = 2"), {"arbre@5"}),
    "a node too many": (
        lambda a: a.run("INSERT INTO journal_node (log, level, idx, hash) VALUES (:log, 7, 0, 'x')"),
        {"arbre@"},
    ),
    "an edited head": (lambda a: a.run("UPDATE journal_head SET root = last_leaf WHERE log = :log"), {"tete@"}),
    "an edited head size": (lambda a: a.run("UPDATE journal_head SET size = size + 1 WHERE log = :log"), {"tete@"}),
    "an edited head time": (
        lambda a: a.run("UPDATE journal_head SET last_time = (SELECT min(time) FROM journal_entry)"),
        {"tete@"},
    ),
    "a deleted head": (lambda a: a.run("DELETE FROM journal_head WHERE log = :log"), {"tete@"}),
    "a deleted checkpoint": (
        lambda a: a.run("DELETE FROM journal_checkpoint WHERE log = :log AND size = 8"),
        {"point_de_controle@7"},
    ),
    "a deleted last checkpoint": (
        lambda a: a.run("DELETE FROM journal_checkpoint WHERE log = :log AND size = :last", last=SIZE),
        {f"point_de_controle@{SIZE - 1}"},
    ),
    "the checkpoint of another size": (
        lambda a: a.run(
            "UPDATE journal_checkpoint SET note = (SELECT note FROM journal_checkpoint c WHERE c.log = :log AND "
            "c.size = 3) WHERE log = :log AND size = 8"
        ),
        {"racine@7", "point_de_controle@7"},
    ),
    "an unsigned checkpoint": (
        lambda a: a.run("UPDATE journal_checkpoint SET note = 'rien' WHERE log = :log AND size = 8"),
        {"racine@7", "signature@7"},
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_attack_without_the_key_is_found_and_located(filled: World, name: str) -> None:
    act, expected = EDITS[name]
    with attack(filled) as attacker:
        act(attacker)
    report = filled.verify()
    assert found(report) == expected
    assert all(str(fault).startswith(EDI) for fault in report.faults if fault.log == EDI)


def test_two_entries_swapped_are_found(filled: World) -> None:
    with attack(filled) as attacker:
        for seq, place in ((5, 99), (6, 5), (99, 6)):
            attacker.set(seq, "seq", place)
    assert found(filled.verify()) >= {"colonne@5", "colonne@6", "chainage@5", "chainage@6", "chainage@7", "racine@5"}


def test_a_forged_entry_signed_with_another_key_is_found(filled: World, tmp_path: Path) -> None:
    with attack(filled) as attacker:
        attacker.forge(SIZE)
        attacker.rehash(signer=strange_key(tmp_path))
    assert found(filled.verify()) == {f"signature@{n}" for n in range(SIZE + 1)}


def test_an_edited_log_signed_again_with_another_key_is_found_even_by_its_last_signature(
    filled: World, tmp_path: Path
) -> None:
    with attack(filled) as attacker:
        attacker.edit(7, lambda body: body.update(role="responsable"))
        attacker.rehash(signer=strange_key(tmp_path))
    assert found(filled.verify(signatures="last")) == {f"signature@{SIZE - 1}"}


def test_an_entry_transplanted_from_another_log_is_found(filled: World) -> None:
    other = filled.open_company("AUTRE")
    filled.fill(SIZE, other)
    with attack(filled) as attacker:
        attacker.set(7, "body", attacker.raw(7, other))
        attacker.rehash()
    assert found(filled.verify()) == {"colonne@7", "racine@7", "engagement@7", "agence@8", "horodatage@8"}


def test_a_whole_log_transplanted_from_another_company_is_found(filled: World) -> None:
    other = filled.open_company("AUTRE")
    with attack(filled) as attacker:
        attacker.drop(other)
        for table in ("head", "entry", "payload", "node", "checkpoint"):
            attacker.run(f"UPDATE journal_{table} SET log = '{other}' WHERE log = :log")  # noqa: S608
    faults = found(filled.verify(), other)
    assert {"colonne@0", "racine@0", "signature@0"} <= faults
    assert found(filled.verify(), AGENCY_LOG) == {"ouverture@0"}
