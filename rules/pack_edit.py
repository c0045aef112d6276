"""What a person does to the table of a pack, as the text that results."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from rules.language import Case, Pack, Rule, Vocabulary
from rules.pack_text import Blocks, NotInBlocks, blocks, free_id, id_of, place_of, put_head, switched, with_id
from rules.pack_writer import text as quoted
from rules.pack_writer import write_case, write_rule


def in_blocks(text: str, pack: Pack, vocabulary: Vocabulary) -> str:
    """The text itself where rules and cases are written one a block, else the whole pack written anew."""
    try:
        found, cases = blocks(text, "rules"), blocks(text, "cases")
    except NotInBlocks:
        return write_pack(pack, vocabulary)
    if [id_of(block) for block in found.items] != [rule.id for rule in pack.every_rule]:
        return write_pack(pack, vocabulary)
    return text if len(cases.items) == len(pack.cases) else write_pack(pack, vocabulary)


def write_pack(pack: Pack, vocabulary: Vocabulary) -> str:
    """The whole pack in the usual layout."""
    head = f'pack: {pack.name}\nfamily: {pack.family}\nversion: "{pack.version}"\nsource: {quoted(pack.source)}\n'
    rules = "".join(write_rule(rule, vocabulary) for rule in pack.every_rule)
    cases = "".join(write_case(case, vocabulary) for case in pack.cases)
    return f"{head}rules:\n{rules}" + (f"cases:\n{cases}" if cases else "")


def put_source(text: str, source: str) -> str:
    """The text with what its rules come from. Raises: LookupError."""
    return put_head(text, "source", quoted(source))


def put_name(text: str, name: str) -> str:
    """The text as the first version of a pack of another name. Raises: LookupError."""
    named = put_head(text, "pack", name)
    return put_head(named, "version", '"1"') if "\nversion:" in named else named


def put_rule(text: str, rule: Rule, vocabulary: Vocabulary, instead_of: str | None) -> str:
    """The text with the rule in the place of another, or after the last one. Raises: LookupError."""
    found, block = blocks(text, "rules"), write_rule(rule, vocabulary)
    items = list(found.items)
    if instead_of is None:
        items.append(block)
    else:
        items[place_of(found, instead_of)] = block
    return found.holding(items).text


def _copy(found: Blocks, rank: int) -> list[str]:
    items = list(found.items)
    taken = [id_of(block) for block in items]
    items.insert(rank + 1, with_id(items[rank], free_id(taken, taken[rank])))
    return items


def _remove(found: Blocks, rank: int) -> list[str]:
    return [block for n, block in enumerate(found.items) if n != rank]


def _switch(found: Blocks, rank: int) -> list[str]:
    return [switched(block) if n == rank else block for n, block in enumerate(found.items)]


def _move(step: int) -> Callable[[Blocks, int], list[str]]:
    def move(found: Blocks, rank: int) -> list[str]:
        items, other = list(found.items), rank + step
        if 0 <= other < len(items):
            items[rank], items[other] = items[other], items[rank]
        return items

    return move


ACTIONS: Final[Mapping[str, Callable[[Blocks, int], list[str]]]] = MappingProxyType(
    {"copier": _copy, "supprimer": _remove, "basculer": _switch, "monter": _move(-1), "descendre": _move(1)}
)
"""What is done to one rule of the table, or to one case."""


def act_on_rule(text: str, action: str, rule: str) -> str:
    """The text once that was done to the rule. Raises: LookupError."""
    found = blocks(text, "rules")
    return found.holding(ACTIONS[action](found, place_of(found, rule))).text


def put_case(text: str, case: Case, vocabulary: Vocabulary, rank: int | None) -> str:
    """The text with the case at that rank, or after the last one. Raises: LookupError."""
    found = blocks(text, "cases")
    items = list(found.items)
    if rank is None:
        items.append(write_case(case, vocabulary))
    else:
        items[rank] = write_case(case, vocabulary)
    return found.holding(items).text


def remove_case(text: str, rank: int) -> str:
    """The text without that case. Raises: LookupError."""
    found = blocks(text, "cases")
    if not 0 <= rank < len(found.items):
        raise LookupError(rank)
    return found.holding(_remove(found, rank)).text
