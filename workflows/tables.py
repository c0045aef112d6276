"""The state tables of the documentation, made from the transitions themselves and from the rules that gate them."""

from collections.abc import Iterable, Mapping

from rules.language import AllOf, AnyOf, Compare, Condition, NotOf, Rule
from rules.symbols import MACHINES
from workflows.machines.demarche import DemarcheAvecProjection, DemarcheSimple
from workflows.machines.evaluation import EvaluationMachine
from workflows.machines.gate import Lifecycle, states, steps
from workflows.machines.projection import ProjectionMachine
from workflows.machines.publication import PublicationMachine

LIFECYCLES: tuple[type[Lifecycle], ...] = (
    EvaluationMachine,
    ProjectionMachine,
    DemarcheAvecProjection,
    DemarcheSimple,
    PublicationMachine,
)


def possible(condition: Condition, known: Mapping[str, str]) -> bool:
    """Whether the condition can hold for some facts that agree with the known ones; never wrongly false."""
    return _may(condition, known, wanted=True)


def _may(condition: Condition, known: Mapping[str, str], *, wanted: bool) -> bool:
    match condition:
        case NotOf(part=part):
            return _may(part, known, wanted=not wanted)
        case AllOf(parts=parts):
            each = (_may(part, known, wanted=wanted) for part in parts)
            return all(each) if wanted else any(each)
        case AnyOf(parts=parts):
            each = (_may(part, known, wanted=wanted) for part in parts)
            return any(each) if wanted else all(each)
        case Compare(fact=fact) if fact in known:
            return _holds(condition, known[fact]) is wanted
        case Compare():
            return True


def _holds(compare: Compare, seen: str) -> bool:
    listed = compare.value if isinstance(compare.value, tuple) else (compare.value,)
    answers = {
        "eq": seen in listed,
        "in": seen in listed,
        "ne": seen not in listed,
        "not_in": seen not in listed,
        "known": True,
        "unknown": False,
    }
    return answers[compare.op]


def table(machine: type[Lifecycle], gates: Iterable[Rule]) -> str:
    """One lifecycle as a Markdown table: from, event, to, and the rules that may forbid it."""
    # the rules that administrateurs write gate dossiers; what gates their own publication is in the code
    rules = tuple(gates) if machine.machine in MACHINES else ()
    lines = ["| state | event | next state | rules that may forbid it |", "|---|---|---|---|"]
    for step in steps(machine):
        known = {"machine": machine.machine, "evenement": step.event, "etat": step.source}
        names = [rule.id for rule in rules if possible(rule.when, known)]
        lines.append(f"| {step.source} | {step.event} | {step.target} | {', '.join(names) or '—'} |")
    return "\n".join(lines)


def document(gates: Iterable[Rule]) -> str:
    """The whole page: every lifecycle with its states, then every rule in words."""
    rules = tuple(gates)
    parts = ["# State machines", "", "Written by `python -m workflows.tables`; a test compares it.", ""]
    for machine in LIFECYCLES:
        title = (machine.__doc__ or "").strip().splitlines()[0]
        parts += [f"## {machine.__name__}", "", title, "", f"States: {', '.join(states(machine))}.", ""]
        parts += [table(machine, rules), ""]
    parts += ["## The rules", ""]
    parts += [f"- **{rule.id}** {rule.label} : {rule.because}" for rule in rules]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    from pathlib import Path

    from rules.edition import build_edition
    from workflows.installation import seeds

    packs = build_edition(seeds()).packs.values()
    gating = [rule for pack in packs if pack.family == "verrou" for rule in pack.rules]
    Path("docs/machines.md").write_text(document(gating), encoding="utf-8")
