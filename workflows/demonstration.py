"""The demonstration: the guide's company and another, made through the door as people would have, from May 2022 on."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.dossier import Dossier
from referentiels.catalogue import Catalogue, Volet
from referentiels.loading import assemble, seed_documents
from workflows.acteurs import acteur_de
from workflows.clock import SetClock
from workflows.commands.base import SYSTEME, Acteur
from workflows.commands.comptes import CreerCompte
from workflows.commands.dossiers import RejoindreDemarche
from workflows.commands.evaluations import DemanderValidation, EnregistrerEvaluation, Saisie, ValiderEvaluation
from workflows.commands.plateforme import CreerEntreprise
from workflows.commands.projections import EnregistrerProjection, SaisieProjection, ValiderProjection
from workflows.commands.sujets import CommencerSujet, Identification, ModifierQualification, ValiderSujet
from workflows.demonstration_answers import (
    INTEROPERABILITE,
    POLITIQUE,
    PROJECTION,
    TELECONSULTATION_EN_BROUILLON,
    URBANISATION_EN_BROUILLON,
    referencement,
)
from workflows.demonstration_proofs import Garder, Preuves
from workflows.execution import Door
from workflows.installation import initialise

DEBUT = datetime(2022, 5, 2, 7, 0, tzinfo=UTC)
MOT_DE_PASSE = "convergence-demo"
PREMIERE_REFERENCE = 882
"""That of the stratégie globale, which comes first; « Careoptim » is 883 on the guide's screens."""

CONTRIBUTEUR = "contributeur@edicare.example"
RESPONSABLE = "responsable@edicare.example"
AUTRE = "responsable@autre.example"

TROISIEME = "Caremoi [iOS] Mobile"
DERNIER = "Téléconsult Plus"
"""The product that is made last."""

SOCLES, TELECONSULTATION, REFERENCEMENT_SANS = "socles", "teleconsultation", "referencement-sans-echange"
ENTREPRISES = (("EDICARE", "Edicare"), ("AUTRE", "Autre Santé"))
COMPTES = (
    (CONTRIBUTEUR, "Claire Martin", "contributeur", "EDICARE"),
    (RESPONSABLE, "Yves Durand", "responsable", "EDICARE"),
    (AUTRE, "Nadia Benali", "responsable", "AUTRE"),
    ("admin@agence.example", "Alix Moreau", "administrateur", None),
    ("admin2@agence.example", "Basile Lefèvre", "administrateur", None),
    ("auditeur@agence.example", "Inès Garnier", "auditeur", None),
)

QUALIFICATION = {
    "referencement_mes": "reference",
    "echange_mes": "consommation_et_alimentation",
    "referencement_bsp": "non_reference",
    "echange_bsp": "aucun",
    "mise_a_disposition": "saas_ou_standard",
}
SANS_ECHANGE = QUALIFICATION | {"echange_mes": "aucun", "mise_a_disposition": "saas"}

_ESPACE = UUID("6f1f64a4-5f5e-4c0e-9f0e-2f1a5a1c0d83")


def is_complete(session: Session) -> bool:
    """Whether the last thing that the demonstration makes is there."""
    dernier = select(Dossier.id).where(Dossier.sujet_id == _identifiant(DERNIER), Dossier.demarche == SOCLES)
    return session.scalar(dernier) is not None


def _identifiant(nom: str) -> str:
    return str(uuid5(_ESPACE, nom))


class Demonstration:
    """Makes the demonstration in an empty database whose tables exist; the clock is the door's own.

    `garder` keeps the bytes of proofs; without it none is deposited, and Ethique stays a draft.
    """

    def __init__(
        self, door: Door, engine: Engine, clock: SetClock, mot_de_passe: str, garder: Garder | None = None
    ) -> None:
        self._door = door
        self._engine = engine
        self._clock = clock
        self._mot_de_passe = mot_de_passe
        self._garder = garder

    def make(self) -> None:
        """Everything, in the order in which it would have happened; `mot_de_passe` came in hashed."""
        self._clock.instant = DEBUT
        initialise(self._door, PREMIERE_REFERENCE)
        self._people()
        strategie = self._strategie()
        careoptim = self._careoptim()
        self._validated(strategie, "politique-globale-2021", 7)
        self._careoptim_projected(careoptim)
        self._caresuivi()
        self._caremoi()
        self._autre()

    def _people(self) -> None:
        for reference, nom in ENTREPRISES:
            self._door.execute(CreerEntreprise(SYSTEME, nom, reference))
        for email, nom, role, entreprise in COMPTES:
            self._door.execute(CreerCompte(SYSTEME, email, nom, role, self._mot_de_passe, entreprise))

    def _strategie(self) -> str:
        """Edicare's stratégie globale, with Politique globale answered. Source: S:221-342, S:470."""
        contributeur, responsable = self._acteur(CONTRIBUTEUR), self._acteur(RESPONSABLE)
        identifiant = _identifiant("Stratégie globale")
        self._at(3, 9)
        identification = Identification(
            nom="Edicare", responsable_id=str(responsable.compte_id), certifications=("Certification ISO XXXXX",)
        )
        self._door.execute(CommencerSujet(contributeur, identifiant, "strategie", identification, SOCLES))
        self._door.execute(ModifierQualification(contributeur, identifiant, {"autres_services": "oui"}, 0))
        self._door.execute(ValiderSujet(contributeur, identifiant))
        self._answer(contributeur, identifiant, SOCLES, "politique-globale-2021", POLITIQUE)
        return identifiant

    def _careoptim(self) -> str:
        """The guide's product, with Interopérabilité answered and its validation asked for. Source: S:881-1018."""
        contributeur, responsable = self._acteur(CONTRIBUTEUR), self._acteur(RESPONSABLE)
        self._at(4, 9)
        careoptim = self._product(contributeur, responsable, "Careoptim", "v0.1", "123456789")
        self._join(contributeur, careoptim, SOCLES)
        questionnaire = "interoperabilite-2021"
        self._at(9, 9)
        self._answer(contributeur, careoptim, SOCLES, questionnaire, INTEROPERABILITE)
        self._at(16, 15)
        self._door.execute(DemanderValidation(contributeur, careoptim, SOCLES, questionnaire))
        return careoptim

    def _careoptim_projected(self, careoptim: str) -> None:
        """Interopérabilité validated on 17 May 2022 by Yves Durand and projected, the other themes untouched."""
        contributeur, responsable = self._acteur(CONTRIBUTEUR), self._acteur(RESPONSABLE)
        questionnaire = "interoperabilite-2021"
        self._validated(careoptim, questionnaire, 8)
        self._at(17, 13)
        plan = tuple(SaisieProjection(c, echeances, False, texte) for c, (echeances, texte) in PROJECTION.items())
        self._door.execute(EnregistrerProjection(contributeur, careoptim, SOCLES, questionnaire, plan))
        self._at(17, 14)
        self._door.execute(ValiderProjection(responsable, careoptim, SOCLES, questionnaire))

    def _caresuivi(self) -> None:
        """A second product, with Urbanisation in draft."""
        contributeur, responsable = self._acteur(CONTRIBUTEUR), self._acteur(RESPONSABLE)
        self._at(18, 8)
        caresuivi = self._product(contributeur, responsable, "Caresuivi [Android] Mobile", "v2.3", "")
        self._join(contributeur, caresuivi, SOCLES)
        self._at(18, 14)
        self._answer(contributeur, caresuivi, SOCLES, "urbanisation-2021", URBANISATION_EN_BROUILLON)

    def _caremoi(self) -> None:
        """A third product, in Mon espace santé, where only the validation of Ethique remains to be given."""
        contributeur, responsable = self._acteur(CONTRIBUTEUR), self._acteur(RESPONSABLE)
        self._at(23, 8)
        caremoi = self._product(contributeur, responsable, TROISIEME, "v1.4", "", SANS_ECHANGE)
        self._join(contributeur, caremoi, REFERENCEMENT_SANS)
        catalogue = assemble(seed_documents())
        *communs, ethique = catalogue.demarches[REFERENCEMENT_SANS].volets
        for jour, volet in enumerate(communs, start=23):
            self._at(jour, 9)
            self._fill(contributeur, caremoi, volet, catalogue)
            self._at(jour, 15)
            self._door.execute(ValiderEvaluation(responsable, caremoi, REFERENCEMENT_SANS, volet.questionnaire))
        self._at(26, 9)
        self._fill(contributeur, caremoi, ethique, catalogue)
        if self._garder is not None:
            questionnaire = catalogue.questionnaires[ethique.questionnaire]
            preuves = Preuves(self._door, self._engine, self._garder, contributeur, caremoi, REFERENCEMENT_SANS)
            preuves.deposer(questionnaire)
            self._at(27, 9)
            self._door.execute(DemanderValidation(contributeur, caremoi, REFERENCEMENT_SANS, questionnaire.cle))

    def _autre(self) -> None:
        """Another company's product, with a télésanté of its own in draft, to see that nothing crosses."""
        self._at(30, 9)
        autre = self._acteur(AUTRE)
        produit = self._product(autre, autre, DERNIER, "1.0", "")
        self._join(autre, produit, TELECONSULTATION)
        self._answer(autre, produit, TELECONSULTATION, "teleconsultation-2021", TELECONSULTATION_EN_BROUILLON)
        self._join(autre, produit, SOCLES)

    def _product(
        self,
        acteur: Acteur,
        responsable: Acteur,
        nom: str,
        version: str,
        nil: str,
        qualification: Mapping[str, str] = QUALIFICATION,
    ) -> str:
        identifiant = _identifiant(nom)
        certifications = ("Certification 01", "Certification 02", "Certification 03") if nil else ()
        identification = Identification(
            nom=nom,
            version=version,
            type_produit="socle",
            nil=nil,
            responsable_id=str(responsable.compte_id),
            description="Ce produit est créé dans le cadre de la rédaction du guide utilisateur.",
            certifications=certifications,
        )
        self._door.execute(CommencerSujet(acteur, identifiant, "produit", identification))
        self._door.execute(ModifierQualification(acteur, identifiant, qualification, 0))
        self._door.execute(ValiderSujet(acteur, identifiant))
        return identifiant

    def _join(self, acteur: Acteur, sujet: str, demarche: str) -> None:
        self._door.execute(RejoindreDemarche(acteur, sujet, demarche))

    def _answer(
        self,
        acteur: Acteur,
        sujet: str,
        demarche: str,
        questionnaire: str,
        reponses: Mapping[str, tuple[str, str]],
    ) -> None:
        """One answer every seven minutes, as the page saves them."""
        for critere, (valeur, commentaire) in reponses.items():
            self._clock.instant += timedelta(minutes=7)
            saisie = Saisie(critere, valeur, commentaire)
            self._door.execute(EnregistrerEvaluation(acteur, sujet, demarche, questionnaire, (saisie,)))

    def _fill(self, acteur: Acteur, sujet: str, volet: Volet, catalogue: Catalogue) -> None:
        """All that the démarche asks in a questionnaire, kept as one draft."""
        reponses = referencement(catalogue, volet)
        saisies = tuple(Saisie(code, valeur, texte) for code, (valeur, texte) in reponses.items())
        self._door.execute(EnregistrerEvaluation(acteur, sujet, REFERENCEMENT_SANS, volet.questionnaire, saisies))

    def _validated(self, sujet: str, questionnaire: str, hour: int) -> None:
        """Validated by Yves Durand on 17 May 2022, as the guide's screens say."""
        self._at(17, hour)
        self._door.execute(ValiderEvaluation(self._acteur(RESPONSABLE), sujet, SOCLES, questionnaire))

    def _at(self, day: int, hour: int) -> None:
        """Move to that day of May 2022, at that hour UTC."""
        self._clock.instant = datetime(2022, 5, day, hour, 12, tzinfo=UTC)

    def _acteur(self, email: str) -> Acteur:
        with Session(self._engine) as session:
            return acteur_de(session, email)
