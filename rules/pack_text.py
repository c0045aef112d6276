"""The text of a pack as blocks, one a rule and one a case: an edit leaves every other line as it was written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_ITEM: Final = re.compile(r"( *)- ")
_ID: Final = re.compile(r"^(\s*(?:- +)?id: *)(['\"]?)([A-Z][A-Z0-9-]*)\2 *$", re.MULTILINE)
_DISABLED: Final = re.compile(r"^ *disabled: *true *\n", re.MULTILINE)
_NUMBERED: Final = re.compile(r"(.*-)(\d+)")


class NotInBlocks(Exception):
    """The list is not written one item a block, or not at all."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """The items of one list of the pack, and the text on both sides."""

    key: str
    before: str
    items: tuple[str, ...]
    after: str

    @property
    def text(self) -> str:
        """The whole text."""
        if self.items or not self.before.endswith(f"{self.key}:\n"):
            return self.before + "".join(self.items) + self.after
        return f"{self.before[:-1]} []\n{self.after}"

    def holding(self, items: Sequence[str]) -> "Blocks":
        """The same around other items."""
        return Blocks(self.key, self.before, tuple(items), self.after)


def blocks(text: str, key: str) -> Blocks:
    """The items under `key`; none where the text has no such list.

    Raises: NotInBlocks where the list is written in another way.
    """
    whole = text if text.endswith("\n") or not text else text + "\n"
    lines = whole.splitlines(keepends=True)
    heads = [n for n, line in enumerate(lines) if line.startswith(f"{key}:")]
    if not heads:
        return Blocks(key, f"{whole}{key}:\n", (), "")
    head = heads[0]
    written = lines[head].split("#")[0].strip()
    if written == f"{key}: []":
        return Blocks(key, "".join(lines[:head]) + f"{key}:\n", (), "".join(lines[head + 1 :]))
    if written != f"{key}:":
        raise NotInBlocks(key)
    end = next((n for n in range(head + 1, len(lines)) if re.match(r"[^\s#-]", lines[n])), len(lines))
    return _cut(key, lines, head + 1, end)


def _cut(key: str, lines: list[str], start: int, end: int) -> Blocks:
    """The lines from `start` to `end` as items; comments right above an item go with it."""
    first = next((m for line in lines[start:end] if (m := _ITEM.match(line))), None)
    if first is None:
        raise NotInBlocks(key)
    margin = f"{first[1]}- "
    starts = [_with_comments(lines, n, start) for n in range(start, end) if lines[n].startswith(margin)]
    bounds = [*starts, end]
    items = tuple("".join(lines[low:high]) for low, high in pairwise(bounds))
    return Blocks(key, "".join(lines[: starts[0]]), items, "".join(lines[end:]))


def _with_comments(lines: list[str], item: int, start: int) -> int:
    while item > start and lines[item - 1].lstrip().startswith("#"):
        item -= 1
    return item


def put_head(text: str, key: str, written: str) -> str:
    """The text with another value under a key of its head, whatever lines the value stood on. Raises: LookupError."""
    lines = text.splitlines(keepends=True)
    heads = [n for n, line in enumerate(lines) if line.startswith(f"{key}:")]
    if not heads:
        raise LookupError(key)
    start = heads[0]
    end = next((n for n in range(start + 1, len(lines)) if not re.match(r"\s+\S", lines[n])), len(lines))
    return "".join([*lines[:start], f"{key}: {written}\n", *lines[end:]])


def id_of(block: str) -> str:
    """The id that the block of a rule gives it; empty where it gives none."""
    found = _ID.search(block)
    return found[3] if found else ""


def place_of(found: Blocks, rule: str) -> int:
    """The rank of the rule among the blocks. Raises: LookupError."""
    ranks = [rank for rank, block in enumerate(found.items) if id_of(block) == rule]
    if not ranks:
        raise LookupError(rule)
    return ranks[0]


def with_id(block: str, rule: str) -> str:
    """The same rule under another id."""
    return _ID.sub(lambda found: f"{found[1]}{rule}", block, count=1)


def switched(block: str) -> str:
    """The rule disabled where it decides, enabled where it does not."""
    if _DISABLED.search(block):
        return _DISABLED.sub("", block, count=1)
    head = _ID.search(block)
    if head is None:
        raise NotInBlocks("rules")
    margin = " " * len(re.sub(r"id: *$", "", head[1]).replace("\n", ""))
    return f"{block[: head.end()]}\n{margin}disabled: true{block[head.end() :]}"


def free_id(taken: Sequence[str], near: str) -> str:
    """The next id after that one that no rule has: PROF-DOC-003 → PROF-DOC-008."""
    numbered = _NUMBERED.fullmatch(near)
    stem, width = (numbered[1], len(numbered[2])) if numbered else (f"{near}-", 3)
    used = [int(m[2]) for one in taken if (m := _NUMBERED.fullmatch(one)) and m[1] == stem]
    return f"{stem}{max(used, default=0) + 1:0{width}}"
