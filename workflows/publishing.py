"""What would be in effect with a draft, or without a version: named at once, read, checked and tried only once."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.editions import documents, en_vigueur
from models.lecture import publication_snapshot
from models.publication import PUBLIES, Publication
from models.snapshot import Designation, PublicationSnapshot
from rules.edition import REGLES, Edition, edition_digest
from rules.trial import Rehearsal, Trial, rehearse, rule_sets, try_edition
from workflows.machines.cycles import transitions

KEPT = 8

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Projet:
    """An edition that may come to be; `paquets` are the packs that change in it, None where a référentiel does."""

    digest: str
    paquets: tuple[str, ...] | None
    lire: Callable[[], Sequence[PublicationSnapshot]]
    anterieures: Callable[[], Sequence[PublicationSnapshot]] = tuple


def projet_avec(session: Session, publication: Publication, instant: datetime) -> Projet:
    """What would be in effect at that instant if this version were published."""
    sienne: Designation = (publication.genre, publication.code, publication.version, publication.digest)
    autres = [d for d in en_vigueur(session, instant, sauf=publication.id) if not _remplace(sienne, d)]
    contenu = publication_snapshot(publication)
    return Projet(
        edition_digest([*autres, sienne]),
        _paquets(publication),
        lambda: (*documents(session, autres), contenu),
        lambda: _anterieures(session, publication),
    )


def _anterieures(session: Session, publication: Publication) -> tuple[PublicationSnapshot, ...]:
    """The versions of a pack that were published before this one, the last published last."""
    if publication.genre != REGLES:
        return ()
    du_meme_nom = (Publication.genre == REGLES) & (Publication.code == publication.code)
    publiees = select(Publication).where(du_meme_nom, Publication.etat.in_(PUBLIES), Publication.id != publication.id)
    rows = session.scalars(publiees.order_by(Publication.effet_le, Publication.depose_le, Publication.id))
    return tuple(map(publication_snapshot, rows))


def projet_sans(session: Session, publication: Publication, instant: datetime) -> Projet:
    """What would be in effect at that instant if this version were retired."""
    autres = en_vigueur(session, instant, sauf=publication.id)
    return Projet(edition_digest(autres), _paquets(publication), lambda: documents(session, autres))


def projet_actuel(session: Session, instant: datetime) -> Projet:
    """What is in effect at that instant, whatever is written in drafts."""
    actuelles = en_vigueur(session, instant)
    return Projet(edition_digest(actuelles), None, lambda: documents(session, actuelles))


def instants_a_venir(session: Session, depuis: datetime) -> Iterator[datetime]:
    """The instant itself, then each later one at which something already published takes effect."""
    yield depuis
    a_venir = select(Publication.effet_le).where(Publication.etat == "publiee", Publication.effet_le > depuis)
    rows = session.scalars(a_venir.distinct().order_by(Publication.effet_le)).all()
    yield from (effet for effet in rows if effet is not None)


def _remplace(nouvelle: Designation, ancienne: Designation) -> bool:
    # versions of a questionnaire live side by side
    communs = 3 if nouvelle[0] == "questionnaire" else 2
    return nouvelle[:communs] == ancienne[:communs]


def _paquets(publication: Publication) -> tuple[str, ...] | None:
    return (publication.code,) if publication.genre == REGLES else None


def _essaye(projet: Projet) -> Trial:
    return try_edition(projet.lire(), transitions(), projet.paquets, projet.anterieures())


class Atelier:
    """Looks at editions that are not in effect; remembers the last ones by digest, so that a step taken after another,
    or within a transaction, does not do the work again. Safe between threads.
    """

    def __init__(self, *, both: bool) -> None:
        self._both = both
        self._known: OrderedDict[tuple[str, ...], Trial | Rehearsal] = OrderedDict()
        self._lock = Lock()

    def examiner(self, projet: Projet, actuel: Projet) -> Trial:
        """The edition and what is found in it; what is found in the one in effect too is no fault of who changes it."""
        examen = self._examen(projet)
        return examen.beside(self._examen(actuel), projet.paquets or ()) if examen.errors else examen

    def _examen(self, projet: Projet) -> Trial:
        key = ("examen", projet.digest, *(projet.paquets or ()))
        return self._once(key, Trial, lambda: _essaye(projet))

    def essayer(self, projet: Projet, edition: Edition, actuelle: Edition) -> Rehearsal:
        """Its cases and, for the rule sets that are not in effect now, the engine."""
        key = ("essai", projet.digest, actuelle.digest, *(projet.paquets or ()))
        connus = {rule_set.digest for rule_set in rule_sets(actuelle)}
        return self._once(key, Rehearsal, lambda: rehearse(edition, projet.paquets, connus, both=self._both))

    def _once(self, key: tuple[str, ...], kind: type[Found], work: Callable[[], Found]) -> Found:
        with self._lock:
            known = self._known.get(key)
        if isinstance(known, kind):
            return known
        found = work()
        with self._lock:
            self._known[key] = found  # type: ignore[assignment]
            self._known.move_to_end(key)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return found
