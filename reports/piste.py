"""The trail: entries of every log by the marks they bear, from the most recent, a page at a time.

A page is found from marks alone, each filter being one list in the order of instants: a page of a million entries is
read as one of a thousand. What is shown of each entry then comes from the journal itself.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from models.journal import JournalEntry, JournalPayload, JournalRepere
from models.projection import ERASED
from models.reperes import Genre, Repere, micros

COMPTES = 1000
"""How far the entries that bear a mark are counted, to follow the shortest list: the others are only asked."""

# which of lists that are longer than that is followed
RARETE = (
    Genre.MOT,
    Genre.REGLE,
    Genre.COMPTE,
    Genre.DOSSIER,
    Genre.SUJET,
    Genre.ACTEUR,
    Genre.QUESTIONNAIRE,
    Genre.EVENEMENT,
    Genre.DEMARCHE,
    Genre.JOURNAL,
    Genre.RESULTAT,
    Genre.TOUT,
)


@dataclass(frozen=True, slots=True)
class Position:
    """Where an entry stands among those of all logs."""

    instant: int
    log: str
    seq: int

    def __str__(self) -> str:
        """The position as addresses name it."""
        return f"{self.instant}.{self.seq}.{self.log}"

    @classmethod
    def parse(cls, texte: str) -> "Position | None":
        """The position of that name; None for what names none."""
        instant, _, reste = texte.partition(".")
        seq, _, log = reste.partition(".")
        bornes = instant.isdecimal() and seq.isdecimal() and len(instant) < 18 and len(seq) < 18
        return cls(int(instant), log, int(seq)) if bornes and log and "\0" not in log else None


@dataclass(frozen=True, slots=True)
class Selection:
    """Entries that bear every one of these marks, between two instants (the second is left out)."""

    reperes: tuple[Repere, ...] = ()
    debut: datetime | None = None
    fin: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ligne:
    """One entry of the trail; `content` is None once erased."""

    log: str
    seq: int
    time: datetime
    event: str
    actor: str
    stream: str
    body: Mapping[str, Any]
    content: Mapping[str, Any] | None

    @property
    def refusee(self) -> bool:
        """Whether the platform refused what was asked."""
        return bool(self.body["result"] == "refused")

    def valeur(self, nom: str) -> Any:
        """A named value; None where it has none, or no more."""
        noms = [each["name"] for each in self.body["values"]]
        return self.content["values"][noms.index(nom)] if self.content is not None and nom in noms else None


@dataclass(frozen=True, slots=True)
class PageDePiste:
    """Entries from the most recent; `suivante` is where the next page begins, None on the last one."""

    lignes: tuple[Ligne, ...]
    suivante: Position | None


def page(session: Session, selection: Selection, apres: Position | None, taille: int) -> PageDePiste:
    """The entries of a selection that come after a position, from the most recent: two statements."""
    positions = positions_de(session, selection, apres, taille + 1)
    lignes = lire(session, positions[:taille])
    return PageDePiste(lignes, positions[taille - 1] if len(positions) > taille else None)


def positions_de(session: Session, selection: Selection, apres: Position | None, taille: int) -> tuple[Position, ...]:
    """Where the first entries of a selection after a position stand, from the most recent: one statement."""
    reperes = _les_plus_rares(session, {*selection.reperes} or {(Genre.TOUT, "")})
    suivi = aliased(JournalRepere)
    ou = (suivi.instant, suivi.log, suivi.seq)
    requete = select(*ou).where(suivi.genre == str(reperes[0][0]), suivi.valeur == reperes[0][1])
    for genre, valeur in reperes[1:]:
        autre = aliased(JournalRepere)
        meme = and_(autre.instant == suivi.instant, autre.log == suivi.log, autre.seq == suivi.seq)
        requete = requete.where(exists().where(autre.genre == str(genre), autre.valeur == valeur, meme))
    if apres is not None:
        requete = requete.where(tuple_(*ou) < (apres.instant, apres.log, apres.seq))
    if selection.debut is not None:
        requete = requete.where(suivi.instant >= micros(selection.debut))
    if selection.fin is not None:
        requete = requete.where(suivi.instant < micros(selection.fin))
    rows = session.execute(requete.order_by(*(colonne.desc() for colonne in ou)).limit(taille))
    return tuple(Position(*row) for row in rows)


def _les_plus_rares(session: Session, reperes: Collection[Repere]) -> list[Repere]:
    """The marks, the rarest first: counted up to a bound, in one statement, where there are several."""
    ordre = sorted(reperes, key=lambda each: RARETE.index(Genre(each[0])))
    if len(ordre) < 2:
        return ordre
    compte = session.execute(select(*(_compte(genre, valeur) for genre, valeur in ordre))).one()
    return [repere for _, repere in sorted(zip(compte, ordre, strict=True), key=lambda each: int(each[0]))]


def _compte(genre: str, valeur: str) -> ScalarSelect[int]:
    portes = select(JournalRepere.seq).where(JournalRepere.genre == str(genre), JournalRepere.valeur == valeur)
    return select(func.count()).select_from(portes.limit(COMPTES).subquery()).scalar_subquery()


def lire(session: Session, positions: Sequence[Position]) -> tuple[Ligne, ...]:
    """The entries at those positions, in that order: one statement."""
    if not positions:
        return ()
    seqs: dict[str, list[int]] = {}
    for position in positions:
        seqs.setdefault(position.log, []).append(position.seq)
    # SQLite reads a list of pairs from no index
    places = [and_(JournalEntry.log == log, JournalEntry.seq.in_(ceux)) for log, ceux in seqs.items()]
    payload = and_(JournalPayload.log == JournalEntry.log, JournalPayload.seq == JournalEntry.seq)
    rows = session.execute(
        select(JournalEntry, JournalPayload.content).outerjoin(JournalPayload, payload).where(or_(*places))
    )
    trouvees = {(entry.log, entry.seq): _ligne(entry, content) for entry, content in rows}
    return tuple(trouvees[each.log, each.seq] for each in positions if (each.log, each.seq) in trouvees)


def _ligne(entry: JournalEntry, content: str | None) -> Ligne:
    return Ligne(
        entry.log,
        entry.seq,
        entry.time,
        entry.event,
        entry.actor,
        entry.stream,
        json.loads(entry.body),
        json.loads(content) if content is not None else None,
    )


def valeurs_avant(session: Session, ligne: Ligne) -> tuple[Any, ...]:
    """For each change of an entry the value before it: ERASED where it was, None where there was none.

    One statement.
    """
    changes = ligne.body["changes"]
    anciennes = sorted({each["previous"] for each in changes if each["previous"] is not None})
    lues = {each.seq: each for each in lire(session, [Position(0, ligne.log, seq) for seq in anciennes])}
    return tuple(_valeur(lues.get(each["previous"]), each) for each in changes)


def _valeur(ligne: Ligne | None, change: Mapping[str, Any]) -> Any:
    if ligne is None:
        return None
    if ligne.content is None:
        return ERASED
    cle = ("table", "key", "field")
    places = [tuple(each[nom] for nom in cle) for each in ligne.body["changes"]]
    return ligne.content["changes"][places.index(tuple(change[nom] for nom in cle))]


def une(session: Session, log: str, seq: int) -> Ligne | None:
    """One entry, None where there is none."""
    return next(iter(lire(session, [Position(0, log, seq)])), None)
