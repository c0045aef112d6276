"""The attacks of docs/journal.md, one by one, on both databases, and what each of three verifiers says of it.

The verifier has the database alone; a checkpoint that was kept before the end of the log; the checkpoint of its end.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.entry import company_log
from models.signing_key import Signer
from tests.journal.attacker import Attacker, attack
from tests.journal.builders import EDI, World
from tests.journal.finding import SIZE, strange_key

KEPT = 10
"""The size of the log at the anchor that was kept before its end."""
FOUND, MISSED = "found", "**not found**"
DOCUMENT = Path(__file__).parents[2] / "docs" / "journal.md"


@dataclass(frozen=True)
class Keys:
    """What the attacker may sign with: the stolen key, or one of their own."""

    stolen: Signer
    own: Signer


Act = Callable[[Attacker, Keys], object]


def lie(attacker: Attacker, seq: int) -> Attacker:
    """Put another role in an entry."""
    return attacker.edit(seq, lambda body: body.update(role="responsable"))


def swap(attacker: Attacker, _: Keys) -> None:
    for seq, place in ((5, 99), (6, 5), (99, 6)):
        attacker.set(seq, "seq", place)


def insert(attacker: Attacker, _: Keys) -> None:
    """Make room in the middle, and put an edited copy of the entry before there."""
    for seq in range(SIZE - 1, 6, -1):
        for table in ("entry", "payload"):
            attacker.set(seq, "seq", seq + 1, table=table)
        attacker.edit(seq + 1, lambda body: body.update(seq=body["seq"] + 1))
    ((stream,),) = attacker.run("SELECT stream FROM journal_entry WHERE log = :log AND seq = 6")
    attacker.forge(7, lambda body: body.update(stream=stream, stream_seq=99))
    attacker.rehash()


def resign_without_later(attacker: Attacker, seq: int) -> None:
    """Edit an entry, hash everything again, and leave no checkpoint that says otherwise."""
    lie(attacker, seq).rehash()
    attacker.delete(seq, tables="checkpoint")


def transplant(attacker: Attacker, _: Keys) -> None:
    attacker.set(7, "body", attacker.raw(7, company_log("AUTRE")))
    attacker.rehash()


def white_space(attacker: Attacker, _: Keys) -> None:
    attacker.set(7, "body", attacker.raw(7).replace(":", ": ", 1)).rehash(verbatim=range(8))


ATTACKS: dict[str, Act] = {
    "edit a body": lambda a, _: lie(a, 7),
    "edit a body and its leaf": lambda a, _: lie(a, 7).leaf(7),
    "edit a column": lambda a, _: a.set(7, "actor", "quelqu'un"),
    "delete an entry": lambda a, _: a.delete(7, 8),
    "delete an entry, renumber the next": lambda a, _: a.delete(7, 8).renumber(8),
    "swap two entries": swap,
    "insert a forged entry": insert,
    "cut the tail, head kept": lambda a, _: a.delete(KEPT),
    "cut the tail, hash everything again": lambda a, _: a.cut(8, tables="entry payload"),
    "edit an entry, hash everything again": lambda a, _: lie(a, 7).rehash(),
    "edit an entry, sign everything again with another key": lambda a, keys: lie(a, 7).rehash(signer=keys.own),
    "transplant an entry of another log": transplant,
    "write a body that is not canonical": white_space,
    "cut before the kept anchor, delete the later checkpoints": lambda a, _: a.cut(8),
    "edit an entry, hash everything again, delete the later checkpoints": lambda a, _: resign_without_later(a, 7),
    "edit the last entry, hash everything again": lambda a, _: lie(a, SIZE - 1).rehash(),
    "cut after the kept anchor, leave the checkpoints": lambda a, _: a.cut(12, tables="entry payload"),
    "cut after the kept anchor, delete the later checkpoints": lambda a, _: a.cut(12),
    "edit before the kept anchor, sign everything with the stolen key": lambda a, keys: lie(a, 7).rehash(
        signer=keys.stolen
    ),
    "edit after the kept anchor, sign everything with the stolen key": lambda a, keys: lie(a, 11).rehash(
        signer=keys.stolen
    ),
    "drop the log of a company": lambda a, _: a.drop(EDI),
}

DOCUMENTED = re.findall(
    r"^\| \d+ \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", DOCUMENT.read_text("utf-8"), re.MULTILINE
)


def test_every_attack_of_the_documentation_is_tried() -> None:
    assert [row[0] for row in DOCUMENTED] == list(ATTACKS)


@pytest.mark.parametrize("row", DOCUMENTED, ids=lambda row: row[0].replace(" ", "-"))
def test_each_verifier_says_of_the_attack_what_is_documented(
    filled: World, tmp_path: Path, row: tuple[str, str, str, str]
) -> None:
    filled.fill(SIZE, filled.open_company("AUTRE"))
    kept, last = filled.checkpoint(KEPT), filled.checkpoint(SIZE)
    assert filled.verify(kept, last).ok
    with attack(filled) as attacker:
        ATTACKS[row[0]](attacker, Keys(filled.signer, strange_key(tmp_path)))
    outcomes = [MISSED if filled.verify(*anchors).ok else FOUND for anchors in ((), (kept,), (kept, last))]
    assert outcomes == list(row[1:])
