"""The demonstration: the guide's company and another, made through the door as people would have, from May 2022 on."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.dossier import Dossier
from models.sujet import Sujet
from workflows.acteurs import acteur_de
from workflows.clock import SetClock
from workflows.commands.base import SYSTEME, Acteur
from workflows.commands.comptes import CreerCompte
from workflows.commands.dossiers import RejoindreDemarche
from workflows.commands.evaluations import DemanderValidation, EnregistrerEvaluation, Saisie, ValiderEvaluation
from workflows.commands.plateforme import CreerEntreprise
from workflows.commands.projections import EnregistrerProjection, SaisieProjection, ValiderProjection
from workflows.commands.sujets import CommencerSujet, Identification, ModifierQualification, ValiderSujet
from workflows.execution import Door
from workflows.installation import initialise

DEBUT = datetime(2022, 5, 2, 7, 0, tzinfo=UTC)
MOT_DE_PASSE = "convergence-demo"
PREMIERE_REFERENCE = 883
"""The reference of « Careoptim » on the guide's screens."""

CONTRIBUTEUR = "contributeur@edicare.example"
RESPONSABLE = "responsable@edicare.example"
AUTRE = "responsable@autre.example"

DERNIER = "Téléconsult Plus"
"""The product that is made last."""

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

INTEROPERABILITE = {
    "A08.5.01": ("orange", "La production de documents CDA est livrée ; l’en-tête suit encore notre propre profil."),
    "A08.5.02": ("vert", ""),
    "A08.5.03": ("orange", "Deux volets sont implémentés : le compte rendu de consultation et la lettre de liaison."),
    "A08.6.01": ("vert", ""),
    "A08.6.02": ("vert", "Envoi et réception par l’opérateur MSSanté de l’établissement."),
    "A10.1": ("rouge", "Les listes de codes sont codées en dur ; leur externalisation est au plan de charge."),
    "A10.2": ("vert", ""),
}
PROJECTION = {
    "A08.5.01": ({"vert": "2023-01"}, "En-tête conforme au volet dans la version 0.3."),
    "A08.5.03": ({"jaune": "2023-03"}, ""),
    "A10.1": ({"orange": "2022-10", "vert": "2023-06"}, "Alimentation manuelle d’abord, automatique ensuite."),
}
URBANISATION_EN_BROUILLON = {
    "A05.1": ("orange", "Pro Santé Connect est en préproduction depuis avril."),
    "A06.1": ("vert", "Identifiant national de santé qualifié par le téléservice INSi."),
}

_ESPACE = UUID("6f1f64a4-5f5e-4c0e-9f0e-2f1a5a1c0d83")


def is_complete(session: Session) -> bool:
    """Whether the last thing that the demonstration makes is there."""
    dernier = select(Dossier.id).join(Sujet, Sujet.id == Dossier.sujet_id).where(Sujet.id == _identifiant(DERNIER))
    return session.scalar(dernier) is not None


def _identifiant(nom: str) -> str:
    return str(uuid5(_ESPACE, nom))


class Demonstration:
    """Makes the demonstration in an empty database whose tables exist; the clock is the door's own."""

    def __init__(self, door: Door, engine: Engine, clock: SetClock, mot_de_passe: str) -> None:
        self._door = door
        self._engine = engine
        self._clock = clock
        self._mot_de_passe = mot_de_passe

    def make(self) -> None:
        """Everything, in the order in which it would have happened; `mot_de_passe` came in hashed."""
        self._clock.instant = DEBUT
        initialise(self._door, PREMIERE_REFERENCE)
        self._people()
        self._careoptim()
        self._caresuivi()
        self._autre()

    def _people(self) -> None:
        for reference, nom in ENTREPRISES:
            self._door.execute(CreerEntreprise(SYSTEME, nom, reference))
        for email, nom, role, entreprise in COMPTES:
            self._door.execute(CreerCompte(SYSTEME, email, nom, role, self._mot_de_passe, entreprise))

    def _careoptim(self) -> None:
        """Interopérabilité validated on 17 May 2022 by Yves Durand and projected, the other themes untouched.

        Source: the guide's screens, S:881-1018.
        """
        contributeur, responsable = self._acteur(CONTRIBUTEUR), self._acteur(RESPONSABLE)
        careoptim = self._product(contributeur, responsable, "Careoptim", "v0.1", "123456789")
        questionnaire = "interoperabilite-2021"
        self._at(9, 9)
        self._answer(contributeur, careoptim, questionnaire, INTEROPERABILITE)
        self._at(16, 15)
        self._door.execute(DemanderValidation(contributeur, careoptim, "socles", questionnaire))
        self._at(17, 8)
        self._door.execute(ValiderEvaluation(responsable, careoptim, "socles", questionnaire))
        self._at(17, 13)
        plan = tuple(SaisieProjection(c, echeances, False, texte) for c, (echeances, texte) in PROJECTION.items())
        self._door.execute(EnregistrerProjection(contributeur, careoptim, "socles", questionnaire, plan))
        self._at(17, 14)
        self._door.execute(ValiderProjection(responsable, careoptim, "socles", questionnaire))

    def _caresuivi(self) -> None:
        """A second product, with Urbanisation in draft."""
        contributeur, responsable = self._acteur(CONTRIBUTEUR), self._acteur(RESPONSABLE)
        self._at(18, 8)
        caresuivi = self._product(contributeur, responsable, "Caresuivi [Android] Mobile", "v2.3", "")
        self._at(18, 14)
        self._answer(contributeur, caresuivi, "urbanisation-2021", URBANISATION_EN_BROUILLON)

    def _autre(self) -> None:
        """A product of another company, to see that nothing crosses."""
        self._at(19, 9)
        autre = self._acteur(AUTRE)
        self._product(autre, autre, DERNIER, "1.0", "")

    def _product(self, acteur: Acteur, responsable: Acteur, nom: str, version: str, nil: str) -> str:
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
        self._door.execute(ModifierQualification(acteur, identifiant, QUALIFICATION, 0))
        self._door.execute(ValiderSujet(acteur, identifiant))
        self._door.execute(RejoindreDemarche(acteur, identifiant, "socles"))
        return identifiant

    def _answer(self, acteur: Acteur, sujet: str, questionnaire: str, reponses: Mapping[str, tuple[str, str]]) -> None:
        for critere, (valeur, commentaire) in reponses.items():
            self._clock.instant += timedelta(minutes=7)
            saisie = Saisie(critere, valeur, commentaire)
            self._door.execute(EnregistrerEvaluation(acteur, sujet, "socles", questionnaire, (saisie,)))

    def _at(self, day: int, hour: int) -> None:
        """Move to that day of May 2022, at that hour UTC."""
        self._clock.instant = datetime(2022, 5, day, hour, 12, tzinfo=UTC)

    def _acteur(self, email: str) -> Acteur:
        with Session(self._engine) as session:
            return acteur_de(session, email)
