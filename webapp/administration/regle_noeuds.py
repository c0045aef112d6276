"""A condition as the fields of a form: nested groups and comparisons, each chosen from lists, and back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from rules.language import AllOf, AnyOf, Compare, Condition, Fact, FactType, NotOf, Operator, Value, Vocabulary
from rules.validity import operators_of
from rules.values import expected, read, show

Form = MultiDict[str, str]

GROUPES: Final = {"all": _l("Toutes ces conditions"), "any": _l("Au moins une"), "not": _l("Il est faux que")}
OPERATEURS: Final = {
    "eq": _l("est"),
    "ne": _l("n’est pas"),
    "lt": _l("est inférieur à"),
    "le": _l("est au plus"),
    "gt": _l("est supérieur à"),
    "ge": _l("est au moins"),
    "known": _l("est renseigné"),
    "unknown": _l("n’est pas renseigné"),
}
PLUSIEURS: Final[dict[str, Operator]] = {"eq": "in", "ne": "not_in"}
"""What an operator becomes with several values."""

ENFANTS_MAX: Final = 60


@dataclass(frozen=True)
class Noeud:
    """One node of the form: a group of `parts`, or a comparison of `fact` with `values` as they are typed."""

    kind: str = "compare"
    fact: str = ""
    op: str = "eq"
    values: tuple[str, ...] = ()
    parts: tuple["Noeud", ...] = ()


@dataclass
class Lecture:
    """A condition being read from a form, with what is wrong in it."""

    vocabulary: Vocabulary
    fautes: list[str] = field(default_factory=list)


def noeud_de(condition: Condition, vocabulary: Vocabulary) -> Noeud:
    """The condition as nodes; what is at the top is always a group."""
    noeud = _noeud(condition, vocabulary)
    return noeud if noeud.kind != "compare" else Noeud("all", parts=(noeud,))


def _noeud(condition: Condition, vocabulary: Vocabulary) -> Noeud:
    match condition:
        case AllOf(parts=parts):
            return Noeud("all", parts=tuple(_noeud(part, vocabulary) for part in parts))
        case AnyOf(parts=parts):
            return Noeud("any", parts=tuple(_noeud(part, vocabulary) for part in parts))
        case NotOf(part=part):
            return Noeud("not", parts=(_noeud(part, vocabulary),))
        case Compare(fact=nom, op=op, value=value):
            one = {"in": "eq", "not_in": "ne"}.get(op, op)
            values = value if isinstance(value, tuple) else () if value is None else (value,)
            return Noeud("compare", nom, one, tuple(_typed(vocabulary.fact(nom), v) for v in values))


def _typed(fact: Fact, value: Value) -> str:
    """A value as a field holds it."""
    if fact.type is FactType.SYMBOL:
        return str(value)
    return ("true" if value else "false") if fact.type is FactType.BOOLEAN else show(fact, value)


def lire_noeud(form: Form, place: str = "c") -> Noeud:
    """The node that the fields under `place` write."""
    kind = form.get(f"{place}.kind", "all" if place == "c" else "compare")
    count = form.get(f"{place}.n", "0")
    children = min(int(count), ENFANTS_MAX) if count.isdecimal() and len(count) < 4 else 0
    return Noeud(
        kind if kind in (*GROUPES, "compare") else "compare",
        form.get(f"{place}.fact", ""),
        form.get(f"{place}.op", "eq"),
        tuple(value for value in form.getlist(f"{place}.v") if value.strip()),
        tuple(lire_noeud(form, f"{place}.{n}") for n in range(children)),
    )


def change(noeud: Noeud, action: str, place: str, groupe: str = "all") -> Noeud:
    """The tree once that was asked at that place: « condition », « groupe », « retirer », « monter », « descendre »."""
    path = [int(step) for step in place.split(".")[1:] if step.isdecimal()]
    if action in ("condition", "groupe"):
        new = Noeud() if action == "condition" else Noeud(groupe if groupe in GROUPES else "all", parts=(Noeud(),))
        return _at(noeud, path, lambda target: replace(target, parts=(*target.parts, new)))
    if not path:
        return noeud
    *parent, rank = path
    return _at(noeud, parent, lambda target: replace(target, parts=_moved(target.parts, rank, action)))


def _at(noeud: Noeud, path: list[int], work: Callable[[Noeud], Noeud]) -> Noeud:
    if not path:
        return work(noeud)
    rank, *rest = path
    if not 0 <= rank < len(noeud.parts):
        return noeud
    parts = tuple(_at(part, rest, work) if n == rank else part for n, part in enumerate(noeud.parts))
    return replace(noeud, parts=parts)


def _moved(parts: tuple[Noeud, ...], rank: int, action: str) -> tuple[Noeud, ...]:
    items, other = list(parts), rank + {"monter": -1, "descendre": 1}.get(action, 0)
    if not 0 <= rank < len(items):
        return parts
    if action == "retirer":
        del items[rank]
    elif 0 <= other < len(items):
        items[rank], items[other] = items[other], items[rank]
    return tuple(items)


def condition_de(noeud: Noeud, lecture: Lecture) -> Condition:
    """The condition that the nodes make; what is wrong is noted, and then it is worth nothing."""
    if noeud.kind == "compare":
        return _compare(noeud, lecture)
    parts = tuple(condition_de(part, lecture) for part in noeud.parts)
    if noeud.kind == "not":
        if len(parts) != 1:
            lecture.fautes.append(_("« Il est faux que » prend une condition et une seule : groupez les autres."))
        return NotOf(parts[0] if parts else AllOf())
    return AllOf(parts) if noeud.kind == "all" else AnyOf(parts)


def racine(noeud: Noeud, lecture: Lecture) -> Condition:
    """The whole condition of a rule; an empty group is « always » at the top, and a fault anywhere else."""
    condition = condition_de(noeud, lecture)
    for empty in _empty(noeud):
        if empty is not noeud or noeud.kind != "all":
            lecture.fautes.append(_("Un groupe est vide : ajoutez-y une condition, ou retirez-le."))
    return condition


def _empty(noeud: Noeud) -> Iterator[Noeud]:
    if noeud.kind in ("all", "any") and not noeud.parts:
        yield noeud
    for part in noeud.parts:
        yield from _empty(part)


def _compare(noeud: Noeud, lecture: Lecture) -> Compare:
    fact = lecture.vocabulary.facts.get(noeud.fact)
    if fact is None:
        lecture.fautes.append(_("Choisissez le fait de chaque condition."))
        return Compare("", "known")
    if noeud.op not in operators_of(fact.type):
        lecture.fautes.append(_("« %(fait)s » : choisissez un opérateur.", fait=fact.label))
        return Compare(fact.name, "known")
    op: Operator = noeud.op
    if op in ("known", "unknown"):
        return Compare(fact.name, op)
    values = tuple(_values(fact, noeud, lecture))
    if len(values) == 1:
        return Compare(fact.name, op, values[0])
    if not values:
        lecture.fautes.append(_("« %(fait)s » : choisissez au moins une valeur.", fait=fact.label))
    elif op not in PLUSIEURS:
        lecture.fautes.append(_("« %(fait)s » : cet opérateur prend une seule valeur.", fait=fact.label))
    return Compare(fact.name, PLUSIEURS.get(op, op), values)


def _values(fact: Fact, noeud: Noeud, lecture: Lecture) -> Iterator[Value]:
    """The values typed: several in one field are parted by commas, but for symbols, which are chosen."""
    typed = noeud.values
    if fact.type is not FactType.SYMBOL:
        typed = tuple(part.strip() for value in typed for part in value.split(",") if part.strip())
    for one in typed:
        value = read(fact, one)
        if value is None:
            attendu = expected(fact)
            lecture.fautes.append(
                _(
                    "« %(fait)s » : %(valeur)s ne convient pas ; attendu : %(attendu)s.",
                    fait=fact.label,
                    valeur=one,
                    attendu=attendu,
                )
            )
        else:
            yield value
