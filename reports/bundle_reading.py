"""What goes into the results of a finished démarche, read in one view of the database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.chargement import charger
from models.compte import Entreprise
from models.entry import company_log
from models.snapshot import SujetSnapshot
from models.sujet import Sujet
from referentiels.catalogue import Demarche, TypeSujet
from reports.extract import Position, position
from reports.finalisation import FINALISEE
from reports.preuves import Document, PreuveVue
from reports.results import DecideurOf, EditionAt, Lecteur, Resultats
from reports.roadmap import FeuilleDeRoute
from reports.roadmap_reading import LecteurDeRoute
from reports.wording import PARIS
from rules.edition import Edition

ECARTEES = {
    "infectee": "L'antivirus a reconnu un programme malveillant dans ce document : il reste en quarantaine.",
    "en_attente": "Ce document attend l'analyse de l'antivirus : il sera joint une fois reconnu sain.",
}
"""Why a proof is left out, by what the antivirus said of it; the worst first."""


class PasFinalisee(LookupError):
    """The démarche is not finished, or not any more."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a proof was given for."""

    questionnaire: str
    critere: str
    jeu: str
    type: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One content, however often it was deposited and used; `ecartee` is a key of ECARTEES, empty where it goes in."""

    empreinte: str
    taille: int
    format: str
    noms: tuple[str, ...]
    usages: tuple[Usage, ...]
    ecartee: str


@dataclass(frozen=True, slots=True)
class Lot:
    """All of it, but for the bytes of the proofs and the entries of the journal."""

    sujet: SujetSnapshot
    demarche: Demarche
    finalise_le: datetime
    resultats: tuple[Resultats, ...]
    feuilles: tuple[FeuilleDeRoute, ...]
    pieces: tuple[Piece, ...]
    position: Position

    @property
    def flux(self) -> str:
        """The stream of the journal that tells of the subject."""
        return f"sujet/{self.sujet.id}"


@dataclass(frozen=True, slots=True)
class LecteurDeLot:
    """Reads the results of a finished démarche; the session must see one instant, that of `ou` where that is given."""

    session: Session
    edition_at: EditionAt
    decideur_of: DecideurOf
    ou: Position | None = None

    def lire(self, courante: Edition, sujet_id: str, demarche: Demarche) -> Lot:
        """What the last validations of that dossier give out.

        Raises: PasFinalisee; reports.extract.NoJournal.
        """
        agregat = charger(self.session, Sujet.id == sujet_id)
        sujet = agregat.snapshot() if agregat is not None else None
        dossier = sujet.dossiers.get(demarche.code) if sujet is not None else None
        if sujet is None or dossier is None or dossier.etat != FINALISEE or dossier.finalise_le is None:
            raise PasFinalisee(sujet_id)
        ou = self.ou or self._position(sujet)
        resultats = tuple(self._resultats(courante, sujet, demarche))
        feuilles = tuple(self._feuilles(courante, sujet, demarche, ou.le))
        return Lot(sujet, demarche, dossier.finalise_le, resultats, feuilles, pieces_de(resultats), ou)

    def _position(self, sujet: SujetSnapshot) -> Position:
        entreprise = self.session.get_one(Entreprise, sujet.entreprise_id)
        return position(self.session.connection(), company_log(entreprise.reference))

    def _resultats(self, courante: Edition, sujet: SujetSnapshot, demarche: Demarche) -> Iterator[Resultats]:
        lecteur = Lecteur(self.session, self.edition_at, self.decideur_of)
        for volet in demarche.volets_de(TypeSujet(sujet.type)):
            yield lecteur.lire(courante, sujet, demarche, volet)

    def _feuilles(
        self, courante: Edition, sujet: SujetSnapshot, demarche: Demarche, le: datetime
    ) -> Iterator[FeuilleDeRoute]:
        # what is overdue is told as of the last entry, like everything else of the bundle
        lecteur = LecteurDeRoute(self.session, self.edition_at, self.decideur_of, le.astimezone(PARIS).date())
        for volet in demarche.volets_de(TypeSujet(sujet.type)):
            if volet.projection:
                yield lecteur.lire(courante, sujet, demarche, volet)


def pieces_de(resultats: Iterable[Resultats]) -> tuple[Piece, ...]:
    """The proofs of validated answers, each content once, the first deposited first."""
    vues = [
        (lus, ligne.critere.code, preuve) for lus in resultats for ligne in lus.lignes() for preuve in ligne.preuves
    ]
    documents = {preuve.document.id: preuve.document for _, _, preuve in vues}
    contenus: dict[str, list[Document]] = {}
    for document in sorted(documents.values(), key=lambda document: (document.deposee_le, document.id)):
        contenus.setdefault(document.empreinte, []).append(document)
    usages: dict[str, dict[Usage, None]] = {}
    for lus, critere, preuve in vues:
        usages.setdefault(preuve.document.empreinte, {})[_usage(lus, critere, preuve)] = None
    return tuple(_piece(contenu, tuple(usages[empreinte])) for empreinte, contenu in contenus.items())


def _usage(lus: Resultats, critere: str, preuve: PreuveVue) -> Usage:
    return Usage(lus.questionnaire.cle, critere, preuve.jeu, preuve.type)


def _piece(contenu: list[Document], usages: tuple[Usage, ...]) -> Piece:
    premier = contenu[0]
    vus = {document.antivirus for document in contenu}
    return Piece(
        empreinte=premier.empreinte,
        taille=premier.taille,
        format=premier.format,
        noms=tuple(dict.fromkeys(document.nom for document in contenu)),
        usages=usages,
        ecartee=next((cause for cause in ECARTEES if cause in vus), ""),
    )


def verdicts_de(lot: Lot) -> list[Mapping[str, object]]:
    """Each verdict in the guide's words, as the manifest has them."""
    evaluations = [_verdict(lus, projection=False, echeance=None) for lus in lot.resultats]
    projections = [
        _verdict(feuille, projection=True, echeance=feuille.verdict.echeance if feuille.verdict is not None else None)
        for feuille in lot.feuilles
    ]
    return [*evaluations, *projections]


def _verdict(lu: Resultats | FeuilleDeRoute, *, projection: bool, echeance: str | None) -> Mapping[str, object]:
    return {
        "questionnaire": lu.questionnaire.cle,
        "titre": lu.questionnaire.titre,
        "projection": projection,
        "resultat": lu.verdict.resultat if lu.verdict is not None else None,
        "echeance": echeance,
        "niveau": lu.niveau,
    }
