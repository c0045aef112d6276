"""Each defect of durable-rules 2.0.28 that facts or rules of ours could reach is out of reach.

Where the defect kills or hangs the process, the rule set is tried in a child, through `smoke`.
"""

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from rules.boxes import MAX_BRANCHES
from rules.engine import BATCH, DurableEngine
from rules.language import AllOf, AnyOf, Compare, Condition, Fact, FactType, NotOf, RuleInvalid, RuleSet, Vocabulary
from rules.reference import ReferenceEngine
from rules.shards import MAX_PROPERTIES, SENTINEL, SID, shards_of
from rules.smoke import smoke
from tests.rules.builders import Random, both, facts, rule_set, vocabulary
from tests.rules.child import survives


def integers(count: int) -> Vocabulary:
    return vocabulary(*(Fact(f"a{n}", FactType.INTEGER, "a", high=9) for n in range(count)))


def fnv1a(text: str) -> int:
    """The 32-bit hash by which durable-rules compares names, sessions and facts."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def test_the_hash_is_the_one_that_confuses_two_ids() -> None:
    assert fnv1a("f6059") == fnv1a("f264602")


def test_no_two_of_our_message_ids_have_the_same_hash() -> None:
    ids = [f"f{number}" for number in range(BATCH)] + [SENTINEL, f"sid-{SID}"]
    assert len({fnv1a(each) for each in ids}) == len(ids)


def test_no_two_of_our_property_names_have_the_same_hash() -> None:
    names = [f"p{number}" for number in range(MAX_PROPERTIES)] + ["id", "sid", "t", "$s"]
    assert len({fnv1a(each) for each in names}) == len(names)


def test_two_cases_whose_keys_collide_keep_their_own_facts(engine: DurableEngine) -> None:
    rules = rule_set(Compare("produit.nil", "eq", True), Compare("produit.nil", "eq", False))
    cases = {"f6059": facts(produit__nil=True), "f264602": facts(produit__nil=False)}
    assert both(engine, rules, cases) == {("f6059", "R-0"), ("f264602", "R-1")}


def test_an_unknown_fact_is_neither_equal_nor_different(engine: DurableEngine) -> None:
    rules = rule_set(
        Compare("produit.type", "ne", "socle"),
        Compare("produit.type", "not_in", ("socle",)),
        Compare("preuves.manquantes", "gt", -2),
        Compare("produit.type", "unknown"),
    )
    assert both(engine, rules, {"": facts()}) == {("", "R-3")}


def test_rules_of_negations_alone_end(engine: DurableEngine) -> None:
    rules = rule_set(
        NotOf(Compare("produit.type", "eq", "socle")),
        NotOf(Compare("produit.nil", "known")),
        NotOf(AnyOf((Compare("produit.nil", "known"), Compare("preuves.manquantes", "ge", 0)))),
    )
    assert both(engine, rules, {"": facts()}) == {("", "R-0"), ("", "R-1"), ("", "R-2")}


def test_a_text_a_number_and_a_boolean_are_never_taken_for_one_another(engine: DurableEngine) -> None:
    under = vocabulary(
        Fact("texte", FactType.SYMBOL, "t", ("5", "1", "true", "0", "false", "", "null")),
        Fact("nombre", FactType.INTEGER, "n", high=9),
        Fact("vrai", FactType.BOOLEAN, "v"),
    )
    rules = rule_set(
        *(Compare("texte", "eq", value) for value in under.facts["texte"].values),
        *(Compare("nombre", "eq", value) for value in (0, 1, 5)),
        *(Compare("vrai", "eq", value) for value in (True, False)),
        under=under,
    )
    cases = {
        f"{texte}/{nombre}/{vrai}": {"texte": texte, "nombre": nombre, "vrai": vrai}
        for texte in (*under.facts["texte"].values, None)
        for nombre in (0, 1, 5, None)
        for vrai in (True, False, None)
    }
    assert len(both(engine, rules, cases)) == sum(v is not None for case in cases.values() for v in case.values())


def test_symbols_beyond_65535_bytes_are_told_apart(engine: DurableEngine) -> None:
    long = "Conforme" + "x" * 65_536
    under = vocabulary(Fact("texte", FactType.SYMBOL, "t", ("Conforme", long)))
    rules = rule_set(Compare("texte", "eq", "Conforme"), under=under)
    assert both(engine, rules, {"": {"texte": long}}) == frozenset()


def test_case_keys_may_be_of_any_length_and_characters(engine: DurableEngine) -> None:
    keys = ("", "x" * 100_000, '"}', "é", "e\u0301", "\\", "\x00", "sid-s", SENTINEL)
    found = both(engine, rule_set(AllOf()), {key: facts() for key in keys})
    assert found == {(key, "R-0") for key in keys}


def test_composed_and_decomposed_texts_stay_different(engine: DurableEngine) -> None:
    under = vocabulary(Fact("texte", FactType.SYMBOL, "t", ("\u00e9", "e\u0301")))
    rules = rule_set(Compare("texte", "eq", "\u00e9"), under=under)
    assert both(engine, rules, {"nfc": {"texte": "\u00e9"}, "nfd": {"texte": "e\u0301"}}) == {("nfc", "R-0")}


def test_the_largest_integers_are_exact(engine: DurableEngine) -> None:
    under = vocabulary(Fact("n", FactType.INTEGER, "n", low=-(2**53), high=2**53))
    bounds = (-(2**53), -(2**31) - 1, -1, 0, 2**31, 2**32 + 1, 2**53 - 1, 2**53)
    rules = rule_set(*(Compare("n", op, value) for value in bounds for op in ("eq", "lt", "ge")), under=under)
    assert both(engine, rules, {str(value): {"n": value} for value in bounds})


@pytest.mark.parametrize("count", [64, 65, 127, 128, 300])
def test_any_number_of_rules_may_hold_at_once(count: int, engine: DurableEngine) -> None:
    under = integers(count)
    rules = rule_set(*(Compare(name, "ge", 1) for name in under.facts), under=under)
    assert len(both(engine, rules, {"": dict.fromkeys(under.facts, 5)})) == count


@pytest.mark.parametrize("count", [255, 256, 257, 600])
def test_hundreds_of_rules_may_have_the_same_condition(count: int) -> None:
    assert smoke(rule_set(*[Compare("produit.nil", "eq", True)] * count), {"x": facts(produit__nil=True)}) > 500


@pytest.mark.parametrize("count", [511, 512, 513, 1_100])
def test_a_fact_may_have_hundreds_of_values_each_with_its_rule(count: int) -> None:
    under = vocabulary(Fact("code", FactType.SYMBOL, "c", tuple(f"A{n}" for n in range(count))))
    rules = rule_set(*(Compare("code", "eq", value) for value in under.facts["code"].values), under=under)
    samples = {str(n): {"code": value} for n, value in enumerate(under.facts["code"].values)}
    assert smoke(rules, samples) > count


def test_a_membership_with_hundreds_of_values_is_decided(engine: DurableEngine) -> None:
    values = tuple(f"A{n}" for n in range(300))
    under = vocabulary(Fact("code", FactType.SYMBOL, "c", values))
    rules = rule_set(
        Compare("code", "in", values[10:200]),
        Compare("code", "not_in", values[10:200]),
        Compare("code", "in", values[::10]),
        NotOf(Compare("code", "in", values[:2])),
        under=under,
    )
    assert both(engine, rules, {str(n): {"code": value} for n, value in enumerate((*values, None))})


def test_a_rule_fires_once_per_case_whatever_its_alternatives() -> None:
    chance = Random(3)
    under = chance.vocabulary(6)
    rules = rule_set(AnyOf(tuple(chance.condition(under, 2) for _ in range(8))), under=under)
    cases = {str(n): chance.facts(under) for n in range(50)}
    found = DurableEngine().matches(rules, cases)
    assert found == ReferenceEngine(rules).matches(cases)


@pytest.mark.parametrize("count", [1, BATCH - 1, BATCH, BATCH + 1, 2_500])
def test_any_number_of_cases_is_decided_in_batches(count: int, engine: DurableEngine) -> None:
    rules = rule_set(Compare("preuves.manquantes", "ge", 1), AllOf())
    cases = {str(n): facts(preuves__manquantes=n % 4) for n in range(count)}
    assert len(both(engine, rules, cases)) == count + sum(n % 4 >= 1 for n in range(count))


def test_more_than_a_thousand_sessions_follow_one_another(engine: DurableEngine) -> None:
    rules = rule_set(Compare("produit.nil", "eq", True))
    for number in range(3_000):
        assert bool(engine.matches(rules, {"x": facts(produit__nil=number % 2 == 0)})) == (number % 2 == 0)


def conjunction(count: int) -> RuleSet:
    under = integers(count)
    return rule_set(AllOf(tuple(Compare(name, "ge", 1) for name in under.facts)), under=under)


def test_a_rule_may_see_sixty_facts(engine: DurableEngine) -> None:
    rules = conjunction(60)
    assert both(engine, rules, {"": dict.fromkeys(rules.vocabulary.facts, 1)}) == {("", "R-0")}


def test_a_rule_that_sees_sixty_one_facts_is_refused(engine: DurableEngine) -> None:
    with pytest.raises(RuleInvalid, match="60 faits"):
        engine.matches(conjunction(61), {})


def test_a_vocabulary_may_have_hundreds_of_facts(engine: DurableEngine) -> None:
    under = integers(250)
    names = list(under.facts)
    conditions: list[Condition] = [
        AllOf((Compare(first, "ge", 5), NotOf(Compare(second, "le", 3)))) for first, second in pairwise(names)
    ]
    chance = Random(5)
    both(engine, rule_set(*conditions, under=under), {str(n): chance.facts(under) for n in range(20)})


@pytest.mark.parametrize("seed", range(20))
def test_nothing_but_bounded_single_fact_definitions_reaches_the_engine(seed: int) -> None:
    chance = Random(seed)
    rules = chance.rule_set(chance.vocabulary(80), 150, deepest=3)
    for shard in shards_of(rules):
        definition = json.loads(shard.definition)
        assert definition.pop(SENTINEL) == {"all": [{"m": {"t": 2}}]}
        assert len(definition) <= MAX_BRANCHES
        assert len(shard.columns) <= MAX_PROPERTIES
        for each in definition.values():
            ((alias, condition),) = each["all"][0].items()
            kind, *tests = condition["$and"]
            assert (len(each["all"]), alias, kind) == (1, "m", {"t": 1})
            for test in tests:
                ((key, value),) = test.items()
                assert key in ("$neq", "$gte", "$lte") or isinstance(value, int)
                assert isinstance(value, int) or all(type(literal) is int for literal in value.values())


def test_evaluations_touch_no_freed_memory() -> None:
    code = """
for seed in range(150):
    chance = Random(seed)
    under = chance.vocabulary(8)
    both(engine, chance.rule_set(under, 60), {str(n): chance.facts(under) for n in range(20)})
engine.close()
"""
    survives(code, MALLOC_PERTURB_="165", MALLOC_CHECK_="3")


def test_the_digest_follows_the_compiler_version(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = rule_set(AllOf())
    before = rules.digest
    monkeypatch.setattr("rules.language.COMPILER_VERSION", "essai")
    assert replace(rules).digest != before
