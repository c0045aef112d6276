"""What is published: référentiels and rule packs, each with its version, its digest and the date it took effect."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.publication import Publication
from referentiels.catalogue import Catalogue, TypeSujet
from reports.regles import RegleEnMots, regle_en_mots
from rules.edition import REGLES, Edition
from rules.vocabulary import vocabulary

Designation = tuple[str, str, str]
"""Genre, code and version of a document."""

FAMILLES = {
    "profilage": "Profilage",
    "verrou": "Verrou",
    "completude": "Complétude",
    "verdict": "Verdict",
    "recommandation": "Recommandation",
}
GENRES = {"parcours": "Parcours", "questionnaire": "Questionnaire", "qualification": "Qualification"}
SUJETS = {TypeSujet.PRODUIT: "Qualification d'un produit", TypeSujet.STRATEGIE: "Qualification d'une stratégie globale"}


@dataclass(frozen=True, slots=True)
class Document:
    """One published version; `courante` says whether it is in effect now.

    `nombre` counts its critères, questions, démarches or rules; None for a version that is not in effect.
    """

    genre: str
    code: str
    version: str
    digest: str
    effet_le: datetime | None
    courante: bool
    titre: str
    nombre: int | None

    @property
    def famille(self) -> str:
        """The family of a rule pack."""
        return self.code.partition("/")[0]

    @property
    def paquet(self) -> str:
        """The name of a rule pack, without its family."""
        return self.code.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Publications:
    """Everything that was published, référentiels and packs apart."""

    edition: str
    referentiels: tuple[Document, ...]
    paquets: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class PaquetLu:
    """A rule pack in plain French; `demarches` are the titles of those that it judges."""

    nom: str
    famille: str
    source: str
    demarches: tuple[str, ...]
    regles: tuple[RegleEnMots, ...]
    exemples: int


class PaquetInconnu(LookupError):
    """No pack of that family and name is in effect."""


def publications(session: Session, edition: Edition, en_vigueur: frozenset[Designation]) -> Publications:
    """Every published document, those in effect first under each code: one statement."""
    rows = session.execute(
        select(
            Publication.genre, Publication.code, Publication.version, Publication.digest, Publication.effet_le
        ).where(Publication.etat == "publiee")
    )
    documents = []
    for genre, code, version, digest, effet_le in rows:
        courante = (genre, code, version) in en_vigueur
        connu = _contenu(edition, genre, code, version) if courante else (code, None)
        documents.append(Document(genre, code, version, digest, effet_le, courante, *connu))
    documents.sort(key=lambda document: (document.genre, document.code, not document.courante, document.version))
    return Publications(
        edition.digest,
        tuple(document for document in documents if document.genre != REGLES),
        tuple(document for document in documents if document.genre == REGLES),
    )


def _contenu(edition: Edition, genre: str, code: str, version: str) -> tuple[str, int | None]:
    """The title of a document in effect, and how many things it holds."""
    catalogue: Catalogue = edition.catalogue
    if genre == REGLES:
        pack = edition.packs[code]
        return f"{FAMILLES.get(pack.family, pack.family)} : {pack.name}", len(pack.rules)
    if genre == "questionnaire":
        questionnaire = catalogue.questionnaires[f"{code}-{version}"]
        return questionnaire.titre, len(questionnaire.criteres)
    if genre == "qualification":
        qualification = next(q for q in catalogue.qualifications.values() if q.sujet.value == code)
        return SUJETS[qualification.sujet], len(qualification.questions)
    parcours = catalogue.parcours_de(code)
    return (parcours.titre, len(parcours.demarches)) if parcours is not None else (code, None)


def paquet(edition: Edition, famille: str, nom: str) -> PaquetLu:
    """A rule pack in effect, rule by rule.

    Raises: PaquetInconnu.
    """
    pack = next((p for p in edition.packs.values() if (p.family, p.name) == (famille, nom)), None)
    if pack is None:
        raise PaquetInconnu(f"{famille}/{nom}")
    mots = vocabulary(famille, edition.catalogue)
    return PaquetLu(
        nom=pack.name,
        famille=FAMILLES.get(famille, famille),
        source=pack.source,
        demarches=tuple(d.titre for d in edition.catalogue.demarches.values() if nom in d.regles.get(famille, ())),
        regles=tuple(regle_en_mots(rule, mots) for rule in pack.rules),
        exemples=len(pack.cases),
    )
