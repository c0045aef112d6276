"""The questionnaire that a command is about, in the démarche it was asked from: an evaluation or a projection."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from models.chargement import Agregat, Suivi
from models.dossier import Dossier, Passage
from models.events import Event
from models.reponse import (
    ReponseProjeteeValidee,
    ReponseValidee,
    Saisi,
    Validation,
    ValidationProjection,
)
from models.snapshot import EvaluationSnapshot, SujetSnapshot
from referentiels.catalogue import Demarche, Volet
from rules.avancement import etat_evaluation
from rules.facts import Demande
from rules.perimetre import Perimetre
from workflows.commands.questionnaires import QuestionnaireCommand
from workflows.context import Contexte, nouvel_identifiant
from workflows.errors import GateRefused, Incomplete, Manque, NotFound
from workflows.handlers.acces import agregat_de, demarche_de
from workflows.handlers.inscription import completer
from workflows.machines.evaluation import EvaluationMachine
from workflows.machines.gate import Lifecycle
from workflows.machines.projection import ProjectionMachine
from workflows.passage import move

Charge = Callable[[Any, Contexte], Agregat]
"""How the subject is read: whole, or with what keeping an answer looks at."""


class Cible(ABC):
    """What every command on a questionnaire starts from.

    Raises: NotFound when made for a questionnaire that this subject does not go through in this démarche.
    """

    machine: ClassVar[type[Lifecycle]]
    events: ClassVar[dict[str, Event]]
    suivi: Suivi
    passage: Passage

    def __init__(self, command: QuestionnaireCommand, context: Contexte, charge: Charge = agregat_de) -> None:
        self.context = context
        self.agregat = charge(command, context)
        self.demarche: Demarche = demarche_de(command, context)
        self.dossier: Dossier = self._dossier()
        volet = self.demarche.volet(command.questionnaire)
        if volet is None or volet.sujet.value != self.agregat.sujet.type:
            raise NotFound("Ce questionnaire n'existe pas dans cette démarche.")
        self.volet: Volet = volet
        completer(self.agregat, self.dossier, self.demarche, context)

    def _dossier(self) -> Dossier:
        dossier = next((d for d in self.agregat.dossiers if d.demarche == self.demarche.code), None)
        if dossier is None or dossier.quitte:
            raise NotFound("Ce produit n'est pas inscrit à cette démarche.")
        return dossier

    @abstractmethod
    def manques(self, snapshot: SujetSnapshot) -> dict[str, tuple[str, ...]]:
        """What is missing for this démarche, by critère, as it now stands."""

    @abstractmethod
    def new_validation(self) -> Validation | ValidationProjection:
        """The row of a validation that is being given, and the event of what follows from it."""

    @abstractmethod
    def freeze(self, validation_id: str, reponse_id: str) -> ReponseValidee | ReponseProjeteeValidee:
        """The row that says that an answer is part of a validation."""

    def demande(self, _snapshot: SujetSnapshot) -> Demande:
        """What the gates are asked, as it now stands, but for what a command adds to it."""
        return Demande(
            machine=self.machine.machine,
            etat=self.passage.etat,
            role=self.context.acteur.role,
            demandeur=self.passage.demandeur_id == self.context.acteur.compte_id,
        )

    def perimetre(self, snapshot: SujetSnapshot) -> Perimetre:
        """The critères that count here, as they are answered now."""
        return self.context.decideur.perimetre(snapshot, self.demarche, self.volet)

    def fire(self, event: str, demande: Demande | None = None, snapshot: SujetSnapshot | None = None) -> None:
        """Move the questionnaire, if the rules let it, as it now stands.

        Raises: GateRefused.
        """
        snapshot = snapshot or self.agregat.snapshot()
        forbidden = self.context.decideur.interdits(
            self.demarche,
            snapshot,
            snapshot.dossiers[self.dossier.demarche],
            demande or self.demande(snapshot),
            (event,),
        )
        self.passage.etat = move(self.context, self.machine, self.passage.id, self.passage.etat, event, forbidden)

    def incomplete(self, refusal: GateRefused, manques: dict[str, tuple[str, ...]]) -> Incomplete:
        """The refusal with each missing thing named."""
        return Incomplete(refusal, self.named(manques))

    def named(self, manques: dict[str, tuple[str, ...]]) -> tuple[Manque, ...]:
        """Each thing that is to be seen to, with the title of its critère."""
        nommes = self.context.edition.catalogue.questionnaires[self.passage.questionnaire].repondables
        return tuple(Manque(code, nommes[code].titre, quoi) for code, tous in manques.items() for quoi in tous)

    def courantes(self) -> list[Saisi]:
        """The current answers."""
        return list(self.suivi.courantes(self.passage))

    def tell(self, verb: str, **objects: str) -> None:
        """Say what happens to the questionnaire, and to what else."""
        self.context.tell(
            self.events[verb],
            f"sujet/{self.agregat.sujet.id}",
            sujet=self.agregat.sujet.id,
            dossier=self.dossier.id,
            demarche=self.demarche.code,
            passage=self.passage.id,
            questionnaire=self.passage.questionnaire,
            **objects,
        )

    def _validation(self) -> dict[str, Any]:
        return {
            "id": nouvel_identifiant(),
            "numero": self.passage.validations,
            "demarche": self.demarche.code,
            "valide_le": self.context.now,
            "valide_par": str(self.context.acteur.compte_id),
            "demande_par": self.passage.demandeur_id,
            "edition": self.context.edition.digest,
        }


class CibleEvaluation(Cible):
    """An evaluation, shared by every démarche that uses the questionnaire."""

    machine = EvaluationMachine
    events: ClassVar[dict[str, Event]] = {
        "enregistrer": Event.EVALUATION_ENREGISTREE,
        "demander": Event.EVALUATION_DEMANDEE,
        "reprendre": Event.EVALUATION_REPRISE,
        "renvoyer": Event.EVALUATION_RENVOYEE,
        "valider": Event.EVALUATION_VALIDEE,
        "modifier": Event.EVALUATION_MODIFIEE,
        "deposer": Event.PREUVE_DEPOSEE,
        "attacher": Event.PREUVE_ATTACHEE,
        "retirer": Event.PREUVE_RETIREE,
        "choisir": Event.PREUVE_JEU_CHOISI,
        "finaliser": Event.PREUVE_DEPOT_FINALISE,
        "rouvrir": Event.PREUVE_DEPOT_ROUVERT,
    }

    def __init__(self, command: QuestionnaireCommand, context: Contexte, charge: Charge = agregat_de) -> None:
        super().__init__(command, context, charge)
        self.suivi = self.agregat.evalue
        self.passage = next(e for e in self.agregat.evaluations if e.questionnaire == command.questionnaire)

    def perimetre(self, snapshot: SujetSnapshot) -> Perimetre:
        """The critères that count here, as they are answered now: an answer may switch a node off."""
        return (
            super()
            .perimetre(snapshot)
            .selon({reponse.critere: reponse.valeur for reponse in self.suivi.courantes(self.passage)})
        )

    def manques(self, snapshot: SujetSnapshot) -> dict[str, tuple[str, ...]]:
        """What is missing for this démarche, by critère, as it now stands."""
        reponses = snapshot.evaluations[self.passage.questionnaire].reponses
        return self.context.decideur.manques(self.perimetre(snapshot), reponses)

    def new_validation(self) -> Validation:
        """A validation; every dossier that shares the questionnaire is to follow."""
        self.context.revalidee = self.passage.questionnaire
        return Validation(evaluation_id=self.passage.id, **self._validation())

    def freeze(self, validation_id: str, reponse_id: str) -> ReponseValidee:
        """The row that says that an answer is part of a validation."""
        return ReponseValidee(id=nouvel_identifiant(), validation_id=validation_id, reponse_id=reponse_id)


class CibleProjection(Cible):
    """The projection of one questionnaire in one dossier, against the last validated evaluation."""

    machine = ProjectionMachine
    events: ClassVar[dict[str, Event]] = {
        "enregistrer": Event.PROJECTION_ENREGISTREE,
        "demander": Event.PROJECTION_DEMANDEE,
        "reprendre": Event.PROJECTION_REPRISE,
        "renvoyer": Event.PROJECTION_RENVOYEE,
        "valider": Event.PROJECTION_VALIDEE,
        "modifier": Event.PROJECTION_MODIFIEE,
    }

    def __init__(self, command: QuestionnaireCommand, context: Contexte) -> None:
        super().__init__(command, context)
        self.suivi = self.agregat.projete
        siennes = (p for p in self.agregat.projections if p.dossier_id == self.dossier.id)
        trouvee = next((p for p in siennes if p.questionnaire == command.questionnaire), None)
        if trouvee is None:
            raise NotFound("Ce questionnaire n'a pas de projection dans cette démarche.")
        self.passage = trouvee

    def evaluation(self, snapshot: SujetSnapshot) -> EvaluationSnapshot:
        """The evaluation of the same theme."""
        return snapshot.evaluations[self.passage.questionnaire]

    def valides(self, snapshot: SujetSnapshot) -> dict[str, str | None]:
        """The answers that the projection starts from: the last validated ones."""
        validation = self.evaluation(snapshot).validation
        return {code: reponse.valeur for code, reponse in validation.reponses.items()} if validation else {}

    def demande(self, snapshot: SujetSnapshot) -> Demande:
        """A projection is gated by its own theme's evaluation."""
        etat = etat_evaluation(self.context.decideur, snapshot, self.demarche, self.volet)
        base = super().demande(snapshot)
        return Demande(
            base.machine,
            base.etat,
            base.role,
            base.demandeur,
            theme=etat.evaluation,
            theme_complet=etat.complete,
        )

    def manques(self, snapshot: SujetSnapshot) -> dict[str, tuple[str, ...]]:
        """What is missing, by critère: a date, or the box."""
        reponses = snapshot.dossiers[self.demarche.code].projections[self.passage.questionnaire].reponses
        return self.context.decideur.manques_projection(self.perimetre(snapshot), self.valides(snapshot), reponses)

    def new_validation(self) -> ValidationProjection:
        """A validation, against the validation of the evaluation that stands now."""
        self.context.projetee = self.passage.id
        validation = self.evaluation(self.agregat.snapshot()).validation
        if validation is None:
            raise GateRefused(self.machine.machine, "valider", ("Le thème n'est pas encore évalué.",))
        return ValidationProjection(
            projection_id=self.passage.id, evaluation_validation_id=validation.id, **self._validation()
        )

    def freeze(self, validation_id: str, reponse_id: str) -> ReponseProjeteeValidee:
        """The row that says that an answer is part of a validation."""
        return ReponseProjeteeValidee(id=nouvel_identifiant(), validation_id=validation_id, reponse_id=reponse_id)
