"""The window of a dossier that is finished: its verdicts, and where to apply with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.dossier import FinalisationVue
from referentiels.catalogue import Candidature
from reports.dossiers import ListeDesQuestionnaires

FINALISEE = "finalisee"


@dataclass(frozen=True, slots=True)
class VerdictRendu:
    """The verdict of one questionnaire, in the guide's words; `projection` tells its projection from its evaluation."""

    titre: str
    projection: bool
    resultat: str
    niveau: str


@dataclass(frozen=True, slots=True)
class Finalisation:
    """That a dossier is finished, since when, with which verdicts; `fermee` once the reader closed its window."""

    le: datetime
    reference: int
    verdicts: tuple[VerdictRendu, ...]
    candidature: Candidature | None
    fermee: bool

    @property
    def manques(self) -> tuple[VerdictRendu, ...]:
        """The verdicts that say « Non atteint »."""
        return tuple(verdict for verdict in self.verdicts if verdict.resultat == "non_atteint")


def finalisation_de(session: Session, liste: ListeDesQuestionnaires, compte_id: str) -> Finalisation | None:
    """What the window says to that account, None while the dossier is not finished; one statement where it is."""
    dossier = liste.sujet.dossiers[liste.demarche.code]
    if dossier.etat != FINALISEE or dossier.finalise_le is None or liste.sujet.reference is None:
        return None
    vues = select(FinalisationVue.finalise_le).where(
        FinalisationVue.compte_id == compte_id, FinalisationVue.dossier_id == dossier.id
    )
    fermee = session.scalar(vues) == dossier.finalise_le
    candidature = liste.parcours.candidature
    return Finalisation(dossier.finalise_le, liste.sujet.reference, tuple(_verdicts(liste)), candidature, fermee)


def _verdicts(liste: ListeDesQuestionnaires) -> Iterator[VerdictRendu]:
    cartes = ((False, liste.evaluations), (True, liste.projections))
    for projection, rangees in cartes:
        for carte in rangees:
            if carte.resultat is not None and carte.niveau is not None:
                yield VerdictRendu(carte.titre, projection, carte.resultat, carte.niveau)
