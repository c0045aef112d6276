"""Commands on evaluations."""

from typing import Any

from workflows.commands.evaluations import (
    DemanderValidation,
    EnregistrerEvaluation,
    ModifierEvaluation,
    RenvoyerEvaluation,
    ReprendreDemande,
    ValiderEvaluation,
)
from workflows.context import Contexte
from workflows.handlers import passages
from workflows.handlers.acces import agregat_a_saisir
from workflows.handlers.cible import CibleEvaluation
from workflows.handlers.saisie import apply_entries, check_entries
from workflows.outcome import Outcome


def enregistrer(command: EnregistrerEvaluation, context: Contexte) -> None:
    """Keep what was entered as a draft; what a colleague changed meanwhile is given back as conflicts."""
    cible = CibleEvaluation(command, context, agregat_a_saisir)
    snapshot = cible.agregat.snapshot()
    check_entries(command.saisies, cible.perimetre(snapshot), snapshot, context)
    ecrites, conflits = apply_entries(command.saisies, cible)
    passages.saved(cible, ecrites, snapshot)
    context.outcome = Outcome(identifiant=cible.passage.id, conflits=conflits, revisions=passages.revisions(cible))


def demander(command: DemanderValidation, context: Contexte) -> None:
    """Ask a responsable to validate."""
    passages.demander(CibleEvaluation(command, context), command.vues)


def reprendre(command: ReprendreDemande, context: Contexte) -> None:
    """Take the request back."""
    passages.reprendre(CibleEvaluation(command, context))


def renvoyer(command: RenvoyerEvaluation, context: Contexte) -> None:
    """Send the request back with a reason."""
    passages.renvoyer(CibleEvaluation(command, context), command.motif)


def valider(command: ValiderEvaluation, context: Contexte) -> None:
    """Freeze the answers and have them judged by every démarche that shares them."""
    passages.valider(CibleEvaluation(command, context), command.vues)


def modifier(command: ModifierEvaluation, context: Contexte) -> None:
    """Open a new draft."""
    passages.modifier(CibleEvaluation(command, context))


HANDLERS: dict[Any, Any] = {
    EnregistrerEvaluation: enregistrer,
    DemanderValidation: demander,
    ReprendreDemande: reprendre,
    RenvoyerEvaluation: renvoyer,
    ValiderEvaluation: valider,
    ModifierEvaluation: modifier,
}
