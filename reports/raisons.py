"""Why profiling leaves a critère out, or locks it: the words of the rules that fired."""

from collections.abc import Mapping
from types import MappingProxyType

from models.snapshot import SujetSnapshot
from referentiels.catalogue import Demarche
from rules import facts
from rules.decision import Decision
from rules.digests import digest_of
from rules.families import Decideur

ECARTENT = frozenset({"non_applicable", "verrouille"})


def raisons_du_profil(decideur: Decideur, sujet: SujetSnapshot, demarche: Demarche) -> Mapping[str, tuple[str, ...]]:
    """By critère that does not apply or is locked, the « because » of each rule that says so."""
    decision = _decision(decideur, sujet, demarche)
    parce_que = {declenchee.rule: declenchee.because for declenchee in decision.fired}
    raisons: dict[str, tuple[str, ...]] = {}
    for item in decision.conclusions:
        if item.conclusion.verb in ECARTENT:
            critere = item.conclusion.target
            raisons[critere] = (*raisons.get(critere, ()), parce_que[item.rule])
    return MappingProxyType(raisons)


def _decision(decideur: Decideur, sujet: SujetSnapshot, demarche: Demarche) -> Decision:
    """The very decision that the profile was made from, which the decideur has kept."""
    decideur.profil(sujet, demarche)
    rule_set = decideur.edition.rule_set("profilage", demarche)
    vus = facts.profilage(rule_set.vocabulary, decideur.edition.catalogue, sujet, demarche)
    empreinte = digest_of({"": vus})
    return next(
        decision
        for decision in decideur.decisions
        if decision.rule_set == rule_set.digest and decision.facts_digest == empreinte
    )
