"""`then` and `expect` in a pack: each family has its own verbs and its own shapes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, TypeAlias

from rules.language import Conclusion
from rules.pack_reading import Reader
from rules.yaml_tree import Mapping as MappingNode
from rules.yaml_tree import Node, Scalar, Sequence

DEFAULT_ORDER: Final = 100
MAX_ORDER: Final = 9999

Verb: TypeAlias = Callable[[str, Node, Reader], list[Conclusion]]


def read_then(node: Node, family: str, reader: Reader) -> tuple[Conclusion, ...]:
    """The conclusions of a rule; faults logged where there are none."""
    if not isinstance(node, Sequence):
        reader.fault(node, "une liste, une conclusion par ligne")
        return ()
    before = len(reader.log.faults)
    conclusions = _entries(_numbered(node, reader), family)
    if not conclusions and len(reader.log.faults) == before:
        reader.log.add(node.line, reader.place, "", "au moins une conclusion parmi " + ", ".join(VERBS[family]))
    return tuple(
        replace(each, order=each.order or DEFAULT_ORDER) if each.verb == "conseil" else each for each in conclusions
    )


def read_expect(node: Node, family: str, reader: Reader) -> tuple[Conclusion, ...]:
    """What a case expects, in the shapes of `then`: one mapping, a list, or nothing; an advice may have no order."""
    if isinstance(node, Scalar):
        reader.fault(node, "une conclusion, une liste de conclusions, ou {} pour aucune")
        return ()
    return tuple(_entries(_numbered(node, reader) if isinstance(node, Sequence) else [(reader, node)], family))


def _numbered(node: Sequence, reader: Reader) -> list[tuple[Reader, Node]]:
    return [(reader.at(rank), item) for rank, item in enumerate(node.items)]


def _entries(items: list[tuple[Reader, Node]], family: str) -> list[Conclusion]:
    conclusions: list[Conclusion] = []
    order = 0
    for at, item in items:
        if not isinstance(item, MappingNode):
            at.fault(item, "une conclusion parmi " + ", ".join(VERBS[family]))
            continue
        found, stated = _entry(item, family, at)
        conclusions.extend(found)
        order = order or (0 if found else stated)
    # an `ordre` on a line of its own ranks the advice that has none
    return [replace(each, order=each.order or order) if each.verb == "conseil" else each for each in conclusions]


def _entry(item: MappingNode, family: str, reader: Reader) -> tuple[list[Conclusion], int]:
    """The conclusions of one line, and the order that it states."""
    order = 0
    found: list[Conclusion] = []
    for verb, node in item.entries.items():
        if verb == "ordre" and family == "recommandation":
            order = _order(node, reader.at(verb))
        elif verb in VERBS[family]:
            found.extend(VERBS[family][verb](verb, node, reader.at(verb)))
        else:
            reader.log.add(item.lines[verb], reader.place, verb, "une conclusion parmi " + ", ".join(VERBS[family]))
    return [replace(each, order=order) for each in found], order


def _order(node: Node, reader: Reader) -> int:
    text = node.text if isinstance(node, Scalar) and node.plain else ""
    if text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= MAX_ORDER:
        return int(text)
    reader.fault(node, f"un entier de 1 à {MAX_ORDER}")
    return 0


def _targets(verb: str, node: Node, reader: Reader) -> list[Conclusion]:
    """[A15.1, A15.2]: one conclusion per critere."""
    items = reader.items(node, "une liste d'au moins un code de critère")
    return [Conclusion(verb, code) for at, item in items if (code := at.text(item, "un code de critère"))]


def _levels(verb: str, node: Node, reader: Reader) -> list[Conclusion]:
    """{A15.1: vert}: one conclusion per critere, with its niveau."""
    if not isinstance(node, MappingNode) or not node.entries:
        reader.fault(node, "des codes de critère, chacun avec son niveau")
        return []
    levels = ((code, reader.at(code).text(item, "un niveau")) for code, item in node.entries.items())
    return [Conclusion(verb, code, level) for code, level in levels if level]


def _sentence(verb: str, node: Node, reader: Reader) -> list[Conclusion]:
    text = reader.text(node, "la phrase à montrer")
    return [Conclusion(verb, value=text)] if text else []


def _one_of(*values: str) -> Verb:
    def read_one(verb: str, node: Node, reader: Reader) -> list[Conclusion]:
        text = node.text if isinstance(node, Scalar) else ""
        if text in values:
            return [Conclusion(verb, value=text)]
        reader.fault(node, "l'une des valeurs " + ", ".join(values))
        return []

    return read_one


VERBS: Final[Mapping[str, Mapping[str, Verb]]] = MappingProxyType(
    {
        "profilage": {"non_applicable": _targets, "verrouille": _targets, "recommande": _levels},
        "verrou": {"interdit": _sentence},
        "completude": {"manque": _one_of("reponse", "commentaire", "preuve", "date")},
        "verdict": {"verdict": _one_of("atteint", "non_atteint", "atteint_le")},
        "recommandation": {"conseil": _sentence},
    }
)
