"""Whether a document is what the schema of IEEE 1849-2016 describes: its parts, their order, the types of values."""

import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree
from lxml.etree import _Element

ATTRIBUTES = {
    "string": re.compile(r".*", re.DOTALL),
    "date": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"),
    "int": re.compile(r"-?\d+"),
}
NAME = re.compile(r"[A-Za-z_:][\w.:-]*")
NCNAME = re.compile(r"[A-Za-z_][\w.-]*")


def read_xes(text: str) -> _Element:
    """The log of a document that conforms, else an AssertionError that says where it does not."""
    log = etree.fromstring(text.encode())
    assert log.tag == "log"
    assert set(log.keys()) == {"xes.version", "xes.features"}
    float(log.attrib["xes.version"])
    _in_order(log, ("extension", "global", "classifier", *ATTRIBUTES, "trace", "event"))
    for extension in log.iterfind("extension"):
        assert set(extension.keys()) == {"name", "prefix", "uri"}
        assert NCNAME.fullmatch(extension.attrib["name"])
        assert NCNAME.fullmatch(extension.attrib["prefix"])
    for scope in log.iterfind("global"):
        assert scope.attrib["scope"] in ("trace", "event")
    for classifier in log.iterfind("classifier"):
        assert NCNAME.fullmatch(classifier.attrib["name"])
        assert set(classifier.keys()) == {"name", "scope", "keys"}
    for trace in log.iterfind("trace"):
        _in_order(trace, (*ATTRIBUTES, "event"))
    for event in log.iterfind("trace/event"):
        _in_order(event, tuple(ATTRIBUTES))
    for attribute in _attributes(log):
        assert set(attribute.keys()) == {"key", "value"}
        assert NAME.fullmatch(attribute.attrib["key"])
        assert ATTRIBUTES[str(attribute.tag)].fullmatch(attribute.attrib["value"])
    _declared(log)
    return log


def told(element: _Element) -> dict[str, str]:
    """The attributes of a trace or of an event, by key."""
    return {str(each.attrib["key"]): str(each.attrib["value"]) for each in element if each.tag in ATTRIBUTES}


def _attributes(log: _Element) -> Iterator[_Element]:
    for kind in ATTRIBUTES:
        yield from log.iter(kind)


def _in_order(element: _Element, tags: tuple[str, ...]) -> None:
    """Attributes stand together, in any order; all the rest as the schema has it."""
    ranks = [min(tags.index(str(child.tag)), tags.index("string")) if child.tag in ATTRIBUTES else
             tags.index(str(child.tag)) for child in element]  # fmt: skip
    assert ranks == sorted(ranks), [child.tag for child in element]
    assert not (element.text or "").strip()


def _declared(log: _Element) -> None:
    """Every prefix of a key is that of an extension, and what the globals promise is everywhere."""
    prefixes = {extension.attrib["prefix"] for extension in log.iterfind("extension")}
    keys = [str(attribute.attrib["key"]) for attribute in _attributes(log)]
    assert {key.partition(":")[0] for key in keys if ":" in key} <= prefixes
    for scope in log.iterfind("global"):
        for element in log.iter(str(scope.attrib["scope"])):
            assert set(told(scope)) <= set(told(element))
    for event in log.iter("event"):
        datetime.fromisoformat(told(event)["time:timestamp"])
