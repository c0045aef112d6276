"""A recorded decision of a verdict read again: the rules that fired, and why the others did not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.pourquoi import PASSAGE, RegleDeclenchee, RegleEcartee
from reports.regles import condition_en_mots, fait_en_mots
from rules.decision import Fired, decision_from_json
from rules.digests import digest_of
from rules.explanation import why_not
from rules.language import Facts, RuleSet


@dataclass(frozen=True, slots=True)
class ReglesRendues:
    """The rules of a decision in words. `reconstitue` says whether its facts could be rebuilt to the letter.

    Where they could not, only what was recorded is there: the rules that fired with their facts.
    """

    moteur: str
    declenchees: tuple[RegleDeclenchee, ...]
    reconstitue: bool
    ecartees: tuple[RegleEcartee, ...]


def regles_rendues(rule_set: RuleSet, vus: Facts, regles: str, decision: Mapping[str, Any]) -> ReglesRendues:
    """What was decided under the rule set of digest `regles`, given that set and those facts as they are known now."""
    rendue, les_memes = decision_from_json(decision), rule_set.digest == regles
    reconstitue = les_memes and digest_of({"": vus}) == rendue.facts_digest
    return ReglesRendues(
        rendue.engine,
        tuple(_declenchee(rule_set, fired, connue=les_memes) for fired in rendue.fired),
        reconstitue,
        _ecartees(rule_set, vus, {fired.rule for fired in rendue.fired}) if reconstitue else (),
    )


def _declenchee(rule_set: RuleSet, fired: Fired, *, connue: bool) -> RegleDeclenchee:
    vocabulary = rule_set.vocabulary
    return RegleDeclenchee(
        fired.rule,
        fired.label,
        fired.because,
        condition_en_mots(rule_set.by_id[fired.rule].when, vocabulary) if connue else None,
        tuple(fait_en_mots(vocabulary, name, value) for name, value in fired.facts),
    )


def _ecartees(rule_set: RuleSet, vus: Facts, declenchees: set[str]) -> tuple[RegleEcartee, ...]:
    echecs = ((rule, why_not(rule_set, rule.id, vus)) for rule in rule_set.rules if rule.id not in declenchees)
    return tuple(
        RegleEcartee(rule.id, rule.label, f"{echec.sentence}.", echec.condition.fact == PASSAGE)
        for rule, echec in echecs
        if echec is not None
    )
