"""Every value that a rule can name is shown by a word, and the word decides nothing."""

from dataclasses import replace

import pytest

from rules.language import FactType, Vocabulary
from rules.values import show
from rules.vocabulary import FAMILIES, vocabulary
from tests.referentiels.published import published


@pytest.mark.parametrize("family", FAMILIES)
def test_every_symbol_of_the_vocabulary_has_its_word(family: str) -> None:
    facts = [f for f in vocabulary(family, published()).facts.values() if f.type is FactType.SYMBOL]
    assert facts
    assert [f.name for f in facts if len(f.labels) != len(f.values)] == []
    assert [(f.name, value) for f in facts for value in f.values if "_" in show(f, value)] == []


def test_a_type_of_questionnaire_is_read_as_the_guide_writes_it() -> None:
    fact = vocabulary("verdict", published()).fact("questionnaire.type")
    assert [show(fact, value) for value in fact.values] == ["Maturité", "Conformité"]


def test_another_word_leaves_the_name_of_the_vocabulary_as_it_was() -> None:
    words = vocabulary("verdict", published())
    fact = words.fact("questionnaire.type")
    renamed = Vocabulary("verdict", {**words.facts, fact.name: replace(fact, labels=("a", "b"))})
    assert renamed.version == words.version
