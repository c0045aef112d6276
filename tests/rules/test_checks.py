"""Each thing that the checks find in a rule set, and beside it the like that is right."""

from dataclasses import replace

import pytest

from referentiels.catalogue import Cycle
from rules.checks import check_judged, judged_of
from rules.findings import Kind
from rules.language import AllOf, AnyOf, Compare, Conclusion, Condition
from rules.reuse import reused
from rules.vocabulary import vocabulary as vocabulary_of
from rules.worlds import Transition
from tests.referentiels.published import packs, published
from tests.rules.builders import Random, vocabulary
from tests.rules.checking import checked, eq, kinds, pack

MES = "profilage/mon-espace-sante"
DOC = "profilage/doctrine-2021"
VERDICT = "verdict/doctrine-2021"
VERROU = "verrou/socle-commun"
RECO = "recommandation/doctrine-2021"

EXCLUT = Conclusion("non_applicable", "A05.1")
VERROUILLE = Conclusion("verrouille", "A05.1")
VERT, ROUGE = Conclusion("recommande", "A05.1", "vert"), Conclusion("recommande", "A05.1", "rouge")
ATTEINT, NON_ATTEINT = Conclusion("verdict", value="atteint"), Conclusion("verdict", value="non_atteint")
INTERDIT = Conclusion("interdit", value="Non.")
CONSEIL = Conclusion("conseil", value="Faites mieux.", order=100)

SOCLE = eq(sujet__type="produit", produit__type="socle")
OPTION = eq(sujet__type="produit", produit__type="option")
SAAS = eq(sujet__type="produit", qualification__mise_a_disposition="saas")
NIL = eq(sujet__type="produit", produit__nil=True)


def test_every_shipped_rule_set_is_clean() -> None:
    assert checked(*packs().values()) == ()


@pytest.mark.parametrize(
    ("when", "never"),
    [
        (SOCLE, False),
        (AllOf((SOCLE, OPTION)), True),
        (eq(sujet__type="strategie", produit__type="socle"), True),
        (eq(demarche="doctrine"), False),
        (eq(demarche="teleconsultation"), True),
    ],
)
def test_a_rule_that_no_dossier_can_fire(when: Condition, never: bool) -> None:
    assert (("jamais", "R-1") in kinds(pack(DOC, (when, EXCLUT)))) == never


def test_a_rule_that_fires_in_one_of_the_demarches_of_its_pack_is_not_lost() -> None:
    other = Conclusion("non_applicable", "A08.6.01")
    assert kinds(pack(MES, (eq(demarche="referencement-avec-echange", produit__nil=True), other))) == set()


@pytest.mark.parametrize(("ecart", "never"), [(1, False), (4, True)])
def test_advice_for_a_gap_that_the_critere_cannot_have_never_comes(ecart: int, never: bool) -> None:
    when = AllOf((eq(critere__code="A08.5.01", reponse__valeur="rouge"), Compare("critere.ecart", "ge", ecart)))
    assert (("jamais", "R-1") in kinds(pack(RECO, (when, CONSEIL)))) == never


def test_a_rule_is_shadowed_by_a_wider_one_that_says_as_much() -> None:
    found = checked(pack(DOC, (AllOf((SOCLE, NIL)), EXCLUT), (SOCLE, EXCLUT)))
    assert [(f.kind, f.rule, f.blocking) for f in found] == [(Kind.MASQUEE, "R-1", False)]
    assert found[0].case["Le produit a un N° d'identification (NIL)"] == "Oui"
    assert "Type de produit : Socle" in found[0].condition


def test_neither_a_wider_rule_that_says_less_nor_one_that_only_overlaps_shadows() -> None:
    assert kinds(pack(DOC, (AllOf((SOCLE, NIL)), EXCLUT), (SOCLE, Conclusion("non_applicable", "A15.1")))) == set()
    assert kinds(pack(DOC, (NIL, EXCLUT), (SOCLE, EXCLUT))) == set()


def test_of_two_equal_rules_the_second_alone_is_shadowed() -> None:
    assert kinds(pack(DOC, (SOCLE, EXCLUT), (SOCLE, EXCLUT))) == {("masquee", "R-2")}


@pytest.mark.parametrize("excludes", [EXCLUT, VERROUILLE])
@pytest.mark.parametrize(("when", "contradicts"), [(SAAS, True), (OPTION, False)])
def test_a_critere_is_not_both_excluded_and_recommended(
    excludes: Conclusion, when: Condition, contradicts: bool
) -> None:
    found = kinds(pack(DOC, (SOCLE, VERT), (when, excludes)))
    assert found == ({("contradiction", "R-1")} if contradicts else set())


@pytest.mark.parametrize(
    ("second", "level", "contradicts"), [(SAAS, ROUGE, True), (OPTION, ROUGE, False), (SAAS, VERT, False)]
)
def test_two_levels_are_not_recommended_for_one_critere(
    second: Condition, level: Conclusion, contradicts: bool
) -> None:
    found = checked(pack(DOC, (SOCLE, VERT), (second, level)))
    assert [f.kind for f in found] == ([Kind.CONTRADICTION] if contradicts else [])
    if contradicts:
        assert found[0].case["Type de produit"] == "Socle"
        assert "R-2" in found[0].sentence


def _counted(op: str, value: int) -> Condition:
    bound = Compare("criteres.sous_seuil", op, value)  # type: ignore[arg-type]
    return AllOf((eq(passage="evaluation", criteres__sans_reponse=0), bound))


PROJECTION = (eq(passage="projection"), NON_ATTEINT)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, set()),
        (0, 0, {("contradiction", "R-1")}),
        (0, 2, {("verdict_absent", "")}),
    ],
)
def test_answers_have_one_verdict(low: int, high: int, expected: set[tuple[str, str]]) -> None:
    rules = ((_counted("le", low), ATTEINT), (_counted("ge", high), NON_ATTEINT), PROJECTION)
    assert kinds(pack(VERDICT, *rules)) == expected


def test_the_answers_without_verdict_are_shown() -> None:
    found = checked(pack(VERDICT, (_counted("eq", 0), ATTEINT), (_counted("ge", 2), NON_ATTEINT), PROJECTION))
    assert {f.case["Nombre de critères obligatoires sous le seuil"] for f in found} == {"1"}
    assert {f.case["Nombre de critères obligatoires applicables"] for f in found} == {"1"}


def test_more_criteres_under_the_threshold_than_there_are_needs_no_verdict() -> None:
    above = AllOf((Compare("criteres.sous_seuil", "ge", 3), Compare("criteres.obligatoires", "lt", 3)))
    rules = ((_counted("ge", 0), ATTEINT), (AllOf((_counted("ge", 0), above)), NON_ATTEINT), PROJECTION)
    assert kinds(pack(VERDICT, *rules)) == {("jamais", "R-2")}


def test_a_verdict_that_waits_for_answers_is_not_missing() -> None:
    found = kinds(pack(VERDICT, (_counted("eq", 0), ATTEINT), (_counted("gt", 0), NON_ATTEINT), PROJECTION))
    assert found == set()


def test_a_critere_that_every_qualification_excludes() -> None:
    known = Compare("produit.type", "known")
    (found,) = checked(pack(DOC, (SOCLE, EXCLUT), (OPTION, VERROUILLE)))[:1]
    assert found.kind is Kind.CRITERE_EXCLU
    assert "R-1, R-2" in found.sentence
    assert ("critere_exclu", "R-1") in kinds(pack(DOC, (AllOf((eq(sujet__type="produit"), known)), EXCLUT)))
    assert kinds(pack(DOC, (SOCLE, EXCLUT))) == set()


@pytest.mark.parametrize(("other", "shut"), [("eq", False), ("not", True)])
def test_a_gate_that_no_dossier_passes(other: str, shut: bool) -> None:
    valider = eq(evenement="valider", sujet__type="produit")
    complete = Compare("questionnaire.manques", "eq" if other == "eq" else "unknown", 0 if other == "eq" else None)
    rest = Compare("questionnaire.manques", "known")
    rules = ((AllOf((valider, complete)), INTERDIT), (AllOf((valider, rest)), INTERDIT))
    found = {f.kind for f in checked(pack(VERROU, *(rules if shut else rules[:1])))}
    assert found == ({Kind.VERROU_CLOS, Kind.SANS_FIN} if shut else set())


def test_only_steps_that_the_lifecycle_has_need_a_way_through() -> None:
    forbids = pack(VERROU, (eq(evenement="valider", etat="valide"), INTERDIT))
    assert checked(forbids) == ()
    steps = {cycle: (Transition("evaluation", "valide", "valider"),) for cycle in Cycle}
    assert {f.kind for f in checked(forbids, steps=steps)} == {Kind.VERROU_CLOS}


def test_one_id_in_two_packs_that_decide_together() -> None:
    assert kinds(pack(DOC, (SOCLE, VERT)), pack(MES, (OPTION, EXCLUT))) == {("doublon", "R-1")}
    assert kinds(pack(DOC, (SOCLE, VERT)), pack(MES, (OPTION, EXCLUT), prefix="S")) == set()


@pytest.mark.parametrize(("count", "refused"), [(50, False), (51, True)])
def test_a_rule_larger_than_the_engine_takes(count: int, refused: bool) -> None:
    parts = tuple(
        AllOf((Compare("sujet.certifications", "eq", 3 * n), Compare("produit.nil", "eq", n % 2 == 0)))
        for n in range(count)
    )
    assert (("trop_grande", "R-1") in kinds(pack(DOC, (AnyOf(parts), VERT)))) == refused


def test_what_is_too_large_to_decide_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = pack(DOC, (SOCLE, EXCLUT))
    assert checked(changed) == ()
    monkeypatch.setattr("rules.regions.MAX_PARTS", 0)
    found = checked(changed)
    assert {f.kind for f in found} == {Kind.NON_DECIDE}
    assert all(f.blocking for f in found)


def test_a_pack_that_no_demarche_names_is_judged_over_its_vocabulary() -> None:
    alone = pack("profilage/essai", (AllOf((SOCLE, OPTION)), EXCLUT), (SOCLE, VERT), (NIL, ROUGE))
    assert kinds(alone) == {("jamais", "R-1"), ("contradiction", "R-2")}


@pytest.mark.parametrize("seed", range(10))
def test_a_rule_that_is_found_never_to_fire_has_no_box_and_no_other(seed: int) -> None:
    made = Random(seed)
    rules = tuple((made.condition(vocabulary(), 3), Conclusion("verrouille", f"C{n}")) for n in range(8))
    judged = judged_of((pack("profilage/hasard", *rules),), vocabulary())
    never = {finding.rule for finding in check_judged([judged]) if finding.kind is Kind.JAMAIS}
    assert never == {placed.rule.id for placed in judged.rules if not placed.boxes}


def test_a_rule_that_contradicts_itself() -> None:
    assert kinds(pack(DOC, (SOCLE, (EXCLUT, VERT)))) == {("contradiction", "R-1")}


def test_a_rule_that_several_others_cover_together() -> None:
    produit = eq(sujet__type="produit", produit__nil=True)
    halves = (
        (AllOf((produit, eq(produit__type="socle"))), VERT),
        (AllOf((produit, Compare("produit.type", "unknown"))), VERT),
    )
    option = AllOf((produit, eq(produit__type="option")))
    certified = (AllOf((produit, Compare("sujet.certifications", "ge", 1))), VERT)
    found = checked(pack(DOC, certified, *halves, (option, VERT)))
    (masked,) = [finding for finding in found if finding.kind is Kind.MASQUEE]
    assert masked.rule == "R-1"
    assert "R-2, R-3, R-4" in masked.sentence
    assert not masked.blocking
    assert kinds(pack(DOC, certified, *halves)) == set()


def test_of_rules_that_say_the_same_the_first_is_not_masked_by_the_others_together() -> None:
    found = kinds(pack(DOC, (SOCLE, VERT), (SOCLE, VERT), (SOCLE, VERT)))
    assert found == {("masquee", "R-2"), ("masquee", "R-3")}


def test_a_state_from_which_the_end_is_out_of_reach() -> None:
    found = checked(pack(VERROU, (eq(evenement="achever_evaluation"), INTERDIT)))
    lost = [finding for finding in found if finding.kind is Kind.SANS_FIN]
    assert lost
    assert all("« Évaluation », « Initialisation »" in finding.sentence for finding in lost)
    assert all("« Évaluations validées » depuis « Évaluation »" in finding.sentence for finding in lost)
    assert all(finding.blocking for finding in lost)


def test_a_step_that_is_shut_beside_another_way_leaves_the_end_in_reach() -> None:
    reprendre = checked(pack(VERROU, (eq(evenement="reprendre"), INTERDIT)))
    assert {finding.kind for finding in reprendre} == {Kind.VERROU_CLOS}


@pytest.mark.parametrize(
    ("label", "when", "then", "found"),
    [
        ("Règle", OPTION, ROUGE, False),
        ("Autre", OPTION, VERT, False),
        ("Autre", OPTION, ROUGE, True),
    ],
)
def test_an_id_that_is_given_to_another_rule(label: str, when: Condition, then: Conclusion, found: bool) -> None:
    before, after = pack(DOC, (SOCLE, VERT)), pack(DOC, (when, then))
    (rule,) = after.rules
    after = replace(after, rules=(replace(rule, label=label),))
    words = vocabulary_of("profilage", published())
    assert [finding.rule for finding in reused(after, [before], words)] == (["R-1"] if found else [])


def test_an_id_that_comes_back_after_a_version_without_it() -> None:
    words = vocabulary_of("profilage", published())
    first, without = pack(DOC, (SOCLE, VERT), (OPTION, ROUGE)), pack(DOC, (SOCLE, VERT))
    changed = pack(DOC, (SOCLE, VERT), (SAAS, ROUGE))
    assert [finding.rule for finding in reused(changed, [first, without], words)] == ["R-2"]
    assert list(reused(first, [first, without], words)) == []


def test_more_rules_than_decide_together_are_refused_for_that_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rules.checks.MAX_RULES", 3)
    too_many = pack(DOC, (SOCLE, VERT), (SOCLE, ROUGE), (NIL, VERT), (SAAS, VERT))
    assert {kind for kind, _ in kinds(too_many)} == {"trop_grande"}
