"""Rule packs: YAML text → rules and cases, or every fault at once, each with its line."""

import re
from collections.abc import Callable
from typing import Final

from rules.cases import CaseFailure, check_cases
from rules.faults import Fault, FaultLog, PackInvalid
from rules.language import FIRST_VERSION, Case, Facts, Pack, Rule, Value, Vocabulary
from rules.pack_conclusions import VERBS, read_expect, read_then
from rules.pack_conditions import read_value, read_when
from rules.pack_reading import Reader
from rules.yaml_tree import Mapping, Node, Scalar, Sequence, read_tree

__all__ = ["CaseFailure", "Fault", "PackInvalid", "check_cases", "load_pack"]

_ID: Final = re.compile(r"[A-Z][A-Z0-9-]*")
NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*")
"""What a pack may be called."""
_MAX_ID: Final = 100


def load_pack(text: str, file: str, vocabulary_of: Callable[[str], Vocabulary]) -> Pack:
    """The pack that the YAML text writes; `file` is the name that faults show.

    Raises: PackInvalid, with every fault found.
    """
    log = FaultLog(file)
    root = read_tree(text, log)
    log.raise_if_any()
    if not isinstance(root, Mapping):
        log.add(1, "", "", "un paquet de règles : pack, family, source, rules, cases")
        raise PackInvalid(tuple(log.faults))
    family = _family(root, log)
    pack = _pack(root, Reader(vocabulary_of(family), log), family)
    log.raise_if_any()
    return pack


def _family(root: Mapping, log: FaultLog) -> str:
    """The family, without which nothing else can be read. Raises: PackInvalid."""
    node = root.entries.get("family", root)
    text = node.text if isinstance(node, Scalar) else ""
    if text not in VERBS:
        log.add(node.line, "family", text, "l'une des familles " + ", ".join(VERBS))
        raise PackInvalid(tuple(log.faults))
    return text


def _pack(root: Mapping, reader: Reader, family: str) -> Pack:
    """The pack; what is wrong in it is logged, and then the pack is worth nothing."""
    reader.keys(root, ("pack", "family", "source", "rules"), ("version", "cases"))
    entries = root.entries
    name = reader.text_of(root, "pack")
    if name and not NAME.fullmatch(name):
        reader.at("pack").fault(entries["pack"], "un nom en minuscules, chiffres, points et tirets")
    source = reader.text_of(root, "source", "le texte d'où viennent les règles")
    rules = _rules(entries["rules"], family, reader) if "rules" in entries else ()
    cases = _cases(entries["cases"], family, reader.at("cases")) if "cases" in entries else ()
    version = reader.at("version").text(entries["version"]) if "version" in entries else FIRST_VERSION
    active = tuple(rule for rule in rules if not rule.disabled)
    disabled = tuple(rule for rule in rules if rule.disabled)
    return Pack(name, family, source, active, cases, reader.log.file, version, disabled)


def _rules(node: Node, family: str, reader: Reader) -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for at, item in reader.at("rules").items(node, "une liste d'au moins une règle"):
        rule = _rule(item, family, at)
        if rule is None:
            continue
        if rule.id in found:
            reader.log.add(
                item.line, at.place, rule.id, f"un identifiant unique, déjà pris ligne {found[rule.id].line}"
            )
        found.setdefault(rule.id, rule)
    return tuple(found.values())


def _rule(node: Node, family: str, reader: Reader) -> Rule | None:
    """The rule; None when it has no id or no readable condition. What is wrong inside is logged."""
    id_ = node.entries.get("id") if isinstance(node, Mapping) else None
    if isinstance(id_, Scalar) and _ID.fullmatch(id_.text) and len(id_.text) <= _MAX_ID:
        reader = Reader(reader.vocabulary, reader.log, f"règle {id_.text}")
    elif id_ is not None:
        reader.at("id").fault(id_, "un identifiant en capitales, chiffres et tirets, qui commence par une lettre")
    rule = reader.keys(node, ("id", "label", "then", "because"), ("when", "disabled"))
    if rule is None:
        return None
    condition = read_when(rule.entries.get("when"), reader.at("when"))
    then = rule.entries.get("then")
    conclusions = read_then(then, family, reader.at("then")) if then is not None else ()
    label, because = reader.text_of(rule, "label"), reader.text_of(rule, "because", "la raison, en une phrase")
    if condition is None or not isinstance(id_, Scalar):
        return None
    return Rule(id_.text, label, condition, conclusions, because, rule.line, _disabled(rule, reader))


def _disabled(rule: Mapping, reader: Reader) -> bool:
    """Whether the rule says that it is `disabled`, which takes nothing but true."""
    node = rule.entries.get("disabled")
    if node is None:
        return False
    if not (isinstance(node, Scalar) and node.plain and node.text == "true"):
        reader.at("disabled").fault(node, "true, ou rien")
    return True


def _cases(node: Node, family: str, reader: Reader) -> tuple[Case, ...]:
    if not isinstance(node, Sequence):
        reader.fault(node, "une liste de cas")
        return ()
    cases = (_case(item, family, reader.at(rank)) for rank, item in enumerate(node.items))
    return tuple(case for case in cases if case is not None)


def _case(node: Node, family: str, reader: Reader) -> Case | None:
    case = reader.keys(node, ("given", "expect"))
    if case is None:
        return None
    given, expect = case.entries.get("given"), case.entries.get("expect")
    conclusions = read_expect(expect, family, reader.at("expect")) if expect is not None else ()
    return Case(_given(given, reader.at("given")) if given is not None else {}, conclusions, case.line)


def _given(node: Node, reader: Reader) -> Facts:
    given: dict[str, Value | None] = {}
    if not isinstance(node, Mapping):
        reader.fault(node, "des faits, chacun avec sa valeur")
        return given
    for name, item in node.entries.items():
        if name in reader.vocabulary.facts:
            given[name] = read_value(reader.vocabulary.facts[name], item, reader.at(name))
        else:
            family = reader.vocabulary.family
            reader.log.add(node.lines[name], reader.place, name, f"un fait de la famille {family}")
    return given
