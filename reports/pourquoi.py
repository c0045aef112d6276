"""« Pourquoi ? »: a recorded verdict explained with the rules and the facts that gave it, never judged again."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.snapshot import VerdictSnapshot
from reports.regles import Phrase, condition_en_mots, fait_en_mots
from rules import facts
from rules.decision import decision_from_json
from rules.digests import digest_of
from rules.edition import Edition
from rules.explanation import why_not
from rules.language import Facts, RuleSet
from rules.other_answers import OtherAnswers, other_answers
from rules.perimetre import CritereCible, Perimetre

PASSAGE = "passage"
Valeurs = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class RegleDeclenchee:
    """A rule that fired, in words, with the facts it named; `condition` is None where it is no longer published."""

    id: str
    libelle: str
    parce_que: str
    condition: Phrase | None
    faits: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RegleEcartee:
    """A rule that did not fire, and the first of its conditions that failed.

    `etrangere` where it judges the other kind of passage, an evaluation's rule a projection: nobody wonders about it.
    """

    id: str
    libelle: str
    raison: str
    etrangere: bool = False


@dataclass(frozen=True, slots=True)
class SousLeSeuil:
    """A critère that keeps the verdict from « Atteint »: what was answered, what was asked."""

    code: str
    titre: str
    repondu: str
    seuil: str


@dataclass(frozen=True, slots=True)
class Explication:
    """Why a verdict is what it is. `reconstitue` says whether the facts of the day could be rebuilt to the letter.

    Where they could not, only what was recorded is shown: the rules that fired with their facts. `autrement` are the
    fewest answers that would have given another result.
    """

    verdict: VerdictSnapshot
    moteur: str
    declenchees: tuple[RegleDeclenchee, ...]
    reconstitue: bool
    ecartees: tuple[RegleEcartee, ...]
    sous_le_seuil: tuple[SousLeSeuil, ...]
    autrement: OtherAnswers | None


def expliquer(edition: Edition, perimetre: Perimetre, verdict: VerdictSnapshot, valeurs: Valeurs) -> Explication:
    """The explanation of a verdict under the edition that gave it, on the answers it was given on."""
    decision = decision_from_json(verdict.decision)
    rule_set = edition.rule_set("verdict", perimetre.demarche)
    vus = facts.verdict(rule_set.vocabulary, perimetre, valeurs)
    reconstitue = rule_set.digest == verdict.regles and digest_of({"": vus}) == decision.facts_digest
    conditions = {rule.id: condition_en_mots(rule.when, rule_set.vocabulary) for rule in rule_set.rules}
    declenchees = tuple(
        RegleDeclenchee(
            fired.rule,
            fired.label,
            fired.because,
            conditions.get(fired.rule) if rule_set.digest == verdict.regles else None,
            tuple(fait_en_mots(rule_set.vocabulary, name, value) for name, value in fired.facts),
        )
        for fired in decision.fired
    )
    return Explication(
        verdict,
        decision.engine,
        declenchees,
        reconstitue,
        _ecartees(rule_set, vus, {fired.rule for fired in decision.fired}) if reconstitue else (),
        tuple(_sous_le_seuil(cible, valeurs) for cible in _fautifs(perimetre, valeurs)) if reconstitue else (),
        other_answers(rule_set, perimetre, valeurs) if reconstitue else None,
    )


def _ecartees(rule_set: RuleSet, vus: Facts, declenchees: set[str]) -> tuple[RegleEcartee, ...]:
    echecs = ((rule, why_not(rule_set, rule.id, vus)) for rule in rule_set.rules if rule.id not in declenchees)
    return tuple(
        RegleEcartee(rule.id, rule.label, f"{echec.sentence}.", echec.condition.fact == PASSAGE)
        for rule, echec in echecs
        if echec is not None
    )


def _fautifs(perimetre: Perimetre, valeurs: Valeurs) -> tuple[CritereCible, ...]:
    return tuple(cible for code, cible in perimetre.cibles.items() if cible.sous_seuil(valeurs.get(code)))


def _sous_le_seuil(cible: CritereCible, valeurs: Valeurs) -> SousLeSeuil:
    critere = cible.critere
    return SousLeSeuil(critere.code, critere.titre, valeurs.get(critere.code) or "", cible.seuil)
