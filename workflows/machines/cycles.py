"""The lifecycle of each cycle of démarche, and every step that it and its questionnaires may take."""

from referentiels.catalogue import Cycle
from rules.worlds import Transition, Transitions
from workflows.machines.demarche import DemarcheAvecProjection, DemarcheSimple
from workflows.machines.evaluation import EvaluationMachine
from workflows.machines.gate import Lifecycle, steps
from workflows.machines.projection import ProjectionMachine

MACHINES: dict[Cycle, type[Lifecycle]] = {
    Cycle.PROJECTION: DemarcheAvecProjection,
    Cycle.SIMPLE: DemarcheSimple,
}

_QUESTIONNAIRES: dict[Cycle, tuple[type[Lifecycle], ...]] = {
    Cycle.PROJECTION: (EvaluationMachine, ProjectionMachine),
    Cycle.SIMPLE: (EvaluationMachine,),
}


def transitions() -> Transitions:
    """The steps of each cycle, in the order of declaration."""
    return {
        cycle: tuple(
            Transition(machine.machine, step.source, step.event, step.target)
            for machine in (MACHINES[cycle], *questionnaires)
            for step in steps(machine)
        )
        for cycle, questionnaires in _QUESTIONNAIRES.items()
    }


def etats_nommes() -> dict[str, dict[str, str]]:
    """The French name of each state, by machine."""
    machines: tuple[type[Lifecycle], ...] = (*MACHINES.values(), EvaluationMachine, ProjectionMachine)
    nommes: dict[str, dict[str, str]] = {machine.machine: {} for machine in machines}
    for machine in machines:
        nommes[machine.machine] |= {str(state.value): str(state.name) for state in machine.states}
    return nommes
