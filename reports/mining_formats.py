"""Cases and their events as files for process mining: CSV, lines of JSON, XES (IEEE 1849-2016).

Each is made as it is read.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from reports.csv_lines import MARK, csv_line
from reports.mining import Case, Step

Traces = Iterable[tuple[Case, Iterable[Step]]]

COLUMNS: Final = (
    "cas", "activite", "horodatage", "transition", "de", "vers", "ressource", "role", "entreprise", "reference",
    "demarche", "questionnaire", "genre", "commande", "journal", "ecriture",
)  # fmt: skip
NAMES: Final = ("entreprise_nom", "produit_nom", "personne_nom")
EXTENSIONS: Final = (
    ("Concept", "concept"), ("Time", "time"), ("Lifecycle", "lifecycle"), ("Organizational", "org"),
)  # fmt: skip
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _row(case: Case, step: Step, names: bool) -> dict[str, Any]:
    """One event, by column; a refusal aborts its activity, whatever else happens completes it."""
    values: tuple[Any, ...] = (
        case.id,
        step.activity,
        step.time,
        "complete" if step.done else "ate_abort",
        step.source,
        step.target,
        step.resource,
        step.role,
        case.entreprise,
        case.sujet,
        case.demarche,
        case.questionnaire,
        case.kind,
        step.command,
        step.log,
        step.seq,
    )
    row = dict(zip(COLUMNS, values, strict=True))
    named = zip(NAMES, (case.entreprise_nom, case.sujet_nom, step.name), strict=True)
    return row | (dict(named) if names else {})


def as_csv(traces: Traces, names: bool = False) -> Iterator[str]:
    """A line of titles, then one an event; no cell is a formula."""
    yield MARK + csv_line((*COLUMNS, *(NAMES if names else ())))
    for case, steps in traces:
        for step in steps:
            yield csv_line("" if cell is None else str(cell) for cell in _row(case, step, names).values())


def as_json_lines(traces: Traces, names: bool = False) -> Iterator[str]:
    """One object a line, an event each."""
    for case, steps in traces:
        for step in steps:
            yield json.dumps(_row(case, step, names), ensure_ascii=False, separators=(",", ":")) + "\n"


def as_xes(traces: Traces, names: bool = False) -> Iterator[str]:
    """A log with one trace a case, under the concept, time, lifecycle and organizational extensions."""
    yield from _head()
    for case, steps in traces:
        yield "\t<trace>\n" + _strings(2, _of_case(case, names))
        for step in steps:
            yield _event(case, step, names)
        yield "\t</trace>\n"
    yield "</log>\n"


def _head() -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849.2016" xes.features="">\n'
    for name, prefix in EXTENSIONS:
        uri = f"http://www.xes-standard.org/{prefix}.xesext"
        yield f'\t<extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n'
    unknown = {"concept:name": "", "lifecycle:transition": "complete"}
    yield f'\t<global scope="trace">\n{_strings(2, {"concept:name": ""})}\t</global>\n'
    date = '\t\t<date key="time:timestamp" value="1970-01-01T00:00:00Z"/>\n'
    yield f'\t<global scope="event">\n{_strings(2, unknown)}{date}\t</global>\n'
    yield '\t<classifier name="Activity" scope="event" keys="concept:name lifecycle:transition"/>\n'
    yield _strings(1, {"concept:name": "Convergence", "lifecycle:model": "standard"})


def _of_case(case: Case, names: bool) -> dict[str, str]:
    told = {
        "concept:name": case.id,
        "genre": case.kind,
        "entreprise": case.entreprise,
        "reference": "" if case.sujet is None else str(case.sujet),
        "demarche": case.demarche,
        "questionnaire": case.questionnaire,
    }
    return told | ({"entreprise_nom": case.entreprise_nom, "produit_nom": case.sujet_nom} if names else {})


def _event(case: Case, step: Step, names: bool) -> str:
    told = {
        "concept:name": step.activity,
        "lifecycle:transition": "complete" if step.done else "ate_abort",
        "org:resource": step.resource,
        "org:role": step.role,
        "org:group": case.entreprise,
        "de": step.source,
        "vers": step.target,
        "commande": step.command,
        "journal": step.log,
    } | ({"personne_nom": step.name} if names else {})
    date = f'\t\t\t<date key="time:timestamp" value={quoteattr(step.time)}/>\n'
    number = f'\t\t\t<int key="ecriture" value="{step.seq}"/>\n'
    return f"\t\t<event>\n{_strings(3, told)}{date}{number}\t\t</event>\n"


def _strings(depth: int, values: Mapping[str, str]) -> str:
    """Attributes of type string."""
    margin = "\t" * depth
    return "".join(f"{margin}<string key={quoteattr(key)} value={_quoted(value)}/>\n" for key, value in values.items())


def _quoted(value: str) -> str:
    # what XML cannot hold, even escaped, would spoil the whole file
    return quoteattr(_NOT_XML.sub("\ufffd", value))


FORMATS: Final[Mapping[str, tuple[Callable[[Traces, bool], Iterator[str]], str]]] = {
    "csv": (as_csv, "text/csv"),
    "jsonl": (as_json_lines, "application/x-ndjson"),
    "xes": (as_xes, "application/xml"),
}
"""By ending of the file: what writes it, and its type."""
