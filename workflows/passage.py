"""Moving a machine: gate asked, event fired, transition remembered for the journal."""

from collections.abc import Mapping

from models.log import Transition
from workflows.context import Contexte
from workflows.errors import GateRefused
from workflows.machines.gate import GateClosed, Lifecycle, NoTransition, fire

IMPOSSIBLE = {
    "a_completer": "Ce questionnaire est à compléter : cette action n'est pas possible maintenant.",
    "brouillon": "Ce questionnaire est en brouillon : cette action n'est pas possible maintenant.",
    "a_valider": "Ce questionnaire attend une validation : reprenez la demande pour le modifier.",
    "valide": "Ce questionnaire est validé : cliquez sur « Editer » pour ouvrir un nouveau brouillon.",
    "bloquee": "Ce thème n'est pas encore évalué : sa projection n'est pas ouverte.",
    "a_revoir": "Cette projection est à revoir : cette action n'est pas possible maintenant.",
}


def move(
    context: Contexte,
    machine: type[Lifecycle],
    target: str,
    state: str,
    event: str,
    forbidden: Mapping[str, tuple[str, ...]],
) -> str:
    """The new state; the transition is noted for the journal.

    Raises: GateRefused with the sentences, also where the state does not take the event.
    """
    try:
        after = fire(machine, state, event, lambda name: forbidden.get(name, ()))
    except GateClosed as closed:
        raise GateRefused(machine.machine, event, closed.sentences) from closed
    except NoTransition as impossible:
        # What the rules say of it is what administrateurs wrote for people; ours is for what they say nothing of.
        phrases = forbidden.get(event) or (IMPOSSIBLE.get(state, "Cette action n'est pas possible maintenant."),)
        raise GateRefused(machine.machine, event, phrases) from impossible
    context.transitions.append(Transition(machine.machine, target, event, state, after))
    return after
