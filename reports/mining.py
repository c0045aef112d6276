"""Process mining: what happened to each dossier or questionnaire, case after case, as the journal tells it.

One statement a kind of case, read as it comes: memory does not grow with the number of entries. A case is a dossier
(what was asked in it, and its own transitions), or a questionnaire of a subject (evaluation) or of a dossier
(projection). People are the pseudonyms of the journal; names are read only where they are asked for.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Select, String, and_, cast, exists, func, literal, null, select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.compte import Compte, Entreprise
from models.dossier import Dossier, Evaluation, Projection
from models.journal import JournalEntry, JournalRepere
from models.reperes import Repere
from models.sujet import Sujet

CASES: Final = ("dossier", "questionnaire")
BATCH: Final = 256
"""Rows in memory at a time."""

PREFIX = "convergence/"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases, and which of their events: `sujet` is a reference, the period ends before the instant `until`.

    `marks` are those that an entry must bear, as the trail is searched: who did it, a rule that fired, words…

    With `names`, companies, products and people are named; without, only pseudonyms and references leave.
    """

    case: str = "dossier"
    entreprise: str | None = None
    sujet: int | None = None
    dossier: str | None = None
    demarche: str | None = None
    event: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    names: bool = False
    marks: tuple[Repere, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What goes through a process: `kind` is dossier, evaluation or projection; names are empty unless asked for."""

    id: str
    kind: str
    entreprise: str
    sujet: int | None
    demarche: str
    questionnaire: str
    entreprise_nom: str = ""
    sujet_nom: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a case: a transition, or what was done, or refused, without one."""

    activity: str
    time: str
    source: str
    target: str
    resource: str
    role: str
    done: bool
    command: str
    log: str
    seq: int
    name: str = ""


def traces(connection: Connection, selection: Selection) -> Iterator[tuple[Case, Iterator[Step]]]:
    """Each case that has an event of the selection, with its events in order; each is to be read before the next."""
    for query in _queries(selection):
        rows = connection.execution_options(yield_per=BATCH).execute(query)
        found = (pair for row in rows for pair in _pairs(row))
        for case, pairs in groupby(found, key=lambda pair: pair[0]):
            yield case, (step for _, step in pairs)


def _queries(selection: Selection) -> Iterator[Select[Any]]:
    if selection.case == "dossier":
        siennes = select(func.aggregate_strings(Projection.id, ",")).where(Projection.dossier_id == Dossier.id)
        yield _query(selection, "dossier", Dossier.id, siennes.scalar_subquery(), null()).join(
            Dossier, Dossier.sujet_id == Sujet.id
        )
        return
    # without a démarche of its own, an evaluation has those that its events were asked in
    evaluation = _query(selection, "evaluation", Evaluation.id, null(), Evaluation.questionnaire)
    yield evaluation.join(Evaluation, Evaluation.sujet_id == Sujet.id)
    projection = _query(selection, "projection", Projection.id, null(), Projection.questionnaire)
    yield projection.join(Dossier, Dossier.sujet_id == Sujet.id).join(Projection, Projection.dossier_id == Dossier.id)


def _query(
    asked: Selection, kind: str, id_: InstrumentedAttribute[str], projections: Any, questionnaire: Any
) -> Select[Any]:
    demarche = null() if kind == "evaluation" else Dossier.demarche
    names = (Entreprise.nom, Sujet.nom + " " + Sujet.version, Compte.nom) if asked.names else (null(), null(), null())
    query = (
        select(
            literal(kind).label("kind"),
            id_.label("id"),
            Entreprise.reference.label("entreprise"),
            Sujet.reference.label("sujet"),
            demarche.label("demarche"),
            questionnaire.label("questionnaire"),
            projections.label("projections"),
            JournalEntry.body,
            *(
                cast(name, String).label(label)
                for name, label in zip(names, ("societe", "produit", "nom"), strict=True)
            ),
        )
        .select_from(Sujet)
        .join(Entreprise, Entreprise.id == Sujet.entreprise_id)
        .order_by(id_, JournalEntry.stream_seq)
    )
    ours = and_(JournalEntry.log == PREFIX + Entreprise.reference, JournalEntry.stream == "sujet/" + Sujet.id)
    query = query.join(JournalEntry, ours)
    if asked.names:
        query = query.outerjoin(Compte, Compte.pseudonyme == JournalEntry.actor)
    return query.where(*_conditions(asked, kind))


def _conditions(asked: Selection, kind: str) -> Iterator[Any]:
    if asked.entreprise is not None:
        yield Entreprise.reference == asked.entreprise
    if asked.sujet is not None:
        yield Sujet.reference == asked.sujet
    if kind != "evaluation" and asked.dossier is not None:
        yield Dossier.id == asked.dossier
    if kind == "evaluation" and asked.dossier is not None:
        yield Sujet.id == select(Dossier.sujet_id).where(Dossier.id == asked.dossier).scalar_subquery()
    if asked.demarche is not None:
        if kind == "evaluation":
            yield JournalEntry.body.contains(f'"demarche":{json.dumps(asked.demarche)}', autoescape=True)
        else:
            yield Dossier.demarche == asked.demarche
    if asked.event is not None:
        yield JournalEntry.event == asked.event
    if asked.since is not None:
        yield JournalEntry.time >= asked.since
    if asked.until is not None:
        yield JournalEntry.time < asked.until
    yield from _bearing(asked.marks)


def _bearing(marks: Iterable[Repere]) -> Iterator[Any]:
    for genre, valeur in marks:
        mark = aliased(JournalRepere)
        borne = and_(mark.log == JournalEntry.log, mark.seq == JournalEntry.seq)
        yield exists().where(mark.genre == str(genre), mark.valeur == valeur, borne)


def _pairs(row: Row[Any]) -> Iterator[tuple[Case, Step]]:
    body = json.loads(row.body)
    case = Case(
        row.id,
        row.kind,
        row.entreprise,
        row.sujet,
        row.demarche or "",
        row.questionnaire or "",
        row.societe or "",
        row.produit or "",
    )
    for activity, source, target in _happened(case, (row.projections or "").split(","), body):
        yield case, _step(body, activity, source, target, row.nom or "")


def _happened(case: Case, projections: list[str], body: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What of an entry concerns the case: what was done, unless a transition says it, then its transitions."""
    asked_here, objects = _asked_here(case, body["objects"]), body["objects"]
    own = [each for each in body["transitions"] if _concerns(case, projections, each, asked_here)]
    if asked_here and body["event"].partition(".")[0] not in {each["machine"] for each in own}:
        refused = body["result"] == "refused" and "machine" in objects
        yield f"{objects['machine']}.{objects['event']}" if refused else body["event"], "", ""
    for each in own:
        yield f"{each['machine']}.{each['event']}", each["from"], each["to"]


def _concerns(case: Case, projections: list[str], transition: Mapping[str, str], asked_here: bool) -> bool:
    if transition["object"] == case.id or transition["object"] in projections:
        return True
    return case.kind == "dossier" and transition["machine"] == "evaluation" and asked_here


def _asked_here(case: Case, objects: Mapping[str, str]) -> bool:
    """Whether somebody did, or tried, something to this very case."""
    if case.kind == "dossier":
        return objects.get("dossier") == case.id or (
            "dossier" not in objects and objects.get("demarche") == case.demarche
        )
    if "passage" in objects:
        return objects["passage"] == case.id
    same = objects.get("questionnaire") == case.questionnaire and objects.get("machine") == case.kind
    return same and (case.kind == "evaluation" or objects.get("demarche") == case.demarche)


def _step(body: Mapping[str, Any], activity: str, source: str, target: str, name: str) -> Step:
    return Step(
        activity=activity,
        time=body["time"],
        source=source,
        target=target,
        resource=body["actor"],
        role=body["role"],
        done=body["result"] == "done",
        command=body["command"],
        log=body["log"],
        seq=body["seq"],
        name=name,
    )
