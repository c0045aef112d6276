"""Rules that change nothing of what is decided: wherever they fire, another one, or several together, say as much."""

from collections.abc import Collection, Iterator

from rules.boxes import Box
from rules.family_checks import undecided
from rules.findings import Finding, Kind, found
from rules.judged import Judged, Placed
from rules.language import Conclusion
from rules.regions import TooManyParts, minus


def shadowed(judged: Collection[Judged], among: Collection[Judged]) -> Iterator[Finding]:
    """Rules that, wherever they fire, add nothing to another one: the same one in every rule set, or one in each."""
    bare = {(p.pack, p.rule.id) for one in among for p in one.reached if not any(_covering(one, p))}
    yield from _by_several(judged, among, bare)
    for one in judged:
        for placed in one.reached:
            if (placed.pack, placed.rule.id) in bare:
                continue
            for other, sure in _covering(one, placed):
                if not sure:
                    yield undecided(one, f"la règle {placed.rule.id} est masquée par {other.rule.id}")
                    continue
                sentence = (
                    f"n'ajoute rien à la règle {other.rule.id} ({other.pack}) : mêmes conclusions, condition déjà "
                    "couverte."
                )
                case = one.together(placed, other)
                yield found(Kind.MASQUEE, placed.pack, sentence, one.vocabulary, placed.rule, case)
                break


def _covering(judged: Judged, placed: Placed) -> Iterator[tuple[Placed, bool]]:
    """The rules that conclude as much wherever that one fires; with False those of which that is not decided."""
    mine = _said(placed)
    for other in judged.reached:
        if other is placed or not mine <= _said(other):
            continue
        try:
            covers = _within(judged, placed, other)
            # of two that say the same on the same cases, the second alone is shadowed
            twins = covers and mine == _said(other) and _within(judged, other, placed)
        except TooManyParts:
            yield other, False
            continue
        if covers and not (twins and judged.rules.index(placed) < judged.rules.index(other)):
            yield other, True


def _within(judged: Judged, small: Placed, large: Placed) -> bool:
    """Whether the second fires wherever the first does. Raises: TooManyParts."""
    return judged.example(minus(judged.reached[small], large.boxes, judged.vocabulary)) is None


def _said(placed: Placed) -> frozenset[tuple[str, str, str | int | None]]:
    return frozenset(_plain(conclusion) for conclusion in placed.rule.then)


def _plain(conclusion: Conclusion) -> tuple[str, str, str | int | None]:
    return conclusion.verb, conclusion.target, conclusion.value


def _by_several(
    judged: Collection[Judged], among: Collection[Judged], bare: Collection[tuple[str, str]]
) -> Iterator[Finding]:
    """Rules that no other one covers alone, and that several cover together in every rule set where they fire."""
    for one in judged:
        for placed in one.reached:
            name = (placed.pack, placed.rule.id)
            if name not in bare:
                continue
            try:
                others = [_cover(each, p, bare) for each in among for p in each.reached if (p.pack, p.rule.id) == name]
            except TooManyParts:
                yield undecided(one, f"la règle {placed.rule.id} est masquée par d'autres ensemble")
                continue
            if all(others):
                ids = ", ".join(sorted({other.rule.id for cover in others for other in cover}))
                sentence = (
                    f"n'ajoute rien aux règles {ids} : ensemble, elles concluent autant partout où elle se déclenche."
                )
                case = one.example(one.reached[placed])
                yield found(Kind.MASQUEE, placed.pack, sentence, one.vocabulary, placed.rule, case)


def _cover(judged: Judged, placed: Placed, bare: Collection[tuple[str, str]]) -> list[Placed]:
    """The rules that together conclude as much wherever that one fires; none otherwise. Raises: TooManyParts."""
    cover: dict[str, Placed] = {}
    for said in _said(placed):
        # one that is covered itself leans on another, perhaps on this very one
        others = [o for o in judged.reached if o is not placed and said in _said(o) and (o.pack, o.rule.id) in bare]
        holes: list[Box] = [box for other in others for box in other.boxes]
        if not others or judged.example(minus(judged.reached[placed], holes, judged.vocabulary)) is not None:
            return []
        cover.update({other.rule.id: other for other in others})
    return list(cover.values())
