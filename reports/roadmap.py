"""The roadmap of a subject on one theme: a validated projection on one time line, and why its verdict is what it is.

Verdicts are the recorded ones. What is read anew at each visit is only how each date stands today: a month that is
past and whose level no evaluation has validated since is « échéance dépassée ».
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.snapshot import SujetSnapshot, ValidationSnapshot, VerdictProjectionSnapshot
from referentiels.catalogue import Critere, Demarche, Nature, Parcours, Questionnaire, Section, TypeSujet
from reports.projection_history import LigneDeProjection
from reports.roadmap_steps import Etape, Suite
from reports.roadmap_why import ExplicationProjection
from reports.wording import niveau_atteint
from rules.echeances import mois
from rules.edition import Edition
from rules.perimetre import CritereCible


@dataclass(frozen=True, slots=True)
class LigneDeRoute:
    """A critère on the road: `depart` is the level it starts from, `actuel` the one that was validated last."""

    cible: CritereCible
    depart: str | None
    actuel: str | None
    besoin: bool
    etapes: tuple[Etape, ...]
    non_applicable: bool
    commentaire: str

    @property
    def critere(self) -> Critere:
        """The critère itself."""
        return self.cible.critere

    @property
    def depassee(self) -> bool:
        """Whether one of its dates is past while its level is not reached."""
        return any(etape.suite is Suite.DEPASSEE for etape in self.etapes)


@dataclass(frozen=True, slots=True)
class SectionDeRoute:
    """A top section with its lines."""

    section: Section
    lignes: tuple[LigneDeRoute, ...]


@dataclass(frozen=True, slots=True)
class FeuilleDeRoute:
    """Everything that the roadmap's page and documents show; `validation` is None while nothing was validated.

    `depart` is the validation of the evaluation that the plan starts from, `evaluateur` who gave it; `a_revoir` says
    that a newer one exists, `brouillon` that the projection has a newer draft; `aujourdhui` is a day in Paris.
    """

    sujet: SujetSnapshot
    demarche: Demarche
    parcours: Parcours
    questionnaire: Questionnaire
    edition: Edition
    edition_retrouvee: bool
    aujourdhui: date
    validation: LigneDeProjection | None
    derniere: bool
    depart: ValidationSnapshot | None
    evaluateur: str
    a_revoir: bool
    brouillon: bool
    explication: ExplicationProjection | None
    sections: tuple[SectionDeRoute, ...]
    historique: tuple[LigneDeProjection, ...]

    @property
    def titre(self) -> str:
        """« Feuille de route du produit sur le thème Interopérabilité »."""
        de_quoi = "de la stratégie globale" if self.sujet.type == TypeSujet.STRATEGIE else "du produit"
        return f"Feuille de route {de_quoi} sur le thème {self.questionnaire.theme}"

    @property
    def verdict(self) -> VerdictProjectionSnapshot | None:
        """The recorded verdict."""
        return self.validation.verdict if self.validation is not None else None

    @property
    def niveau(self) -> str | None:
        """The verdict in the guide's words."""
        verdict = self.verdict
        if verdict is None:
            return None
        return niveau_atteint(verdict.resultat, self.parcours, self.demarche, verdict.echeance)

    @property
    def depassee(self) -> bool:
        """Whether the month of the verdict is past while an obligatory critère is still on its way."""
        attendues = (ligne for ligne in self.lignes() if ligne.besoin and ligne.critere.nature is Nature.OBLIGATION)
        return self._echeance_passee() and any(ligne.depassee for ligne in attendues)

    def _echeance_passee(self) -> bool:
        echeance = mois(self.verdict.echeance) if self.verdict is not None and self.verdict.echeance else None
        return echeance is not None and echeance < mois_de(self.aujourdhui)

    def lignes(self) -> Iterator[LigneDeRoute]:
        """Every line, in reading order."""
        for section in self.sections:
            yield from section.lignes


def mois_de(jour: date) -> int:
    """The month of a day, as year * 12 + month - 1."""
    return jour.year * 12 + jour.month - 1
