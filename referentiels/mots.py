"""What changed between two texts, word by word, in bounded time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

JETON = re.compile(r"\w+|\s+|[^\w\s]")
COMPARAISONS_MAX = 4_000_000
"""Words of one text times those of the other: beyond, the whole is said to be replaced."""


class Sort(StrEnum):
    """What becomes of a passage."""

    GARDE = "garde"
    RETIRE = "retire"
    AJOUTE = "ajoute"


@dataclass(frozen=True, slots=True)
class Passage:
    """Some words in a row that share their fate."""

    sort: Sort
    texte: str


def difference(avant: str, apres: str) -> tuple[Passage, ...]:
    """The passages of both texts, in reading order, what is taken away before what takes its place."""
    a, b = JETON.findall(avant), JETON.findall(apres)
    debut = _commun(a, b)
    fin = _commun(a[debut:][::-1], b[debut:][::-1])
    milieu = list(_passages(a[debut : len(a) - fin], b[debut : len(b) - fin]))
    bords = (Passage(Sort.GARDE, "".join(a[:debut])), *milieu, Passage(Sort.GARDE, "".join(a[len(a) - fin :])))
    return tuple(_joindre(passage for passage in bords if passage.texte))


def _commun(a: Sequence[str], b: Sequence[str]) -> int:
    """How many words both begin with."""
    for rang, (un, autre) in enumerate(zip(a, b, strict=False)):
        if un != autre:
            return rang
    return min(len(a), len(b))


def _passages(a: list[str], b: list[str]) -> Iterator[Passage]:
    if len(a) * len(b) > COMPARAISONS_MAX:
        yield Passage(Sort.RETIRE, "".join(a))
        yield Passage(Sort.AJOUTE, "".join(b))
        return
    for genre, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=True).get_opcodes():
        if genre == "equal":
            yield Passage(Sort.GARDE, "".join(a[a1:a2]))
        else:
            yield Passage(Sort.RETIRE, "".join(a[a1:a2]))
            yield Passage(Sort.AJOUTE, "".join(b[b1:b2]))


def _joindre(passages: Iterator[Passage]) -> Iterator[Passage]:
    """Passages that a single space parts are one change: « un deux » → « trois quatre » reads better whole."""
    retire = ajoute = ""
    for passage in passages:
        if passage.sort is Sort.RETIRE:
            retire += passage.texte
        elif passage.sort is Sort.AJOUTE:
            ajoute += passage.texte
        elif passage.texte.isspace() and (retire or ajoute):
            retire, ajoute = retire + passage.texte, ajoute + passage.texte
        else:
            yield from _rendre(retire, ajoute)
            retire = ajoute = ""
            yield passage
    yield from _rendre(retire, ajoute)


def _rendre(retire: str, ajoute: str) -> Iterator[Passage]:
    """What was put together, the space that both end with outside of it."""
    blanc = ""
    while retire and ajoute and retire[-1] == ajoute[-1] and retire[-1].isspace():
        blanc, retire, ajoute = retire[-1] + blanc, retire[:-1], ajoute[:-1]
    for sort, texte in ((Sort.RETIRE, retire), (Sort.AJOUTE, ajoute), (Sort.GARDE, blanc)):
        if texte:
            yield Passage(sort, texte)
