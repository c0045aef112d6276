"""The proofs of one critère that a command is about."""

from collections.abc import Callable

from models.reponse import Reponse
from models.snapshot import ReponseSnapshot
from referentiels.catalogue import Scenario
from rules.preuves import vue_du_depot
from workflows.commands.preuves import PreuveCommand
from workflows.context import Contexte
from workflows.errors import NotFound, RevisionConflict, ValidationRefused
from workflows.handlers.cible import CibleEvaluation
from workflows.handlers.documents import documents_de
from workflows.handlers.passages import touched
from workflows.handlers.saisie import connues_de, ouverte

Fournies = list[dict[str, str]]


class CiblePreuves(CibleEvaluation):
    """The proofs of one critère.

    Raises: NotFound when made for a critère that is not answered here with proofs.
    """

    def __init__(self, command: PreuveCommand, context: Contexte) -> None:
        super().__init__(command, context)
        self.critere = command.critere
        self.documents = documents_de(self.agregat, context)
        visee = self.perimetre(self.agregat.snapshot()).cibles.get(command.critere)
        if visee is None or not visee.applicable or visee.critere.scenario is None:
            raise NotFound(f"Aucune preuve n'est attendue pour le critère {command.critere}.")
        self.scenario: Scenario = visee.critere.scenario

    def reponse(self) -> ReponseSnapshot | None:
        """The current answer, with its proofs."""
        return connues_de(self.agregat.snapshot(), self.passage.questionnaire).get(self.critere)

    def fournies(self) -> Fournies:
        """The proofs that are given now, in the form they are kept in."""
        courante = next((r for r in self.suivi.courantes(self.passage) if r.critere == self.critere), None)
        return list(courante.preuves or ()) if courante is not None else []

    def change(self, verb: str, apply: Callable[[Reponse], None], **objects: str) -> None:
        """Change what goes with the answer, if its questionnaire can be changed, and say so."""
        apply(ouverte(self.critere, self))
        touched(self)
        self.tell(verb, critere=self.critere, **objects)

    def check_type(self, jeu: str, genre: str) -> None:
        """Raises: ValidationRefused for a type of proof that the scenario does not expect."""
        attendus = {(connu.code, attendue.code) for connu in self.scenario.jeux for attendue in connu.preuves}
        if (jeu, genre) not in attendus:
            raise ValidationRefused(fields=(("type", "Choisissez un des types de preuve attendus pour ce critère."),))

    def check_seen(self, vue: str) -> None:
        """Raises: RevisionConflict where the proofs are no longer those that the person saw."""
        if vue != vue_du_depot(self.reponse()):
            raise RevisionConflict(
                f"Les preuves du critère {self.critere} ont changé depuis que vous avez ouvert la page : "
                "vérifiez-les, puis recommencez."
            )
