"""Questionnaires by code, each with its versions, and any version as it can be compared, migrated and exported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.publication import CLOS, Publication
from referentiels.catalogue import Catalogue, Parcours, Questionnaire, Volet
from referentiels.loading import Document, read_document
from referentiels.migration import Comparaison, SeuilChange, comparer, seuils_changes
from referentiels.reading import read_yaml
from referentiels.schema import build
from reports.etats_publication import ETATS

QUESTIONNAIRE, PARCOURS = "questionnaire", "parcours"


class VersionInconnue(LookupError):
    """No such version, published or in draft."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version; `demarches` are the titles of the open ones that use it now."""

    id: str
    code: str
    version: str
    etat: str
    digest: str
    depose_le: datetime
    effet_le: datetime | None
    demarches: tuple[str, ...]

    @property
    def mot(self) -> str:
        """Its state in a word."""
        return str(ETATS[self.etat])


@dataclass(frozen=True, slots=True)
class Lignee:
    """The versions of one questionnaire, the last one first; `criteres` counts those of the last that is published."""

    code: str
    titre: str
    criteres: int | None
    versions: tuple[Version, ...]


def lignees(session: Session, catalogue: Catalogue) -> tuple[Lignee, ...]:
    """Every questionnaire, published or in draft: one statement, and one a title that only a draft has."""
    colonnes = (
        Publication.id, Publication.code, Publication.version, Publication.etat, Publication.digest,
        Publication.depose_le, Publication.effet_le,
    )  # fmt: skip
    rows = session.execute(
        select(*colonnes)
        .where(Publication.genre == QUESTIONNAIRE)
        .order_by(Publication.code, Publication.depose_le.desc(), Publication.version.desc())
    ).all()
    par_code: dict[str, list[Version]] = {}
    for row in rows:
        usages = _usages(catalogue, f"{row.code}-{row.version}") if row.etat == "publiee" else ()
        par_code.setdefault(row.code, []).append(Version(*row, usages))
    return tuple(_lignee(session, catalogue, code, versions) for code, versions in par_code.items())


def lignee(session: Session, catalogue: Catalogue, code: str) -> Lignee:
    """One of them. Raises: VersionInconnue."""
    trouvee = next((une for une in lignees(session, catalogue) if une.code == code), None)
    if trouvee is None:
        raise VersionInconnue(code)
    return trouvee


def _lignee(session: Session, catalogue: Catalogue, code: str, versions: Sequence[Version]) -> Lignee:
    for version in versions:
        publie = catalogue.questionnaires.get(f"{code}-{version.version}")
        if publie is not None:
            return Lignee(code, publie.titre, len(publie.criteres), tuple(versions))
    contenu = session.scalar(select(Publication.contenu).where(Publication.id == versions[0].id)) or ""
    return Lignee(code, _titre(contenu, code), None, tuple(versions))


def _titre(contenu: str, code: str) -> str:
    """The title of a document: read from what stands above its sections, which may be long."""
    titre = read_yaml(contenu.split("\nsections:", 1)[0], code).contenu.get("titre")
    return str(titre or read_document(contenu, code).contenu["titre"])


def _usages(catalogue: Catalogue, cle: str) -> tuple[str, ...]:
    return tuple(d.titre for d in catalogue.demarches.values() if d.ouverte and d.volet(cle) is not None)


@dataclass(frozen=True, slots=True)
class Compagnon:
    """A draft that goes with those of a questionnaire."""

    id: str
    genre: str
    code: str
    version: str
    mot: str


ORDRE = ("qualification", QUESTIONNAIRE, "regles", PARCOURS)
"""The genres, in the order that drafts which name each other are published in."""


def compagnons(session: Session, code: str) -> tuple[Compagnon, ...]:
    """The open drafts that a questionnaire's code stands in, in the order to publish them in: one statement."""
    facts = code.replace("-", "_")
    rows = session.execute(
        select(Publication.id, Publication.genre, Publication.code, Publication.version, Publication.etat)
        .where(Publication.etat.not_in(CLOS))
        .where(
            ((Publication.genre == QUESTIONNAIRE) & (Publication.code == code))
            | ((Publication.genre == "regles") & Publication.code.endswith(f"/{code}", autoescape=True))
            | ((Publication.genre == PARCOURS) & Publication.contenu.contains(f"{code}-", autoescape=True))
            | ((Publication.genre == "qualification") & Publication.contenu.contains(f"{facts}_", autoescape=True))
        )
        .order_by(Publication.depose_le, Publication.code)
    ).all()
    found = [Compagnon(row.id, row.genre, row.code, row.version, str(ETATS[row.etat])) for row in rows]
    return tuple(sorted(found, key=lambda draft: ORDRE.index(draft.genre)))


def document(session: Session, genre: str, code: str, version: str) -> Document:
    """A version as it was written. Raises: VersionInconnue."""
    nommee = (Publication.genre == genre) & (Publication.code == code) & (Publication.version == version)
    contenu = session.scalar(select(Publication.contenu).where(nommee))
    if contenu is None or genre not in (QUESTIONNAIRE, PARCOURS, "qualification"):
        raise VersionInconnue(f"{genre} {code} {version}")
    return read_document(contenu, code)


def questionnaire_de(lu: Document) -> Questionnaire:
    """The questionnaire that a document is."""
    objet = build(read_yaml(lu.texte, lu.code))
    assert isinstance(objet, Questionnaire)
    return objet


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions, with the thresholds that the démarches going over to the new one change."""

    comparaison: Comparaison
    seuils: tuple[SeuilChange, ...]


def difference(session: Session, catalogue: Catalogue, code: str, avant: str, apres: str) -> Difference:
    """What changes between two versions, published or in draft. Raises: VersionInconnue."""
    comparaison = comparer(
        questionnaire_de(document(session, QUESTIONNAIRE, code, avant)),
        questionnaire_de(document(session, QUESTIONNAIRE, code, apres)),
    )
    return Difference(comparaison, tuple(_seuils(session, catalogue, comparaison)))


def _seuils(session: Session, catalogue: Catalogue, comparaison: Comparaison) -> list[SeuilChange]:
    """Those of each démarche that uses the version before, in the parcours that is to use the version after."""
    avant, apres = comparaison.avant.cle, comparaison.apres.cle
    suivants = _parcours(session, apres)
    changes: list[SeuilChange] = []
    for demarche in catalogue.demarches.values():
        ancien, suivante = demarche.volet(avant), suivants.get(demarche.code)
        if ancien is not None and suivante is not None:
            changes.extend(seuils_changes(demarche.titre, ancien, suivante, comparaison))
    return changes


def _parcours(session: Session, cle: str) -> dict[str, Volet]:
    """The volet of each démarche that names that questionnaire, in the last version of its parcours."""
    rows = session.execute(
        select(Publication.code, Publication.contenu)
        .where(Publication.genre == PARCOURS, Publication.etat.not_in(("abandonnee", "retiree")))
        .where(Publication.contenu.contains(cle, autoescape=True))
        .order_by(Publication.depose_le)
    ).all()
    trouves: dict[str, Volet] = {}
    for code, contenu in rows:
        parcours = build(read_yaml(contenu, code))
        assert isinstance(parcours, Parcours)
        trouves |= {d.code: volet for d in parcours.demarches if (volet := d.volet(cle)) is not None}
    return trouves
