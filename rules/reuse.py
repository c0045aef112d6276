"""Ids of rules that come back for something else: what a decision of last year names must still be what it meant."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rules.edition import pack_code
from rules.findings import Finding, Kind, found
from rules.language import Pack, Rule, Vocabulary


def reused(pack: Pack, earlier: Sequence[Pack], vocabulary: Vocabulary) -> Iterator[Finding]:
    """The ids that the pack gives to another rule than its earlier versions did, the last of which comes last.

    A rule may change; it is another one where its label, its condition and its conclusions all differ, or where it
    comes back different after a version that did not have it.
    """
    for rule in pack.every_rule:
        if _another(rule, earlier):
            sentence = (
                "cet identifiant désignait une autre règle dans une version publiée ; donnez-en un nouveau à celle-ci."
            )
            yield found(Kind.REEMPLOI, pack_code(pack.family, pack.name), sentence, vocabulary, rule)


def _another(rule: Rule, earlier: Sequence[Pack]) -> bool:
    before = [next((r for r in pack.every_rule if r.id == rule.id), None) for pack in earlier]
    known = [old for old in before if old is not None]
    if not known:
        return False
    if before[-1] is None:
        return all(_bare(old) != _bare(rule) for old in known)
    last = known[-1]
    return last.label != rule.label and last.when != rule.when and last.then != rule.then


def _bare(rule: Rule) -> Rule:
    """What the rule means, wherever it stands."""
    return replace(rule, line=0, disabled=False)
