"""What is shipped, read once for all the tests of content."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from referentiels.catalogue import Catalogue, Critere, TypeQuestionnaire
from referentiels.loading import Document, assemble, seed_documents
from rules.language import Facts, Pack, RuleSet, Value
from rules.pack import load_pack
from rules.reference import ReferenceEngine
from rules.shipped import shipped_packs
from rules.vocabulary import vocabulary


@cache
def seeds() -> tuple[Document, ...]:
    """Every document of the package."""
    return seed_documents()


@cache
def published() -> Catalogue:
    """The catalogue that they make."""
    return assemble(seeds())


@cache
def packs() -> Mapping[str, Pack]:
    """Every shipped pack, by family and name."""
    lus = (load_pack(p.contenu, p.code, lambda family: vocabulary(family, published())) for p in shipped_packs())
    return {f"{pack.family}/{pack.name}": pack for pack in lus}


@cache
def rule_set(code: str) -> RuleSet:
    """The rules of one pack."""
    pack = packs()[code]
    return RuleSet(pack.family, vocabulary(pack.family, published()), pack.rules)


@cache
def engine(code: str) -> ReferenceEngine:
    """The reference over one pack."""
    return ReferenceEngine(rule_set(code))


def facts_of(code: str, **given: Value | None) -> Facts:
    """Facts for a pack, `__` for the dot; what is not given is unknown."""
    return dict.fromkeys(rule_set(code).vocabulary.facts) | {cle.replace("__", "."): v for cle, v in given.items()}


def concluded(code: str, facts: Facts) -> set[tuple[str, str, Any]]:
    """What the pack concludes from these facts: verb, target, value."""
    found = engine(code).matches({"": facts})
    return {(c.verb, c.target, c.value) for _, rule in found for c in rule_set(code).by_id[rule].then}


def criteres(type_: TypeQuestionnaire | None = None) -> Iterator[Critere]:
    """Every published critère, or those of one type of questionnaire."""
    for questionnaire in published().questionnaires.values():
        if type_ in (None, questionnaire.type):
            yield from questionnaire.criteres.values()


def texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a document, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for cle, suite in value.items():
            yield from texts(suite, f"{place}.{cle}")
    elif isinstance(value, list):
        for rang, suite in enumerate(value):
            yield from texts(suite, f"{place}[{rang}]")
