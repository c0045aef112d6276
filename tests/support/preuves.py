"""A small conformity questionnaire whose critères ask for proofs, in two démarches, and people who give some."""

from hashlib import sha256

from models.snapshot import ReponseSnapshot
from rules.preuves import vue_du_depot
from tests.referentiels.builders import CONFORMITE
from tests.support import publishing
from tests.support.publishing import parcours, volet
from tests.workflows.plateforme import Plateforme
from workflows.commands.base import Acteur
from workflows.commands.dossiers import RejoindreDemarche
from workflows.commands.evaluations import EnregistrerEvaluation, Saisie, ValiderEvaluation
from workflows.commands.preuves import AttacherPreuve, DeposerPreuve, DocumentRecu, FinaliserDepot
from workflows.outcome import Outcome

ETHIQUE = "ethique-essai-1"
ESSAI = "essai"
AUTRE_ESSAI = "autre-essai"
CRITERE = "ESS.1.1"
AUTRE_CRITERE = "ESS.1.3"
LISTE = ("cas_general", "liste_des_contributeurs")
CERTIFICAT = ("dispositif_medical", "certificat_ce")
ISO = ("dispositif_medical", "iso_13485")
CHARTE = ("seul", "charte")

QUESTIONNAIRE = (
    CONFORMITE
    + """\
              - code: ESS.1.3
                titre: Charte
                nature: obligation
                objectif: La charte est publiée.
                exigence: Le système DOIT publier sa charte.
                origine: redige
                source: {titre: Référentiel}
                scenario:
                  code: SC.002
                  texte: Charte éditoriale
                  jeux:
                    - code: seul
                      libelle: Charte
                      preuves:
                        - {code: charte, libelle: Charte éditoriale}
"""
)
PARCOURS = parcours({ESSAI: [volet(ETHIQUE)], AUTRE_ESSAI: [volet(ETHIQUE)]})


def publish(plateforme: Plateforme) -> None:
    """Publish the questionnaire and its two démarches."""
    publishing.publish(plateforme, QUESTIONNAIRE, PARCOURS)


def produit_a_prouver(plateforme: Plateforme) -> str:
    """A product in both démarches, nothing answered."""
    publish(plateforme)
    sujet = plateforme.produit()
    for demarche in (ESSAI, AUTRE_ESSAI):
        plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, demarche))
    return sujet


def document(nom: str = "liste.pdf", contenu: bytes = b"%PDF-1.7", antivirus: str = "sans") -> DocumentRecu:
    """A document as it comes from reception."""
    return DocumentRecu(nom, nom.rpartition(".")[2], len(contenu), sha256(contenu).hexdigest(), antivirus)


class Dossier:
    """Proofs and answers about one product, in one démarche, by one person."""

    def __init__(self, plateforme: Plateforme, sujet: str, demarche: str = ESSAI, acteur: Acteur | None = None) -> None:
        self.plateforme = plateforme
        self.acteur = acteur or plateforme.contributeur
        self.ou = (self.acteur, sujet, demarche, ETHIQUE)
        self.sujet = sujet

    def deposer(
        self,
        genre: tuple[str, str] = LISTE,
        recu: DocumentRecu | None = None,
        critere: str = CRITERE,
        description: str = "La liste.",
    ) -> Outcome:
        """Give a new document."""
        return self.plateforme.do(DeposerPreuve(*self.ou, critere, *genre, description, recu or document()))

    def attacher(self, preuve: str, genre: tuple[str, str], critere: str = CRITERE) -> Outcome:
        """Give a document that is already there."""
        return self.plateforme.do(AttacherPreuve(*self.ou, critere, *genre, preuve))

    def finaliser(self, critere: str = CRITERE, *, finalise: bool = True) -> Outcome:
        """Declare the deposit over, having just looked."""
        return self.plateforme.do(FinaliserDepot(*self.ou, critere, self.vue(critere), finalise))

    def repondre(self, **valeurs: str) -> Outcome:
        """Answers as a draft, critères as `ESS_1_1`."""
        connues = self.plateforme.evaluation(self.sujet, ETHIQUE).reponses
        saisies = tuple(
            Saisie(code, valeur, "", None, connues[code].revision if code in connues else 0)
            for code, valeur in ((nom.replace("_", "."), valeur) for nom, valeur in valeurs.items())
        )
        return self.plateforme.do(EnregistrerEvaluation(*self.ou, saisies))

    def valider(self) -> Outcome:
        """Validate, as this person may."""
        return self.plateforme.do(ValiderEvaluation(*self.ou))

    def reponse(self, critere: str = CRITERE) -> ReponseSnapshot | None:
        """The current answer."""
        return self.plateforme.evaluation(self.sujet, ETHIQUE).reponses.get(critere)

    def vue(self, critere: str = CRITERE) -> str:
        """What somebody who looks now sees of the proofs."""
        return vue_du_depot(self.reponse(critere))

    def fournies(self, critere: str = CRITERE) -> set[tuple[str, str]]:
        """The types of the proofs that are given, with their sets."""
        reponse = self.reponse(critere)
        return {(fournie.jeu, fournie.type) for fournie in reponse.preuves} if reponse is not None else set()
