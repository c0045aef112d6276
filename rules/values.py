"""Values of facts: which ones a fact accepts, how they are read from text and how they are shown in French."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from rules.language import Fact, FactInvalid, Facts, FactType, Value, Vocabulary

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 12
_LAST_MONTH = 9999 * 12 + 11
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,15})")


def accepts(fact: Fact, value: object) -> bool:
    """Whether the known value is one that the fact may have."""
    if fact.type is FactType.SYMBOL:
        return isinstance(value, str) and value in fact.values
    if fact.type is FactType.BOOLEAN:
        return isinstance(value, bool)
    return isinstance(value, int) and not isinstance(value, bool) and fact.low <= value <= fact.high


def check_facts(vocabulary: Vocabulary, facts: Facts) -> None:
    """Nothing when every fact of the vocabulary, and no other, is there with a value it accepts or unknown.

    Raises: FactInvalid.
    """
    if facts.keys() != vocabulary.facts.keys():
        missing, extra = vocabulary.facts.keys() - facts.keys(), facts.keys() - vocabulary.facts.keys()
        raise FactInvalid(f"faits manquants : {sorted(missing)} ; faits hors vocabulaire : {sorted(map(str, extra))}")
    symbols = vocabulary.symbols
    for name, fact in vocabulary.facts.items():
        value = facts[name]
        if value is None:
            continue
        if not (isinstance(value, str) and value in symbols[name] if name in symbols else accepts(fact, value)):
            raise FactInvalid(f"fait {name} : {value!r} reçu ; attendu : {expected(fact)}")


def expected(fact: Fact) -> str:
    """What the fact accepts, in French."""
    match fact.type:
        case FactType.SYMBOL:
            more = f"… ({len(fact.values)} en tout)" if len(fact.values) > _SHOWN else ""
            return "l'une des valeurs " + ", ".join(fact.values[:_SHOWN]) + more
        case FactType.BOOLEAN:
            return "true ou false"
        case FactType.INTEGER:
            return f"un entier de {fact.low} à {fact.high}"
        case FactType.MONTH:
            return f"un mois AAAA-MM, de {show(fact, fact.low)} à {show(fact, min(fact.high, _LAST_MONTH))}"
        case FactType.DATE:
            low, high = max(fact.low, 1), min(fact.high, date.max.toordinal())
            return f"une date AAAA-MM-JJ, de {show(fact, low)} à {show(fact, high)}"


def _symbol(text: str) -> Value:
    return text


def _boolean(text: str) -> Value | None:
    return {"true": True, "false": False}.get(text)


def _integer(text: str) -> Value | None:
    return int(text) if _INTEGER.fullmatch(text) else None


def _month(text: str) -> Value | None:
    found = _MONTH.fullmatch(text)
    return int(found[1]) * 12 + int(found[2]) - 1 if found else None


def _date(text: str) -> Value | None:
    try:
        return date.fromisoformat(text).toordinal() if _DATE.fullmatch(text) else None
    except ValueError:
        return None


_READERS: Mapping[FactType, Callable[[str], Value | None]] = MappingProxyType(
    {
        FactType.SYMBOL: _symbol,
        FactType.BOOLEAN: _boolean,
        FactType.INTEGER: _integer,
        FactType.MONTH: _month,
        FactType.DATE: _date,
    }
)


def read(fact: Fact, text: str) -> Value | None:
    """The value that the text writes, or None where the fact does not accept it."""
    value = _READERS[fact.type](text)
    return value if value is not None and accepts(fact, value) else None


def show(fact: Fact, value: Value) -> str:
    """The value in words: a symbol's label, Oui or Non, AAAA-MM, AAAA-MM-JJ, digits."""
    if fact.type is FactType.SYMBOL:
        return dict(zip(fact.values, fact.labels, strict=False)).get(str(value), str(value))
    if fact.type is FactType.BOOLEAN:
        return "Oui" if value else "Non"
    if fact.type is FactType.MONTH:
        return f"{int(value) // 12:04}-{int(value) % 12 + 1:02}"
    if fact.type is FactType.DATE and 1 <= int(value) <= date.max.toordinal():
        return date.fromordinal(int(value)).isoformat()
    return str(value)
