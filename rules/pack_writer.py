"""Rules and cases as the YAML of a pack: what `load_pack` reads back as the same."""

import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from rules.language import (
    AllOf,
    AnyOf,
    Case,
    Compare,
    Conclusion,
    Condition,
    Fact,
    FactType,
    NotOf,
    Rule,
    Value,
    Vocabulary,
)
from rules.pack_conclusions import DEFAULT_ORDER
from rules.values import show

# what YAML reads as the text itself, within [] and {} too
_PLAIN: Final = re.compile(r"[^\W\d_](?:[\w '’./%°«»()+=;!?-]|[:](?=\S))*", re.UNICODE)
_RESERVED: Final = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))

ITEM: Final = "  - "
INSIDE: Final = "    "


def write_rule(rule: Rule, vocabulary: Vocabulary) -> str:
    """The rule as one item of `rules:`, its lines ended."""
    lines = [f"{ITEM}id: {rule.id}"]
    if rule.disabled:
        lines.append(f"{INSIDE}disabled: true")
    lines.append(f"{INSIDE}label: {text(rule.label)}")
    if rule.when != AllOf():
        lines += [f"{INSIDE}when:", *_condition(rule.when, vocabulary, INSIDE + "  ")]
    lines += [f"{INSIDE}then:", *(f"{INSIDE}  - {line}" for line in _conclusions(rule.then))]
    return "\n".join([*lines, f"{INSIDE}because: {text(rule.because)}", ""])


def write_case(case: Case, vocabulary: Vocabulary) -> str:
    """The case as one item of `cases:`, its lines ended."""
    given = ", ".join(
        f"{name}: {_value(vocabulary.fact(name), value)}" for name, value in case.given.items() if value is not None
    )
    lines = list(_conclusions(case.expect, advice=False))
    if not lines:
        return f"{ITEM}given: {{{given}}}\n{INSIDE}expect: {{}}\n"
    return "\n".join([f"{ITEM}given: {{{given}}}", f"{INSIDE}expect:", *(f"{INSIDE}  - {line}" for line in lines), ""])


def text(value: str) -> str:
    """A text as YAML writes it on one line, in quotes where it would be read as something else."""
    plain = _PLAIN.fullmatch(value) and value.lower() not in _RESERVED and not value.endswith((" ", ":"))
    return value if plain else json.dumps(value, ensure_ascii=False)


def _condition(condition: Condition, vocabulary: Vocabulary, margin: str) -> Iterator[str]:
    match condition:
        case Compare():
            yield margin + _compare(condition, vocabulary)
        case NotOf(part=Compare() as part):
            yield f"{margin}not: {_compare(part, vocabulary)}"
        case NotOf(part=part):
            yield f"{margin}not:"
            yield from _condition(part, vocabulary, margin + "  ")
        case AllOf(parts=parts) | AnyOf(parts=parts):
            yield f"{margin}{'all' if isinstance(condition, AllOf) else 'any'}:"
            for part in parts:
                first, *rest = _condition(part, vocabulary, margin + "    ")
                yield f"{margin}  - {first.strip()}"
                yield from rest


def _compare(compare: Compare, vocabulary: Vocabulary) -> str:
    fact = vocabulary.fact(compare.fact)
    if compare.value is None:
        return f"{{fact: {compare.fact}, {compare.op}: true}}"
    if isinstance(compare.value, tuple):
        return f"{{fact: {compare.fact}, {compare.op}: [{', '.join(_value(fact, v) for v in compare.value)}]}}"
    return f"{{fact: {compare.fact}, {compare.op}: {_value(fact, compare.value)}}}"


def _value(fact: Fact, value: Value) -> str:
    if fact.type is FactType.BOOLEAN:
        return "true" if value else "false"
    if fact.type is FactType.SYMBOL:
        return _code(str(value))
    return show(fact, value)


def _code(code: str) -> str:
    return code if re.fullmatch(r"[A-Za-z][\w.-]*", code) and code.lower() not in _RESERVED else text(code)


def _conclusions(conclusions: tuple[Conclusion, ...], *, advice: bool = True) -> Iterator[str]:
    for verb, group in groupby(conclusions, key=lambda conclusion: conclusion.verb):
        several = list(group)
        if verb in ("non_applicable", "verrouille"):
            yield f"{{{verb}: [{', '.join(_code(c.target) for c in several)}]}}"
        elif verb == "recommande":
            yield f"{{{verb}: {{{', '.join(f'{_code(c.target)}: {_code(str(c.value))}' for c in several)}}}}}"
        else:
            yield from (_said(conclusion, advice=advice) for conclusion in several)


def _said(conclusion: Conclusion, *, advice: bool) -> str:
    usual = DEFAULT_ORDER if advice else 0
    ranked = f", ordre: {conclusion.order}" if conclusion.verb == "conseil" and conclusion.order != usual else ""
    return f"{{{conclusion.verb}: {text(str(conclusion.value))}{ranked}}}"
