"""A subject as its company saw it at a position of the journal: its rows folded anew, then read by the usual reports.

Names are those that accounts have now: no command changes one, and an erased one is nobody's. Texts of publications are
read where they stand, under the digest that the journal gives: a version never changes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from models.chargement import charger
from models.compte import Compte, Entreprise
from models.editions import documents, en_vigueur
from models.events import Event
from models.journal import JournalEntry, JournalPayload, JournalRepere
from models.log import AGENCY_LOG
from models.projection import State
from models.reperes import Genre
from models.restitution import Corps, Retold, fold_back, in_memory, rows_of
from models.snapshot import SujetSnapshot
from models.sujet import Sujet
from reports.position import PositionDuJournal
from rules.edition import Edition, EditionCache, edition_digest

DU_SUJET = frozenset(
    {
        "dossier",
        "evaluation",
        "preuve",
        "projection",
        "reponse",
        "reponse_projetee",
        "reponse_projetee_validee",
        "reponse_validee",
        "sujet",
        "validation",
        "validation_projection",
        "verdict",
        "verdict_projection",
    }
)
"""Tables whose rows of one subject are written in its stream, and there alone."""

PUBLICATIONS = tuple(event for event in Event if event.value.startswith("publication."))
PAGE = 500


class RienACetInstant(LookupError):
    """The subject was not there yet."""


@dataclass(frozen=True)
class Restitution:
    """What stood at a position: a session on rows of that moment, the subject, and what was published."""

    session: Session
    sujet: SujetSnapshot
    edition: Edition
    edition_at: Callable[[datetime, str], Edition]


@contextmanager
def restituer(
    session: Session, editions: EditionCache, sujet_id: str, position: PositionDuJournal
) -> Iterator[Restitution]:
    """The subject at that position of its company's log.

    Raises: RienACetInstant.
    """
    etat = _du_sujet(session, position, sujet_id)
    if ("sujet", sujet_id) not in etat:
        raise RienACetInstant(sujet_id)
    cites = {said.get("depend_de") for (table, _), said in etat.items() if table == "reponse"}
    for cite in sorted(str(each) for each in cites - {None, sujet_id}):
        etat |= {key: said for key, said in _du_sujet(session, position, cite).items() if key[0] == "sujet"}
    etat |= _publications(session, position)
    rows = rows_of(etat) | _personnes(session, etat["sujet", sujet_id]["entreprise_id"])
    with in_memory(rows) as connection, Session(connection) as alors:
        agregat = charger(alors, Sujet.id == sujet_id)
        assert agregat is not None
        publie = _Publie(session, alors, editions)
        courante = publie.a(position.instant)
        yield Restitution(alors, agregat.snapshot(), courante, publie.retrouvee)


@dataclass(frozen=True, slots=True)
class _Publie:
    """What was published at that position; documents are read where they stand now."""

    maintenant: Session
    alors: Session
    editions: EditionCache

    def a(self, instant: datetime) -> Edition:
        designations = en_vigueur(self.alors, instant)
        return self.editions.get(edition_digest(designations), lambda: documents(self.maintenant, designations))

    def retrouvee(self, instant: datetime, _digest: str) -> Edition:
        return self.a(instant)


def _du_sujet(session: Session, position: PositionDuJournal, sujet_id: str) -> State:
    requete = (
        select(JournalEntry.seq, JournalEntry.body)
        .where(
            JournalEntry.log == position.log,
            JournalEntry.stream == f"sujet/{sujet_id}",
            JournalEntry.seq < position.taille,
        )
        .order_by(JournalEntry.stream_seq.desc())
    )
    return _plier(session, position.log, session.execute(requete), DU_SUJET, _redites(session, position))


def _redites(session: Session, position: PositionDuJournal) -> Retold:
    """The erasures of the company's people: they tell again what nobody asked to erase."""
    numeros = select(JournalRepere.seq).where(
        JournalRepere.genre == str(Genre.EVENEMENT),
        JournalRepere.valeur == str(Event.COMPTE_EFFACE),
        JournalRepere.log == position.log,
    )
    requete = select(JournalEntry.seq, JournalEntry.body).where(
        JournalEntry.log == position.log, JournalEntry.seq.in_(numeros)
    )
    rows = session.execute(requete.order_by(JournalEntry.seq))
    return Retold(tuple((row.seq, row.body) for row in rows), position.taille)


def _publications(session: Session, position: PositionDuJournal) -> State:
    """What the agency had published; the texts themselves are left out."""
    numeros = select(JournalRepere.seq).where(
        JournalRepere.genre == str(Genre.EVENEMENT),
        JournalRepere.valeur.in_([event.value for event in PUBLICATIONS]),
        JournalRepere.log == AGENCY_LOG,
        JournalRepere.seq < position.agence,
    )
    requete = select(JournalEntry.seq, JournalEntry.body).where(
        JournalEntry.log == AGENCY_LOG, JournalEntry.seq.in_(numeros)
    )
    rows = session.execute(requete.order_by(JournalEntry.seq.desc()))
    return _plier(session, AGENCY_LOG, rows, frozenset({"publication"}), Retold())


def _plier(session: Session, log: str, rows: Iterable[Any], tables: frozenset[str], redites: Retold) -> State:
    def contenus(seqs: Sequence[int]) -> Mapping[int, str | None]:
        lus: dict[int, str | None] = {}
        for debut in range(0, len(seqs), PAGE):
            requete = select(JournalPayload.seq, JournalPayload.content).where(
                JournalPayload.log == log, JournalPayload.seq.in_(seqs[debut : debut + PAGE])
            )
            lus |= {row.seq: row.content for row in session.execute(requete)}
        return lus

    corps: Iterator[Corps] = ((row.seq, row.body) for row in rows)
    return fold_back(corps, contenus, tables, redites)


def _personnes(session: Session, entreprise_id: str) -> dict[str, list[dict[str, Any]]]:
    """The company and its people as they are now, but for their secrets."""
    compte, entreprise = cast(Table, Compte.__table__), cast(Table, Entreprise.__table__)
    comptes = session.execute(select(compte).where(compte.c.entreprise_id == entreprise_id)).mappings()
    la = session.execute(select(entreprise).where(entreprise.c.id == entreprise_id)).mappings()
    return {
        "compte": [dict(row) | {"password": None, "fs_uniquifier": row["id"]} for row in comptes],
        "entreprise": [dict(row) for row in la],
    }
