"""Rules that read well one by one, looked at together: what an edition's rule sets can never do, or do twice.

Everything is decided exactly over the boxes of the conditions (rules/boxes.py) and the cases that a démarche can give
(rules/worlds.py). The one thing that is refused is a question that would cut the facts into too many parts
(rules/regions.py): it is a finding of its own. A pack that no démarche names is judged over its whole vocabulary, and
nothing is said of critères, gates and verdicts that it cannot have.
"""

from collections.abc import Collection, Iterator
from itertools import chain
from typing import Final

from rules.boxes import boxes_of
from rules.edition import Edition, pack_code
from rules.family_checks import contradictions, shut
from rules.findings import Finding, Kind, found
from rules.finishing import unfinished
from rules.judged import Judged, Placed
from rules.language import Pack, Rule, RuleInvalid, UnknownFact, Vocabulary
from rules.shadowing import shadowed
from rules.shards import check_size
from rules.validity import check_rule
from rules.vocabulary import FAMILIES, vocabulary
from rules.worlds import Transitions, Worlds

MAX_RULES: Final = 2_000
"""Rules that decide together: what was measured, and many times what people write."""


def check_edition(
    edition: Edition, transitions: Transitions, only: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """What is found in the rule sets of the edition, or in those that have one of the packs of these codes.

    Raises: KeyError where a démarche names a pack that is not there.
    """
    codes = set(edition.packs if only is None else only)
    families = {edition.packs[code].family for code in codes}
    judged = [
        _judged(packs, edition, worlds)
        for packs, worlds in _rule_sets(edition, transitions)
        if packs[0].family in families
    ]
    return check_judged([one for one in judged if codes & one.codes], judged)


def check_judged(judged: Collection[Judged], among: Collection[Judged] = ()) -> tuple[Finding, ...]:
    """What is found in these rule sets, each thing once, errors first.

    `among` has every rule set, these included, that may hold their packs: a rule may fire in another démarche.
    """
    among = [one for one in among or judged if not _too_many(one)]
    # rules are compared two by two: what is too large is refused for that alone, at once
    sized = [one for one in judged if not _too_many(one)]
    findings = chain(
        chain.from_iterable(map(_refused, judged)),
        _never(sized, among),
        shadowed(sized, among),
        chain.from_iterable(map(contradictions, sized)),
        chain.from_iterable(map(shut, sized)),
        chain.from_iterable(map(unfinished, sized)),
    )
    unique = {f.identity: f for f in findings}
    return tuple(sorted(unique.values(), key=lambda f: (not f.blocking, f.pack, f.line, f.kind)))


def _rule_sets(edition: Edition, transitions: Transitions) -> Iterator[tuple[tuple[Pack, ...], Worlds | None]]:
    """The packs that decide together, by démarche and family; then each pack that no démarche names, alone."""
    named: set[str] = set()
    for demarche in edition.catalogue.demarches.values():
        for family in FAMILIES:
            codes = [pack_code(family, name) for name in demarche.regles.get(family, ())]
            named.update(codes)
            if codes:
                packs = tuple(edition.packs[code] for code in codes)
                yield packs, Worlds(edition.catalogue, demarche, transitions)
    yield from (((pack,), None) for code, pack in edition.packs.items() if code not in named)


def _judged(packs: tuple[Pack, ...], edition: Edition, worlds: Worlds | None) -> Judged:
    return judged_of(packs, vocabulary(packs[0].family, edition.catalogue), worlds)


def judged_of(packs: tuple[Pack, ...], vocabulary: Vocabulary, worlds: Worlds | None = None) -> Judged:
    """The rules of the packs, those that an engine refuses left out."""
    rules = (
        Placed(pack_code(pack.family, pack.name), rule, boxes_of(rule.when, vocabulary))
        for pack in packs
        for rule in pack.rules
        if not _refusal(rule, vocabulary)
    )
    return Judged(packs, vocabulary, tuple(rules), worlds)


def _refusal(rule: Rule, vocabulary: Vocabulary) -> str:
    """Why an engine would not take the rule; empty where it would."""
    try:
        check_rule(rule, vocabulary)
        check_size(rule, vocabulary)
    except (RuleInvalid, UnknownFact) as fault:
        return str(fault)
    return ""


def _too_many(judged: Judged) -> bool:
    return len(judged.rules) > MAX_RULES


def _refused(judged: Judged) -> Iterator[Finding]:
    """Rules too large for the engine, and ids that two packs of the rule set share."""
    seen: dict[str, str] = {}
    if _too_many(judged):
        sentence = (
            f"{len(judged.rules)} règles décident ensemble{judged.where}, {MAX_RULES} au plus ; allégez ce paquet."
        )
        yield found(Kind.TROP_GRANDE, judged.name, sentence, judged.vocabulary)
    for pack in judged.packs:
        code = pack_code(pack.family, pack.name)
        for rule in pack.rules:
            if why := _refusal(rule, judged.vocabulary):
                sentence = f"le moteur refuse cette règle : {why}."
                yield Finding(Kind.TROP_GRANDE, code, sentence, rule.id, rule.line)
            if seen.setdefault(rule.id, code) != code:
                sentence = (
                    f"le même identifiant est dans {seen[rule.id]}, qui décide avec ce paquet ; donnez-en un autre."
                )
                yield found(Kind.DOUBLON, code, sentence, judged.vocabulary, rule)


def _never(judged: Collection[Judged], among: Collection[Judged]) -> Iterator[Finding]:
    """Rules that fire in no rule set that has them."""
    firing = {(placed.pack, placed.rule.id) for one in among for placed in one.reached}
    for one in judged:
        for placed in one.rules:
            if (placed.pack, placed.rule.id) not in firing:
                why = "aucun dossier ne donne ces faits ensemble" if placed.boxes else "sa condition se contredit"
                sentence = f"ne se déclenche jamais : {why}."
                yield found(Kind.JAMAIS, placed.pack, sentence, one.vocabulary, placed.rule)
