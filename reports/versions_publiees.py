"""Every document with all its versions, from drafts to what was retired: the list that administrateurs work from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.publication import Publication
from models.snapshot import Designation
from reports.publications import FAMILLES, GENRES
from rules.edition import REGLES

EN_CHEMIN = ("brouillon", "verifiee", "testee", "simulee", "soumise", "approuvee")
"""The states of a draft that is on its way."""


@dataclass(frozen=True, slots=True)
class VersionSuivie:
    """One version; `courante` says whether it is in effect, `a_venir` whether its date has not come yet."""

    id: str
    version: str
    etat: str
    depose_le: datetime
    effet_le: datetime | None
    courante: bool
    a_venir: bool

    @property
    def en_chemin(self) -> bool:
        """Whether it is a draft on its way."""
        return self.etat in EN_CHEMIN


@dataclass(frozen=True, slots=True)
class DocumentSuivi:
    """One document with its versions, the newest first."""

    genre: str
    code: str
    titre: str
    versions: tuple[VersionSuivie, ...]


def titre_de(genre: str, code: str) -> str:
    """« Verdict : doctrine-2021 », « Questionnaire : interoperabilite »."""
    famille, _, nom = code.partition("/")
    return f"{FAMILLES.get(famille, famille)} : {nom}" if genre == REGLES else f"{GENRES.get(genre, genre)} : {code}"


def nom_de_version(genre: str, code: str, version: str) -> str:
    """« Verdict : doctrine-2021, version 2 »."""
    return f"{titre_de(genre, code)}, version {version}"


def versions_publiees(
    session: Session, en_vigueur: Iterable[Designation], instant: datetime
) -> tuple[DocumentSuivi, ...]:
    """Every document, référentiels first: one statement, and no content read."""
    p = Publication
    rows = session.execute(
        select(p.id, p.genre, p.code, p.version, p.etat, p.depose_le, p.effet_le).order_by(
            p.depose_le.desc(), p.version.desc(), p.id
        )
    )
    courantes = {designation[:3] for designation in en_vigueur}
    documents: dict[tuple[str, str], list[VersionSuivie]] = {}
    for id_, genre, code, version, etat, depose_le, effet_le in rows:
        a_venir = etat == "publiee" and effet_le is not None and effet_le > instant
        courante = (genre, code, version) in courantes
        lue = VersionSuivie(id_, version, etat, depose_le, effet_le, courante, a_venir)
        documents.setdefault((genre, code), []).append(lue)
    suivis = [DocumentSuivi(*cle, titre_de(*cle), tuple(versions)) for cle, versions in documents.items()]
    return tuple(sorted(suivis, key=lambda suivi: (suivi.genre == REGLES, suivi.genre, suivi.code)))
