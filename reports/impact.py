"""What another identification or qualification would change in the questionnaires of a subject, before it is kept."""

from dataclasses import dataclass

from models.snapshot import SujetSnapshot
from referentiels.catalogue import Critere, Demarche, Questionnaire, TypeSujet
from rules.avancement import EtatEvaluation, Statut, etats_du_dossier
from rules.families import Decideur
from rules.perimetre import CritereCible


@dataclass(frozen=True, slots=True)
class Recommandation:
    """A critère whose recommended level changes."""

    critere: Critere
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class Avancement:
    """« Critères renseignés » n/N and the status of a card."""

    renseignes: int
    total: int
    statut: Statut


@dataclass(frozen=True, slots=True)
class Changement:
    """What changes in one questionnaire of one démarche; a locked critère counts as answered « gris »."""

    demarche: Demarche
    questionnaire: Questionnaire
    ajoutes: tuple[Critere, ...]
    retires: tuple[Critere, ...]
    verrouilles: tuple[Critere, ...]
    recommandes: tuple[Recommandation, ...]
    avant: Avancement
    apres: Avancement

    @property
    def vide(self) -> bool:
        """Whether nothing changes."""
        return not (self.ajoutes or self.retires or self.verrouilles or self.recommandes)


def impact(decideur: Decideur, avant: SujetSnapshot, apres: SujetSnapshot) -> tuple[Changement, ...]:
    """The questionnaires that change in the démarches the subject is in, in the catalogue's order."""
    dossiers = {code for code, dossier in avant.dossiers.items() if not dossier.quitte}
    demarches = (d for d in decideur.edition.catalogue.demarches.values() if d.code in dossiers)
    return tuple(c for demarche in demarches for c in _de_la_demarche(decideur, demarche, avant, apres) if not c.vide)


def _de_la_demarche(
    decideur: Decideur, demarche: Demarche, avant: SujetSnapshot, apres: SujetSnapshot
) -> tuple[Changement, ...]:
    anciens = etats_du_dossier(decideur, avant, demarche)
    nouveaux = etats_du_dossier(decideur, apres, demarche)
    cles = (volet.questionnaire for volet in demarche.volets_de(TypeSujet(avant.type)))
    return tuple(_changement(demarche, anciens[cle], nouveaux[cle]) for cle in cles)


def _changement(demarche: Demarche, avant: EtatEvaluation, apres: EtatEvaluation) -> Changement:
    paires = [(cible, apres.perimetre.cibles[code]) for code, cible in avant.perimetre.cibles.items()]
    return Changement(
        demarche,
        apres.perimetre.questionnaire,
        ajoutes=tuple(b.critere for a, b in paires if b.applicable and not a.applicable),
        retires=tuple(b.critere for a, b in paires if a.compte and not b.compte),
        verrouilles=tuple(b.critere for a, b in paires if b.verrouille and not a.verrouille),
        recommandes=tuple(_recommandation(a, b) for a, b in paires if b.applicable and a.recommande != b.recommande),
        avant=_avancement(avant),
        apres=_avancement(apres),
    )


def _recommandation(avant: CritereCible, apres: CritereCible) -> Recommandation:
    return Recommandation(apres.critere, avant.recommande, apres.recommande)


def _avancement(etat: EtatEvaluation) -> Avancement:
    return Avancement(etat.renseignes, etat.total, etat.statut)
