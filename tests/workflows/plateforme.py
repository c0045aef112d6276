"""Builders over the door: companies, people, products and answers made as people make them."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.chargement import charger
from models.journal_reading import snapshot
from models.signing_key import Signer
from models.snapshot import DossierSnapshot, EvaluationSnapshot, ProjectionSnapshot, SujetSnapshot
from models.sujet import Sujet
from workflows.acteurs import acteur_de
from workflows.clock import SetClock
from workflows.commands.base import SYSTEME, Acteur, Command
from workflows.commands.comptes import CreerCompte
from workflows.commands.dossiers import RejoindreDemarche
from workflows.commands.evaluations import EnregistrerEvaluation, Saisie, ValiderEvaluation
from workflows.commands.plateforme import CreerEntreprise
from workflows.commands.sujets import CommencerSujet, Identification, ModifierQualification, ValiderSujet
from workflows.demonstration import QUALIFICATION
from workflows.execution import Door
from workflows.outcome import Outcome
from workflows.replay import replay

INTEROP = "interoperabilite-2021"
SOCLES = "socles"
FORTES = {
    "A08.5.01": "vert",
    "A08.5.02": "vert",
    "A08.5.03": "vert",
    "A08.6.01": "vert",
    "A08.6.02": "vert",
    "A10.1": "vert",
    "A10.2": "vert",
}


@dataclass
class Plateforme:
    """An initialised platform with two companies, EDI and AUTRE."""

    engine: Engine
    signer: Signer
    clock: SetClock
    door: Door

    def __post_init__(self) -> None:
        for reference in ("EDI", "AUTRE"):
            self.door.execute(CreerEntreprise(SYSTEME, reference.title(), reference))
            for role in ("contributeur", "responsable"):
                self._account(f"{role}@{reference.lower()}.example", role, reference)
        self._account("admin@agence.example", "administrateur", None)
        self._account("auditeur@agence.example", "auditeur", None)

    def _account(self, email: str, role: str, entreprise: str | None) -> None:
        self.door.execute(CreerCompte(SYSTEME, email, email.partition("@")[0].title(), role, "secret", entreprise))

    def do(self, command: Command) -> Outcome:
        """Ask for something."""
        return self.door.execute(command)

    def acteur(self, email: str) -> Acteur:
        """Somebody, by address."""
        with Session(self.engine) as session:
            return acteur_de(session, email)

    @property
    def contributeur(self) -> Acteur:
        """The contributeur of EDI."""
        return self.acteur("contributeur@edi.example")

    @property
    def responsable(self) -> Acteur:
        """The responsable of EDI."""
        return self.acteur("responsable@edi.example")

    def identification(self, acteur: Acteur, **changes: object) -> Identification:
        """A complete identification."""
        values: dict[str, object] = {
            "nom": "Careoptim",
            "version": "v1",
            "type_produit": "socle",
            "responsable_id": acteur.compte_id,
            "description": "Un produit.",
        }
        return Identification(**(values | changes))  # type: ignore[arg-type]

    def produit(self, acteur: Acteur | None = None, *, valide: bool = True, **changes: object) -> str:
        """A product, validated and enrolled in « socles » unless told otherwise."""
        who = acteur or self.contributeur
        identifiant = str(uuid4())
        self.do(CommencerSujet(who, identifiant, "produit", self.identification(who, **changes)))
        self.do(ModifierQualification(who, identifiant, QUALIFICATION, 0))
        if valide:
            self.do(ValiderSujet(who, identifiant))
            self.do(RejoindreDemarche(who, identifiant, SOCLES))
        return identifiant

    def saisies(self, sujet: str, valeurs: dict[str, str], commentaire: str = "") -> tuple[Saisie, ...]:
        """Entries made by somebody who sees the current revisions."""
        reponses = self.evaluation(sujet).reponses
        return tuple(
            Saisie(code, valeur, commentaire, None, reponses[code].revision if code in reponses else 0)
            for code, valeur in valeurs.items()
        )

    def repondre(self, sujet: str, valeurs: dict[str, str], acteur: Acteur | None = None) -> Outcome:
        """Answers kept as a draft of Interopérabilité."""
        saisies = self.saisies(sujet, valeurs)
        return self.do(EnregistrerEvaluation(acteur or self.contributeur, sujet, SOCLES, INTEROP, saisies))

    def valider(self, sujet: str, valeurs: dict[str, str] | None = None) -> Outcome:
        """Interopérabilité answered and validated by the responsable."""
        self.repondre(sujet, valeurs or FORTES)
        return self.do(ValiderEvaluation(self.responsable, sujet, SOCLES, INTEROP))

    def sujet(self, identifiant: str) -> SujetSnapshot:
        """A subject as the database has it."""
        with Session(self.engine) as session:
            agregat = charger(session, Sujet.id == identifiant)
            assert agregat is not None
            return agregat.snapshot()

    def dossier(self, sujet: str, demarche: str = SOCLES) -> DossierSnapshot:
        """One of its dossiers."""
        return self.sujet(sujet).dossiers[demarche]

    def evaluation(self, sujet: str, questionnaire: str = INTEROP) -> EvaluationSnapshot:
        """One of its evaluations."""
        return self.sujet(sujet).evaluations[questionnaire]

    def projection(self, sujet: str, questionnaire: str = INTEROP) -> ProjectionSnapshot:
        """One of its projections."""
        return self.dossier(sujet).projections[questionnaire]

    def assert_faithful(self) -> None:
        """The tables are what the journal says, and nothing else."""
        with snapshot(self.engine) as connection:
            report = replay(connection)
        assert report.ok, "\n".join(map(str, (*report.differences, *report.invalid)))
