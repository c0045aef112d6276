"""The proofs of the answers of a questionnaire: what was deposited, in which state, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.preuve import Preuve
from models.snapshot import ReponseSnapshot
from models.sujet import Sujet
from referentiels.catalogue import Critere, JeuDePreuves, PreuveAttendue, Scenario
from rules.preuves import depot_finalise, jeux_admis, types_manquants, vue_du_depot


@dataclass(frozen=True, slots=True)
class Document:
    """One deposited document; `antivirus` as in models/preuve.py."""

    id: str
    nom: str
    description: str
    format: str
    taille: int
    empreinte: str
    antivirus: str
    deposee_le: datetime
    deposee_par: str

    @property
    def lisible(self) -> str:
        """Its size as people read it: « 940 octets », « 12 ko », « 3,4 Mo »."""
        if self.taille < 1000:
            return f"{self.taille} octets"
        if self.taille < 1_000_000:
            return f"{self.taille // 1000} ko"
        return f"{self.taille / 1_000_000:.1f} Mo".replace(".", ",")

    def ouvert_a(self, compte_id: str | None) -> bool:
        """Whether somebody may download it: nobody what is infected, only who deposited it what is not yet scanned."""
        if self.antivirus == "en_attente":
            return compte_id is not None and compte_id == self.deposee_par
        return self.antivirus != "infectee"


@dataclass(frozen=True, slots=True)
class DocumentTrouve:
    """A document with whose it is."""

    document: Document
    entreprise_id: str
    sujet_id: str


@dataclass(frozen=True, slots=True)
class PreuveVue:
    """A document given with an answer, as one type of one set; `admise` where that set is one that counts."""

    document: Document
    jeu: str
    type: str
    libelle: str
    admise: bool
    utilisable: bool


@dataclass(frozen=True, slots=True)
class JeuVu:
    """One set that may satisfy the critère, with the types that it still lacks."""

    jeu: JeuDePreuves
    manquants: tuple[PreuveAttendue, ...]

    @property
    def complet(self) -> bool:
        """Whether every type has a usable proof."""
        return not self.manquants


@dataclass(frozen=True, slots=True)
class DepotVu:
    """The proofs of one critère; `jeux` are all its sets, `admis` those that count: the chosen one, or all."""

    critere: Critere
    scenario: Scenario
    preuves: tuple[PreuveVue, ...]
    jeux: tuple[JeuVu, ...]
    admis: tuple[JeuVu, ...]
    choisi: str | None
    finalise: bool
    vue: str

    @property
    def nombre(self) -> int:
        """How many documents are given."""
        return len({preuve.document.id for preuve in self.preuves})

    @property
    def manquants(self) -> tuple[PreuveAttendue, ...]:
        """The types that the set nearest to completion lacks."""
        return min((jeu.manquants for jeu in self.admis), key=len, default=())

    @property
    def complet(self) -> bool:
        """Whether nothing but « le dépôt est finalisé » can be missing."""
        return not self.manquants


Documents = Mapping[str, Document]


def documents_de(session: Session, sujet_id: str) -> Documents:
    """Every document of a subject by identifier, the first deposited first: one statement."""
    rows = session.scalars(select(Preuve).where(Preuve.sujet_id == sujet_id).order_by(Preuve.deposee_le, Preuve.id))
    return {row.id: document_vu(row) for row in rows}


def document_de(session: Session, identifiant: str, entreprise_id: str | None) -> DocumentTrouve | None:
    """One document of a company, or of any where none is named; one statement."""
    query = select(Preuve, Sujet.entreprise_id).join(Sujet, Sujet.id == Preuve.sujet_id).where(Preuve.id == identifiant)
    if entreprise_id is not None:
        query = query.where(Sujet.entreprise_id == entreprise_id)
    row = session.execute(query).one_or_none()
    return DocumentTrouve(document_vu(row[0]), row[1], row[0].sujet_id) if row is not None else None


def document_vu(row: Preuve) -> Document:
    """One document."""
    return Document(
        row.id,
        row.nom,
        row.description,
        row.format,
        row.taille,
        row.empreinte,
        row.antivirus,
        row.deposee_le,
        row.deposee_par,
    )


def depot_vu(critere: Critere, reponse: ReponseSnapshot | None, documents: Documents) -> DepotVu | None:
    """The proofs of one critère, None where it has no scenario."""
    scenario = critere.scenario
    if scenario is None:
        return None
    admis = tuple(jeu.code for jeu in jeux_admis(scenario, reponse))
    jeux = tuple(JeuVu(jeu, types_manquants(jeu, reponse)) for jeu in scenario.jeux)
    choisi = reponse.jeu_de_preuves if reponse is not None else None
    return DepotVu(
        critere,
        scenario,
        tuple(_preuves(scenario, admis, reponse, documents)),
        jeux,
        tuple(jeu for jeu in jeux if jeu.jeu.code in admis),
        choisi if choisi in admis else None,
        depot_finalise(scenario, reponse),
        vue_du_depot(reponse),
    )


def _preuves(
    scenario: Scenario, admis: tuple[str, ...], reponse: ReponseSnapshot | None, documents: Documents
) -> list[PreuveVue]:
    """What was given, in the order of the scenario's types, then of deposit; what is not in the table is left out."""
    libelles = {(jeu.code, attendue.code): attendue.libelle for jeu in scenario.jeux for attendue in jeu.preuves}
    rang = {cle: numero for numero, cle in enumerate(libelles)}
    vues = [
        PreuveVue(
            documents[fournie.preuve],
            fournie.jeu,
            fournie.type,
            libelles.get((fournie.jeu, fournie.type), fournie.type),
            fournie.jeu in admis,
            fournie.utilisable,
        )
        for fournie in (reponse.preuves if reponse is not None else ())
        if fournie.preuve in documents
    ]
    return sorted(vues, key=lambda vue: (rang.get((vue.jeu, vue.type), len(rang)), vue.document.deposee_le))
