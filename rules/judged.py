"""The rules that decide together, as boxes, with every case that a démarche can give them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rules.boxes import Box, meeting
from rules.edition import pack_code
from rules.language import Conclusion, Pack, Rule, Value, Vocabulary
from rules.regions import Orders, case_of
from rules.worlds import ORDERS, Worlds


@dataclass(frozen=True, eq=False)
class Placed:
    """A rule in its pack, with the boxes of its condition."""

    pack: str
    rule: Rule
    boxes: tuple[Box, ...]

    def concludes(self, *verbs: str) -> Iterator[Conclusion]:
        """Its conclusions with one of these verbs."""
        return (conclusion for conclusion in self.rule.then if conclusion.verb in verbs)


@dataclass(frozen=True, eq=False)
class Judged:
    """A rule set and the cases it may be given; without `worlds` any case of the vocabulary."""

    packs: tuple[Pack, ...]
    vocabulary: Vocabulary
    rules: tuple[Placed, ...]
    worlds: Worlds | None = None

    @property
    def family(self) -> str:
        """The family of its packs."""
        return self.vocabulary.family

    @property
    def codes(self) -> set[str]:
        """The codes of its packs."""
        return {pack_code(pack.family, pack.name) for pack in self.packs}

    @property
    def name(self) -> str:
        """The packs, as a finding about them all names them."""
        return " + ".join(pack_code(pack.family, pack.name) for pack in self.packs)

    @property
    def where(self) -> str:
        """In which démarche, as the end of a sentence."""
        return f" dans la démarche « {self.worlds.demarche.titre} »" if self.worlds else ""

    @property
    def orders(self) -> Orders:
        """Which counts are never above which."""
        return ORDERS.get(self.family, ())

    @cached_property
    def cases(self) -> tuple[Box, ...]:
        """Every case there can be."""
        return self.worlds.boxes(self.vocabulary) if self.worlds else ({},)

    @cached_property
    def reached(self) -> dict[Placed, list[Box]]:
        """By rule, the cases under which it fires; the rules that never do are not there."""
        reached = {placed: self.within(placed.boxes) for placed in self.rules}
        return {placed: boxes for placed, boxes in reached.items() if boxes}

    def within(self, boxes: Iterable[Box]) -> list[Box]:
        """The boxes, kept to the cases there can be."""
        both = (meeting(case, box) for box in boxes for case in self._near(box))
        return [box for box in both if box is not None and self.example((box,)) is not None]

    def example(self, region: Iterable[Box]) -> dict[str, Value | None] | None:
        """One case of the region, None where there is none."""
        return case_of(region, self.vocabulary, self.orders)

    def together(self, first: Placed, second: Placed) -> dict[str, Value | None] | None:
        """One case under which both rules fire, None where there is none."""
        region = (box for one in self.reached.get(first, ()) for other in second.boxes if (box := meeting(one, other)))
        return self.example(region)

    def firing(self, applies: Callable[[Placed], bool]) -> list[Placed]:
        """The rules that can fire here and are wanted."""
        return [placed for placed in self.reached if applies(placed)]

    def _near(self, box: Box) -> Iterable[Box]:
        """The cases worth meeting: those of the critère that the box is about, where it is about one."""
        ranges = box.get("critere.code")
        if ranges is None or len(ranges) != 1 or ranges[0][0] != ranges[0][1]:
            return self.cases
        return self._by_critere.get(ranges[0][0], [])

    @cached_property
    def _by_critere(self) -> dict[int, list[Box]]:
        """The cases by the code of their critère; a case that names none meets whatever critère."""
        codes = range(len(self.vocabulary.fact("critere.code").values))
        by_code: dict[int, list[Box]] = {code: [] for code in codes}
        for case in self.cases:
            for low, high in case.get("critere.code", ((codes.start, codes.stop - 1),)):
                for code in range(max(low, 0), high + 1):
                    by_code[code].append(case)
        return by_code
