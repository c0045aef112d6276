"""Packs that are read: what the YAML means."""

from datetime import date

import pytest

from rules.language import AllOf, AnyOf, Compare, Conclusion, NotOf, RuleSet
from rules.pack import check_cases
from tests.rules.builders import JOUR, MOIS
from tests.rules.packs import PACK, load, of_family, vocabulary_of


def test_a_pack_keeps_all_that_it_says() -> None:
    pack = load(PACK)
    assert (pack.name, pack.family, pack.file) == ("doctrine-2021", "profilage", "essai.yaml")
    assert pack.source == "Doctrine du numérique en santé 2021"
    (rule,) = pack.rules
    assert (rule.id, rule.label, rule.line) == ("PROF-DOC-012", "Le produit n'échange rien", 5)
    assert rule.because == "Rien à évaluer."
    few = Compare("preuves.manquantes", "ge", 2)
    assert rule.when == AllOf((Compare("produit.type", "eq", "socle"), NotOf(few)))
    assert rule.then == (
        Conclusion("non_applicable", "A15.1"),
        Conclusion("non_applicable", "A15.2"),
        Conclusion("recommande", "A08.1", "vert"),
    )


def test_a_case_keeps_what_it_gives_and_expects() -> None:
    first, second = load(PACK).cases
    assert first.given == {"produit.type": "socle"}
    assert first.line == 16
    assert set(first.expect) == set(load(PACK).rules[0].then)
    assert second.expect == ()


@pytest.mark.parametrize(
    ("family", "then", "conclusions"),
    [
        ("profilage", "[{verrouille: [A1, A2]}]", [Conclusion("verrouille", "A1"), Conclusion("verrouille", "A2")]),
        ("profilage", "[{recommande: {A1: jaune}}]", [Conclusion("recommande", "A1", "jaune")]),
        ("verrou", "[{interdit: 'Pas encore : évaluez.'}]", [Conclusion("interdit", value="Pas encore : évaluez.")]),
        (
            "completude",
            "[{manque: date}, {manque: preuve}]",
            [Conclusion("manque", value=v) for v in ("date", "preuve")],
        ),
        ("verdict", "[{verdict: atteint_le}]", [Conclusion("verdict", value="atteint_le")]),
        ("recommandation", "[{conseil: Faites.}]", [Conclusion("conseil", value="Faites.", order=100)]),
        ("recommandation", "[{conseil: Faites., ordre: 7}]", [Conclusion("conseil", value="Faites.", order=7)]),
        ("recommandation", "[{ordre: 7, conseil: Faites.}]", [Conclusion("conseil", value="Faites.", order=7)]),
        ("recommandation", "[{conseil: Faites.}, {ordre: 7}]", [Conclusion("conseil", value="Faites.", order=7)]),
        ("recommandation", "[{ordre: 7}, {conseil: Faites.}]", [Conclusion("conseil", value="Faites.", order=7)]),
        (
            "recommandation",
            "[{conseil: a, ordre: 2}, {conseil: b}]",
            [Conclusion("conseil", value="a", order=2), Conclusion("conseil", value="b", order=100)],
        ),
    ],
)
def test_each_family_has_its_conclusions(family: str, then: str, conclusions: list[Conclusion]) -> None:
    assert list(load(of_family(family, then)).rules[0].then) == conclusions


@pytest.mark.parametrize("when", ["", "{}", "[]", "~", "{all: []}"])
def test_no_condition_means_always(when: str) -> None:
    assert load(of_family("verrou", "[{interdit: Non.}]", when=when)).rules[0].when == AllOf()


def test_an_absent_condition_means_always() -> None:
    text = of_family("verrou", "[{interdit: Non.}]").replace("    when: {}\n", "")
    assert load(text).rules[0].when == AllOf()


@pytest.mark.parametrize(
    ("when", "condition"),
    [
        ("{fact: produit.nil, eq: true}", Compare("produit.nil", "eq", True)),
        ("{fact: produit.nil, ne: false}", Compare("produit.nil", "ne", False)),
        ("{fact: preuves.manquantes, in: [-2, 3]}", Compare("preuves.manquantes", "in", (-2, 3))),
        ("{fact: preuves.manquantes, le: 0}", Compare("preuves.manquantes", "le", 0)),
        ("{fact: derniere.echeance, lt: 2023-02}", Compare("derniere.echeance", "lt", MOIS + 1)),
        ("{fact: derniere.echeance, lt: '2023-02'}", Compare("derniere.echeance", "lt", MOIS + 1)),
        ("{fact: depot.date, gt: 2021-07-30}", Compare("depot.date", "gt", date(2021, 7, 30).toordinal())),
        ("{eq: socle, fact: produit.type}", Compare("produit.type", "eq", "socle")),
        ("{fact: produit.type, eq: 5}", Compare("produit.type", "eq", "5")),
        ("{fact: produit.type, eq: true}", Compare("produit.type", "eq", "true")),
        ("{fact: produit.type, known: true}", Compare("produit.type", "known")),
        ("{fact: produit.type, unknown: true}", Compare("produit.type", "unknown")),
        ("{any: [{fact: produit.nil, known: true}]}", AnyOf((Compare("produit.nil", "known"),))),
        ("{not: {fact: produit.nil, eq: true}}", NotOf(Compare("produit.nil", "eq", True))),
    ],
)
def test_a_condition_means_what_it_spells(when: str, condition: object) -> None:
    assert load(of_family("verrou", "[{interdit: Non.}]", when=when)).rules[0].when == condition


@pytest.mark.parametrize("symbol", ["oui", "non", "on", "off", "yes", "null", "true", "1"])
def test_a_symbol_stays_the_text_that_was_written(symbol: str) -> None:
    text = of_family("verrou", "[{interdit: Non.}]", when=f"{{fact: droits, in: [{symbol}]}}")
    assert load(text).rules[0].when == Compare("droits", "in", (symbol,))


def test_text_is_read_in_its_composed_form() -> None:
    text = of_family("verrou", "[{interdit: Refuse\u0301.}]")
    assert load(text).rules[0].then == (Conclusion("interdit", value="Refus\u00e9."),)


def test_dates_are_ordinals_and_months_are_counted_from_year_zero() -> None:
    assert date(2021, 7, 29).toordinal() == JOUR
    assert MOIS == 2023 * 12


def test_a_pack_needs_no_cases() -> None:
    text = of_family("verrou", "[{interdit: Non.}]")
    assert load(text[: text.index("cases:")]).cases == ()


def test_cases_that_hold_have_no_failure() -> None:
    assert check_cases(load(PACK), vocabulary_of("profilage")) == ()


def test_a_case_fails_on_what_is_missing_and_on_what_is_too_much() -> None:
    text = PACK.replace("expect: {}", "expect: {verrouille: [A9]}").replace(
        "[A15.1, A15.2], recommande", "[A15.1], recommande"
    )
    first, second = check_cases(load(text), vocabulary_of("profilage"))
    assert (first.line, first.missing, first.unexpected) == (16, (), (Conclusion("non_applicable", "A15.2"),))
    assert (second.line, second.missing, second.unexpected) == (18, (Conclusion("verrouille", "A9"),), ())
    assert str(first) == "essai.yaml, ligne 16, cas : conclu mais pas attendu : non_applicable A15.2"
    assert str(second) == "essai.yaml, ligne 18, cas : attendu mais pas conclu : verrouille A9"


@pytest.mark.parametrize(
    ("expect", "failures"),
    [("{conseil: Faites.}", 0), ("{conseil: Faites., ordre: 7}", 0), ("{conseil: Faites., ordre: 8}", 1), ("{}", 1)],
)
def test_a_case_may_leave_the_order_of_an_advice_out(expect: str, failures: int) -> None:
    pack = load(of_family("recommandation", "[{conseil: Faites., ordre: 7}]", expect))
    assert len(check_cases(pack, vocabulary_of("recommandation"))) == failures


def test_the_facts_that_a_case_does_not_give_are_unknown() -> None:
    pack = load(of_family("verrou", "[{interdit: Non.}]", "{interdit: Non.}", "{fact: produit.nil, unknown: true}"))
    assert check_cases(pack, vocabulary_of("verrou")) == ()


def test_cases_can_be_replayed_by_any_engine() -> None:
    pack = load(PACK)

    def nothing(rule_set: RuleSet, cases: object) -> frozenset[tuple[str, str]]:
        return frozenset()

    assert [failure.line for failure in check_cases(pack, vocabulary_of("profilage"), nothing)] == [16]
