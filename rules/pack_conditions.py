"""`when` in a pack: all, any, not, and one fact against a literal."""

from typing import Final, get_args

from rules.boxes import TooManyBranches
from rules.language import AllOf, AnyOf, Compare, Condition, Fact, FactType, NotOf, Operator, Rule, RuleInvalid, Value
from rules.pack_reading import Reader, is_empty
from rules.shards import check_size
from rules.validity import MAX_DEPTH, depth_of, operators_of
from rules.values import expected, read
from rules.yaml_tree import Mapping, Node, Scalar, Sequence

_OPERATORS: Final[tuple[Operator, ...]] = get_args(Operator)
_GROUPS: Final = ("all", "any", "not")
_EXPECTED: Final = "all, any, not, ou fact avec un opérateur (" + ", ".join(_OPERATORS) + ")"


def read_when(node: Node | None, reader: Reader) -> Condition | None:
    """The condition of a rule, always true where there is none; None, and faults logged, when it cannot be read."""
    if node is None or _is_always(node):
        return AllOf()
    before = len(reader.log.faults)
    condition = _condition(node, reader)
    if condition is None or len(reader.log.faults) > before:
        return None
    if depth_of(condition) > MAX_DEPTH:
        reader.fault(node, f"au plus {MAX_DEPTH} niveaux de all, any et not")
        return None
    return _small(condition, node, reader)


def _is_always(node: Node) -> bool:
    match node:
        case Mapping(entries={"all": Sequence(items=[])} as entries):
            return len(entries) == 1
        case Mapping(entries=entries):
            return not entries
        case Sequence(items=items):
            return not items
        case Scalar():
            return is_empty(node)


def _small(condition: Condition, node: Node, reader: Reader) -> Condition | None:
    try:
        check_size(Rule("", "", condition, (), ""), reader.vocabulary)
    except TooManyBranches:
        reader.fault(node, "au plus 50 branches une fois la condition développée ; coupez la règle en plusieurs")
    except RuleInvalid as fault:
        reader.fault(node, f"une règle plus petite : {fault}")
    else:
        return condition
    return None


def _condition(node: Node, reader: Reader) -> Condition | None:
    if not isinstance(node, Mapping):
        reader.fault(node, _EXPECTED)
        return None
    groups = [key for key in node.entries if key in _GROUPS]
    if not groups:
        return _compare(node, reader)
    if len(node.entries) > 1:
        reader.fault(node, f"{groups[0]} seul, sans autre clé à côté")
        return None
    return _group(groups[0], node.entries[groups[0]], reader.at(groups[0]))


def _group(key: str, node: Node, reader: Reader) -> Condition | None:
    if key == "not":
        part = _condition(node, reader)
        return NotOf(part) if part is not None else None
    parts = [_condition(item, at) for at, item in reader.items(node, "une liste d'au moins une condition")]
    whole = tuple(part for part in parts if part is not None)
    if len(whole) != len(parts) or not parts:
        return None
    return AllOf(whole) if key == "all" else AnyOf(whole)


def _compare(node: Mapping, reader: Reader) -> Compare | None:
    operators = [key for key in node.entries if key != "fact"]
    if "fact" not in node.entries or len(operators) != 1 or operators[0] not in _OPERATORS:
        reader.log.add(node.line, reader.place, ", ".join(node.entries), _EXPECTED)
        return None
    name = reader.at("fact").text(node.entries["fact"], "le nom d'un fait")
    if not name:
        return None
    fact = reader.vocabulary.facts.get(name)
    if fact is None:
        known = f"un fait de la famille {reader.vocabulary.family}"
        reader.at("fact").fault(node.entries["fact"], known)
        return None
    op = next(each for each in _OPERATORS if each == operators[0])
    return _against(fact, op, node.entries[op], reader.at(op))


def _against(fact: Fact, op: Operator, node: Node, reader: Reader) -> Compare | None:
    if op not in (fit := operators_of(fact.type)):
        reader.log.add(node.line, reader.place, op, f"pour {fact.name}, un opérateur parmi {', '.join(fit)}")
        return None
    if op in ("known", "unknown"):
        if isinstance(node, Scalar) and node.plain and node.text == "true":
            return Compare(fact.name, op)
        reader.fault(node, "true (known et unknown ne prennent rien d'autre)")
        return None
    if op in ("in", "not_in"):
        values = [read_value(fact, item, at) for at, item in reader.items(node, "une liste d'au moins une valeur")]
        literals = tuple(value for value in values if value is not None)
        return Compare(fact.name, op, literals) if literals and len(literals) == len(values) else None
    value = read_value(fact, node, reader)
    return None if value is None else Compare(fact.name, op, value)


def _spelt(fact: Fact, node: Scalar) -> bool:
    """Whether quotes leave the value what it is: "true" and "3" in quotes are texts."""
    return node.plain or fact.type not in (FactType.BOOLEAN, FactType.INTEGER)


def read_value(fact: Fact, node: Node, reader: Reader) -> Value | None:
    """The value that the node writes; None, and a fault logged, when the fact does not accept it."""
    value = read(fact, node.text) if isinstance(node, Scalar) and _spelt(fact, node) else None
    if value is None:
        reader.fault(node, expected(fact))
    return value
