"""Rules in plain French: every shape of condition and of conclusion, exactly."""

import pytest

from reports.regles import Phrase, conclusion_en_mots, condition_en_mots, fait_en_mots, regle_en_mots
from rules.edition import Edition
from rules.language import AllOf, AnyOf, Compare, Conclusion, Condition, Fact, FactType, NotOf, Vocabulary
from rules.vocabulary import vocabulary
from tests.support.planning import shipped_edition

FACTS = (
    Fact("type", FactType.SYMBOL, "Type", ("socle", "option"), labels=("Socle", "Option")),
    Fact("nil", FactType.BOOLEAN, "A un NIL"),
    Fact("nombre", FactType.INTEGER, "Nombre", low=0, high=9),
    Fact("mois", FactType.MONTH, "Mois", low=2023 * 12, high=2024 * 12),
)
WORDS = Vocabulary("essai", {fact.name: fact for fact in FACTS})


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (Compare("type", "eq", "socle"), "« Type » est « Socle »"),
        (Compare("type", "ne", "socle"), "« Type » est renseigné et n’est pas « Socle »"),
        (Compare("type", "in", ("socle", "option")), "« Type » est « Socle » ou « Option »"),
        (Compare("type", "not_in", ("socle",)), "« Type » est renseigné et n’est pas « Socle »"),
        (Compare("nil", "eq", True), "« A un NIL » est « Oui »"),
        (Compare("nombre", "lt", 3), "« Nombre » est inférieur à « 3 »"),
        (Compare("nombre", "ge", 3), "« Nombre » est au moins « 3 »"),
        (Compare("mois", "lt", 2023 * 12 + 5), "« Mois » est avant « 2023-06 »"),
        (Compare("mois", "known"), "« Mois » est renseigné"),
        (Compare("mois", "unknown"), "« Mois » n’est pas renseigné"),
        (NotOf(Compare("type", "eq", "socle")), "« Type » n’est pas « Socle », ou n’est pas renseigné"),
        (NotOf(Compare("type", "ne", "socle")), "« Type » est « Socle », ou n’est pas renseigné"),
        (NotOf(Compare("nil", "known")), "« A un NIL » n’est pas renseigné"),
        (NotOf(Compare("nil", "unknown")), "« A un NIL » est renseigné"),
        (NotOf(Compare("nombre", "gt", 3)), "Il est faux que « Nombre » est supérieur à « 3 »"),
        (AllOf(()), "Toujours"),
    ],
)
def test_a_condition_is_said_in_words(condition: Condition, sentence: str) -> None:
    assert condition_en_mots(condition, WORDS) == Phrase(sentence)


def test_what_a_condition_holds_together_is_listed_below_it() -> None:
    one, other = Compare("nil", "eq", True), Compare("nombre", "eq", 1)
    said = condition_en_mots(AllOf((one, AnyOf((one, NotOf(AllOf((other,))))))), WORDS)
    assert said.texte == "Toutes ces conditions :"
    assert said.parties[1].texte == "Au moins une de ces conditions :"
    assert said.parties[1].parties[1] == Phrase(
        "Il est faux que :", (Phrase("Toutes ces conditions :", (Phrase("« Nombre » est « 1 »"),)),)
    )


@pytest.mark.parametrize(
    ("conclusion", "sentence"),
    [
        (Conclusion("non_applicable", "A15.1"), "Ne s’applique pas : A15.1"),
        (Conclusion("verrouille", "A08.7.1"), "Verrouillé non applicable : A08.7.1"),
        (Conclusion("recommande", "A05.1", "vert_clair"), "Niveau recommandé de A05.1 : vert clair"),
        (Conclusion("interdit", value="Non."), "Interdit, avec cette phrase : « Non. »"),
        (Conclusion("manque", value="preuve"), "Il manque une preuve"),
        (Conclusion("verdict", value="non_atteint"), "Verdict : Non atteint"),
        (Conclusion("verdict", value="atteint_le"), "Verdict : Atteint le (dernière échéance)"),
        (Conclusion("conseil", value="Faites.", order=12), "Conseil (ordre 12) : Faites."),
    ],
)
def test_a_conclusion_is_said_in_words(conclusion: Conclusion, sentence: str) -> None:
    assert conclusion_en_mots(conclusion) == sentence


def test_a_fact_that_is_no_longer_in_the_vocabulary_keeps_its_name() -> None:
    assert fait_en_mots(WORDS, "disparu", 3) == ("disparu", "3")
    assert fait_en_mots(WORDS, "nombre", None) == ("Nombre", "non renseigné")


@pytest.fixture(scope="module")
def edition() -> Edition:
    """What is shipped."""
    return shipped_edition()


def test_every_shipped_rule_can_be_said(edition: Edition) -> None:
    for pack in edition.packs.values():
        words = vocabulary(pack.family, edition.catalogue)
        for rule in pack.rules:
            said = regle_en_mots(rule, words)
            assert said.conclusions
            assert " None" not in str(said)
