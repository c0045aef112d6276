"""The cases that a démarche can give, against the facts that are really computed: none falls outside."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from models.snapshot import ReponseSnapshot
from referentiels.catalogue import Demarche, TypeSujet
from referentiels.palette import GRIS
from rules.boxes import Box
from rules.decision import Decision, Judge
from rules.families import Decideur
from rules.language import Facts, RuleSet
from rules.perimetre import Perimetre, valeurs_de
from rules.ranges import Codes
from rules.worlds import Worlds
from tests.referentiels.published import published
from tests.referentiels.test_mon_espace_sante import decideur, sujet
from tests.rules.test_preuves import reponse
from workflows.machines.cycles import transitions


class Recorded:
    """Decides by the reference, and keeps what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[RuleSet, Facts]] = []

    def __call__(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> Decision:
        self.asked += [(rule_set, facts) for facts in cases.values()]
        return Judge("reference").read(rule_set, cases)


def _answers(cible: Perimetre, pick: random.Random) -> dict[str, ReponseSnapshot]:
    """Some answers, some critères without, every node switched off that may be."""
    given = {
        code: pick.choice([None, *(niveau.code for niveau in cible.cibles[code].critere.niveaux)])
        for code in cible.cibles
    } | dict.fromkeys(cible.desactivables, GRIS)
    return {code: replace(reponse(), critere=code, valeur=valeur) for code, valeur in given.items()}


def _asked(demarche: Demarche, pick: random.Random) -> Iterator[tuple[RuleSet, Facts]]:
    recorded = Recorded()
    for volet in demarche.volets:
        du = sujet(TypeSujet(volet.sujet).value)
        asking = Decideur(decideur().edition, recorded)
        cible = asking.perimetre(du, demarche, volet)
        answers = _answers(cible, pick)
        valeurs = valeurs_de(answers)
        asking.manques(cible, answers)
        asking.verdict(cible, valeurs)
        asking.conseils(du, cible, valeurs)
        if volet.projection:
            asking.manques_projection(cible, valeurs, {})
            asking.verdict_projection(cible, valeurs, {})
    return iter(recorded.asked)


@pytest.mark.parametrize("code", sorted(published().demarches))
def test_what_is_asked_of_the_rules_is_among_the_cases_that_are_checked(code: str) -> None:
    demarche = published().demarches[code]
    worlds = Worlds(published(), demarche, transitions())
    boxes: dict[str, tuple[Box, ...]] = {}
    for rule_set, facts in _asked(demarche, random.Random(7)):  # noqa: S311 - repeatable on purpose
        if rule_set.family not in boxes:
            boxes[rule_set.family] = worlds.boxes(rule_set.vocabulary)
        known = boxes[rule_set.family]
        codes = {name: Codes(fact) for name, fact in rule_set.vocabulary.facts.items()}
        placed = {n: codes[n].unknown if value is None else codes[n].code(value) for n, value in facts.items()}
        assert any(
            all(any(low <= placed[n] <= high for low, high in ranges) for n, ranges in box.items()) for box in known
        ), facts
    assert boxes.keys() == {"profilage", "completude", "verdict", "recommandation"}
