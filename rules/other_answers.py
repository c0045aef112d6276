"""The fewest answers that would have changed the verdict on an evaluation: exact, over the levels of every critère.

Answers reach the rules of a verdict as counts alone, so that one answer moves one count by one: what matters is how
many critères would have to be above or below their threshold, and which ones can be. Nodes that are switched off stay
so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from referentiels.catalogue import Nature, Niveau
from rules import facts
from rules.language import RuleSet
from rules.perimetre import CritereCible, Perimetre
from rules.reference import compile_reference

COUNT = "criteres.sous_seuil"
Rendus = Callable[[int], frozenset[str]]
"""The results that rules give where so many critères are below their threshold."""


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """One critère, the level that was answered, and the nearest one on the other side of its threshold."""

    critere: str
    titre: str
    answered: str
    other: str


@dataclass(frozen=True, slots=True)
class OtherAnswers:
    """Any `number` of these `choices`, and no fewer, give another result."""

    resultat: str
    number: int
    choices: tuple[OtherAnswer, ...]


def other_answers(rule_set: RuleSet, perimetre: Perimetre, valeurs: Mapping[str, str | None]) -> OtherAnswers | None:
    """The smallest change of answers that gives another result; None where none does, or where one is missing."""
    vus = facts.verdict(rule_set.vocabulary, perimetre, valeurs)
    below = vus[COUNT]
    if vus["criteres.sans_reponse"] != 0 or not isinstance(below, int):
        return None
    decide = compile_reference(rule_set)

    def rendus(count: int) -> frozenset[str]:
        fired = (rule_set.by_id[rule] for rule in decide({**vus, COUNT: count}))
        return frozenset(str(conclusion.value) for rule in fired for conclusion in rule.then)

    return _nearest(rendus, below, _raised(perimetre, valeurs), _lowered(perimetre, valeurs))


def _nearest(
    rendus: Rendus, below: int, raised: tuple[OtherAnswer, ...], lowered: tuple[OtherAnswer, ...]
) -> OtherAnswers | None:
    for number in range(1, max(len(raised), len(lowered)) + 1):
        for choices, count in ((raised, below - number), (lowered, below + number)):
            others = rendus(count) - rendus(below) if number <= len(choices) else frozenset()
            if len(others) == 1:
                return OtherAnswers(next(iter(others)), number, choices)
    return None


def _raised(perimetre: Perimetre, valeurs: Mapping[str, str | None]) -> tuple[OtherAnswer, ...]:
    """The critères below their threshold, each with it."""
    fautifs = (cible for cible in perimetre.applicables if cible.sous_seuil(valeurs.get(cible.critere.code)))
    return tuple(_other(cible, valeurs, cible.seuil) for cible in fautifs)


def _lowered(perimetre: Perimetre, valeurs: Mapping[str, str | None]) -> tuple[OtherAnswer, ...]:
    """The others that count, each with the highest level that is below its threshold, where it has one."""
    tenus = (
        (cible, _just_below(cible))
        for cible in perimetre.applicables
        if cible.critere.nature is Nature.OBLIGATION and not cible.sous_seuil(valeurs.get(cible.critere.code))
    )
    return tuple(_other(cible, valeurs, niveau.code) for cible, niveau in tenus if niveau is not None)


def _just_below(cible: CritereCible) -> Niveau | None:
    moindres = [niveau for niveau in cible.critere.niveaux if cible.sous_seuil(niveau.code)]
    return max(moindres, key=lambda niveau: niveau.rang, default=None)


def _other(cible: CritereCible, valeurs: Mapping[str, str | None], other: str) -> OtherAnswer:
    critere = cible.critere
    return OtherAnswer(critere.code, critere.titre, valeurs.get(critere.code) or "", other)
