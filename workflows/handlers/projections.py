"""Commands on projections."""

from typing import Any

from workflows.commands.projections import (
    DemanderValidationProjection,
    EnregistrerProjection,
    ModifierProjection,
    RenvoyerProjection,
    ReprendreDemandeProjection,
    ValiderProjection,
)
from workflows.context import Contexte
from workflows.errors import Moved
from workflows.handlers import passages
from workflows.handlers.cible import CibleProjection
from workflows.handlers.saisie_projection import apply_entries, check_entries
from workflows.outcome import Outcome


def enregistrer(command: EnregistrerProjection, context: Contexte) -> None:
    """Keep dates as a draft; what a colleague changed meanwhile is given back as conflicts."""
    cible = CibleProjection(command, context)
    check_entries(command.saisies, cible)
    ecrites, conflits = apply_entries(command.saisies, cible)
    passages.saved(cible, ecrites)
    context.outcome = Outcome(
        identifiant=cible.passage.id, conflits_projection=conflits, revisions=passages.revisions(cible)
    )


def demander(command: DemanderValidationProjection, context: Contexte) -> None:
    """Ask a responsable to validate."""
    passages.demander(_based(command, context), command.vues)


def _based(command: DemanderValidationProjection | ValiderProjection, context: Contexte) -> CibleProjection:
    """The projection, planned against the evaluation that the person saw.

    Raises: Moved where that theme was validated anew meanwhile.
    """
    cible = CibleProjection(command, context)
    validation = cible.evaluation(cible.agregat.snapshot()).validation
    if command.base is not None and validation is not None and validation.id != command.base:
        raise Moved(
            "L'évaluation de ce thème a été validée de nouveau depuis que vous avez ouvert cette page : "
            "votre demande n'a pas été transmise.",
            "Relisez les niveaux reportés, puis recommencez ; rien n'est perdu.",
        )
    return cible


def reprendre(command: ReprendreDemandeProjection, context: Contexte) -> None:
    """Take the request back."""
    passages.reprendre(CibleProjection(command, context))


def renvoyer(command: RenvoyerProjection, context: Contexte) -> None:
    """Send the request back with a reason."""
    passages.renvoyer(CibleProjection(command, context), command.motif)


def valider(command: ValiderProjection, context: Contexte) -> None:
    """Freeze the dates and have them judged."""
    passages.valider(_based(command, context), command.vues)


def modifier(command: ModifierProjection, context: Contexte) -> None:
    """Open a new draft."""
    passages.modifier(CibleProjection(command, context))


HANDLERS: dict[Any, Any] = {
    EnregistrerProjection: enregistrer,
    DemanderValidationProjection: demander,
    ReprendreDemandeProjection: reprendre,
    RenvoyerProjection: renvoyer,
    ValiderProjection: valider,
    ModifierProjection: modifier,
}
