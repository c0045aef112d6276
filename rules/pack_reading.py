"""What every part of a pack is read with: keys that must be there and no others, texts, lists."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rules.faults import FaultLog
from rules.language import Vocabulary
from rules.yaml_tree import Mapping, Node, Scalar, Sequence


@dataclass(frozen=True, slots=True)
class Reader:
    """Where reading stands: the vocabulary, the log of the file, the place that a fault names."""

    vocabulary: Vocabulary
    log: FaultLog
    place: str = ""

    def at(self, step: str | int) -> "Reader":
        """The same, one step further: a key, or the rank of an item."""
        step = f"[{step}]" if isinstance(step, int) else f".{step}" if self.place else step
        return Reader(self.vocabulary, self.log, self.place + step)

    def fault(self, node: Node, expected: str) -> None:
        """The node does not fit: log it with what was expected."""
        value = node.text if isinstance(node, Scalar) else ""
        self.log.add(node.line, self.place, value, expected)

    def keys(self, node: Node, required: Collection[str], optional: Collection[str] = ()) -> Mapping | None:
        """The node as a mapping, None when it is not one; what is not exactly these keys is logged."""
        known = (*required, *optional)
        if not isinstance(node, Mapping):
            self.fault(node, "des clés parmi " + ", ".join(known))
            return None
        for key in node.entries:
            if key not in known:
                self.log.add(node.lines[key], self.place, key, "une clé parmi " + ", ".join(known))
        for key in required:
            if key not in node.entries:
                self.log.add(node.line, self.place, "", f"la clé {key}")
        return node

    def text_of(self, mapping: Mapping, key: str, expected: str = "un texte") -> str:
        """The text under the key; empty when there is none: the absence of a key is for `keys` to log."""
        return self.at(key).text(mapping.entries[key], expected) if key in mapping.entries else ""

    def text(self, node: Node, expected: str = "un texte") -> str:
        """The node's text; empty, and a fault logged, when there is none."""
        if not isinstance(node, Scalar) or is_empty(node):
            self.fault(node, expected)
            return ""
        return node.text.strip()

    def items(self, node: Node, expected: str) -> Iterator[tuple["Reader", Node]]:
        """The items of a list that is not empty, each with its own reader."""
        if not isinstance(node, Sequence) or not node.items:
            self.fault(node, expected)
            return
        for rank, item in enumerate(node.items):
            yield self.at(rank), item


def is_empty(node: Scalar) -> bool:
    """Whether nothing was written: no text, or YAML's null."""
    return not node.text.strip() or (node.plain and node.text in ("~", "null"))
