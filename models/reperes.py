"""What the trail is searched by: for each entry its marks, each a kind and a value; derived, hashed nowhere.

A filter of the trail is the list of the entries that bear one mark, in the order of their instants. Pure;
`models/reperage.py` keeps them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from unicodedata import combining, normalize

from models.entry import Change, EntryDraft


class Genre(StrEnum):
    """The kinds of marks; each is a filter of the trail."""

    TOUT = "tout"
    JOURNAL = "journal"
    EVENEMENT = "evenement"
    ACTEUR = "acteur"
    RESULTAT = "resultat"
    SUJET = "sujet"
    DOSSIER = "dossier"
    DEMARCHE = "demarche"
    QUESTIONNAIRE = "questionnaire"
    COMPTE = "compte"
    REGLE = "regle"
    MOT = "mot"


Repere = tuple[str, str]
"""Kind and value."""

OBJETS = (Genre.SUJET, Genre.DOSSIER, Genre.DEMARCHE, Genre.QUESTIONNAIRE, Genre.COMPTE)
VALEUR_MAX = 80
"""Characters of a mark; a longer word is searched by its beginning."""

EPOQUE = datetime(1970, 1, 1, tzinfo=UTC)
_MOT = re.compile(r"[^\W_]{2,}")
# identifiers, digests, instants: nobody looks for them by their parts
_OPAQUE = re.compile(r"(sha256:)?[0-9a-f]{32,64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z")
_NON_CHERCHES = frozenset({("publication", "contenu"), ("publication", "digest"), ("compte", "password")})
"""Published documents are searched where they are published; a secret is searched nowhere."""


def plier(texte: str) -> str:
    """A text as it is searched: without case nor accents."""
    plat = "".join(char for char in normalize("NFKD", texte).casefold() if not combining(char))
    return plat.replace("œ", "oe").replace("æ", "ae")


def mots(texte: str) -> frozenset[str]:
    """The words of a text, of two characters at least."""
    return frozenset(mot[:VALEUR_MAX] for mot in _MOT.findall(plier(texte)))


def micros(instant: datetime) -> int:
    """An instant as marks order it: microseconds since 1970."""
    return (instant - EPOQUE) // timedelta(microseconds=1)


def instant_de(nombre: int) -> datetime:
    """The instant of that number of microseconds."""
    return EPOQUE + timedelta(microseconds=nombre)


def reperes_of_draft(draft: EntryDraft) -> frozenset[Repere]:
    """The marks of an entry that is being written."""
    valeurs = [change.value for change in draft.changes if _cherche(change)]
    return frozenset(
        (
            *_entete(draft.log, draft.event, draft.actor, draft.result),
            *_objets(draft.objects, ((each.machine, each.object) for each in draft.transitions)),
            *_regles(decision.rules for decision in draft.decisions),
            *_mots((valeurs, list(draft.values.values()))),
        )
    )


def reperes_of_entry(body: Mapping[str, Any], content: Mapping[str, Any] | None) -> frozenset[Repere]:
    """The marks of an entry that stands in the journal; no words where its values were erased."""
    places = [Change(each["table"], each["key"], each["field"], None, None) for each in body["changes"]]
    valeurs = [] if content is None else [content["values"], *_values(places, content["changes"])]
    return frozenset(
        (
            *_entete(body["log"], body["event"], body["actor"], body["result"]),
            *_objets(body["objects"], ((each["machine"], each["object"]) for each in body["transitions"])),
            *_regles(decision["rules"] for decision in body["decisions"]),
            *_mots(valeurs),
        )
    )


def _entete(log: str, event: str, actor: str, result: str) -> tuple[Repere, ...]:
    return (
        (Genre.TOUT, ""),
        (Genre.JOURNAL, log),
        (Genre.EVENEMENT, str(event)),
        (Genre.ACTEUR, actor),
        (Genre.RESULTAT, result),
    )


def _objets(objects: Mapping[str, str], passages: Iterable[tuple[str, str]]) -> Iterator[Repere]:
    for genre in OBJETS:
        if genre in objects:
            yield genre, objects[genre][:VALEUR_MAX]
    # a questionnaire that is shared moves the dossiers of other démarches too
    yield from ((Genre.DOSSIER, objet) for machine, objet in passages if machine == "demarche")


def _regles(decisions: Iterable[Sequence[str]]) -> Iterator[Repere]:
    yield from ((Genre.REGLE, regle[:VALEUR_MAX]) for regles in decisions for regle in regles)


def _cherche(change: Change) -> bool:
    return (change.table, change.field) not in _NON_CHERCHES


def _values(places: Sequence[Change], values: Sequence[Any]) -> Iterator[Any]:
    yield from (value for place, value in zip(places, values, strict=True) if _cherche(place))


def _mots(valeur: Any) -> Iterator[Repere]:
    if isinstance(valeur, str):
        if not _OPAQUE.fullmatch(valeur):
            yield from ((Genre.MOT, mot) for mot in mots(valeur))
    elif isinstance(valeur, Mapping):
        yield from (mot for dedans in valeur.values() for mot in _mots(dedans))
    elif isinstance(valeur, list | tuple):
        yield from (mot for dedans in valeur for mot in _mots(dedans))
