"""Packs of a few rules, checked among those that are shipped."""

from itertools import count

from rules.checks import check_edition
from rules.edition import Edition, pack_code
from rules.findings import Finding
from rules.language import AllOf, Compare, Conclusion, Condition, Pack, Rule
from rules.worlds import Transitions
from tests.referentiels.published import packs, published
from workflows.machines.cycles import transitions

Said = Conclusion | tuple[Conclusion, ...]


def eq(**facts: str | int | bool) -> Condition:
    """Each fact with that value; two underscores stand for the dot in a name."""
    return AllOf(tuple(Compare(name.replace("__", "."), "eq", value) for name, value in facts.items()))


def pack(code: str, *rules: tuple[Condition, Said], prefix: str = "R") -> Pack:
    """The pack of that code, with these rules: R-1, R-2 and so on."""
    family, name = code.split("/")
    numbers = count(1)
    read = tuple(
        Rule(f"{prefix}-{next(numbers)}", "Règle", when, then if isinstance(then, tuple) else (then,), "Parce que.")
        for when, then in rules
    )
    return Pack(name, family, "Texte", read, (), f"{name}.yaml")


def checked(*changed: Pack, steps: Transitions | None = None) -> tuple[Finding, ...]:
    """What is found in these packs, put in the place of the shipped ones of the same code."""
    codes = {pack_code(each.family, each.name): each for each in changed}
    edition = Edition("", published(), {**packs(), **codes})
    return check_edition(edition, transitions() if steps is None else steps, codes)


def kinds(*changed: Pack) -> set[tuple[str, str]]:
    """What is found, as kind and rule."""
    return {(finding.kind.value, finding.rule) for finding in checked(*changed)}
