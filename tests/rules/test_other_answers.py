"""The fewest answers that change a verdict, against brute force over every level of every critère."""

from itertools import product

import pytest

from rules import facts
from rules.language import AllOf, Compare, Conclusion, RuleSet
from rules.other_answers import other_answers
from rules.perimetre import Perimetre, Profil, perimetre
from rules.reference import compile_reference
from rules.vocabulary import vocabulary
from tests.referentiels.published import published
from tests.rules.builders import rule

INTEROP = "interoperabilite-2021"


def scope(codes: tuple[str, ...]) -> Perimetre:
    """Some critères of Interopérabilité for « socles », as nobody profiled them."""
    catalogue = published()
    demarche = catalogue.demarches["socles"]
    volet = demarche.volet(INTEROP)
    assert volet is not None
    whole = perimetre(catalogue, demarche, volet, Profil(frozenset(), frozenset(), {}))
    return Perimetre(demarche, volet, whole.questionnaire, {code: whole.profilees[code] for code in codes})


def verdict_rules(most: int) -> RuleSet:
    """« Atteint » where at most so many critères are below their threshold."""
    seen = ("criteres.sous_seuil", "criteres.sans_reponse")
    within, all_answered = Compare(seen[0], "le", most), Compare(seen[1], "eq", 0)
    beyond = Compare(seen[0], "gt", most)
    rules = (
        rule(AllOf((within, all_answered)), "V-1", Conclusion("verdict", value="atteint")),
        rule(AllOf((beyond, all_answered)), "V-2", Conclusion("verdict", value="non_atteint")),
    )
    return RuleSet("verdict", vocabulary("verdict", published()), rules)


def result(rules: RuleSet, cible: Perimetre, valeurs: dict[str, str | None]) -> str:
    (fired,) = compile_reference(rules)(facts.verdict(rules.vocabulary, cible, valeurs))
    return str(rules.by_id[fired].then[0].value)


@pytest.mark.parametrize("most", [0, 1, 2])
def test_no_fewer_answers_would_have_changed_the_verdict(most: int) -> None:
    codes = ("A08.5.01", "A08.6.01", "A10.1", "A10.2")
    cible, rules = scope(codes), verdict_rules(most)
    levels = [[niveau.code for niveau in cible.cibles[code].critere.niveaux] for code in codes]
    every = [dict(zip(codes, answers, strict=True)) for answers in product(*levels)]
    results = [result(rules, cible, {**valeurs}) for valeurs in every]
    seen: set[tuple[str, int]] = set()
    for valeurs, mine in zip(every, results, strict=True):
        others = [each for each, other in zip(every, results, strict=True) if other != mine]
        found = other_answers(rules, cible, {**valeurs})
        assert found is not None
        assert found.number == min(sum(valeurs[code] != other[code] for code in codes) for other in others)
        changed = {**valeurs, **{choice.critere: choice.other for choice in found.choices[: found.number]}}
        assert result(rules, cible, {**changed}) == found.resultat != mine
        seen.add((found.resultat, found.number))
    assert {("atteint", 1), ("non_atteint", most + 1)} <= seen


def test_nothing_is_said_while_an_answer_is_missing_or_where_no_answer_matters() -> None:
    cible = scope(("A10.1", "A10.2"))
    assert other_answers(verdict_rules(0), cible, {"A10.1": "vert"}) is None
    assert other_answers(verdict_rules(99), cible, {"A10.1": "rouge", "A10.2": "rouge"}) is None
