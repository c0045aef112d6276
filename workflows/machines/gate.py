"""The gate that every machine asks before a transition, and what can be asked of a machine at a state."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from statemachine import StateMachine

Gate = Callable[[str], tuple[str, ...]]
"""Given an event, the sentences that forbid it now; none where it may happen."""


class GateClosed(Exception):
    """The gate forbids the event; carries the sentences to show."""

    def __init__(self, event: str, sentences: tuple[str, ...]) -> None:
        super().__init__(*sentences)
        self.event = event
        self.sentences = sentences


class NoTransition(Exception):
    """No transition of that event leaves that state."""

    def __init__(self, machine: str, event: str, state: str) -> None:
        super().__init__(f"{machine}: {event} depuis {state}")
        self.machine = machine
        self.event = event
        self.state = state


class Stored:
    """Where a machine is rebuilt: given so, the library finds it there instead of entering it."""

    def __init__(self, state: str) -> None:
        self.state = state


class Lifecycle(StateMachine):
    """A machine that is rebuilt at a stored state, takes one event, and forgets it; it has no effect."""

    machine: ClassVar[str] = ""

    def __init__(self, state: str, gate: Gate) -> None:
        self._gate = gate
        super().__init__(Stored(state))

    def rebuild(self, state: str, gate: Gate) -> None:
        """Stand at that state, before that gate."""
        self._gate = gate
        self.model.state = state

    def gated(self, event: str) -> None:
        """Validator of every transition: a refusal carries its reasons.

        Raises: GateClosed.
        """
        sentences = self._gate(str(event))
        if sentences:
            raise GateClosed(str(event), sentences)


@dataclass(frozen=True, slots=True)
class Step:
    """One transition of a lifecycle, as data."""

    source: str
    event: str
    target: str


@cache
def steps(machine: type[Lifecycle]) -> tuple[Step, ...]:
    """Every transition of a lifecycle, sorted by state then event, in the order of declaration."""
    return tuple(
        Step(str(state.value), str(event), str(transition.target.value))
        for state in machine.states
        for transition in state.transitions
        for event in transition.events
    )


@cache
def events_from(machine: type[Lifecycle], state: str) -> tuple[str, ...]:
    """The events that some transition takes from that state, gates aside."""
    return tuple(step.event for step in steps(machine) if step.source == state)


@cache
def states(machine: type[Lifecycle]) -> tuple[str, ...]:
    """The stored values of every state, initial first."""
    return tuple(str(state.value) for state in machine.states)


class _Idle(threading.local):
    """The machines that a thread may use again: to make one costs more than to move it."""

    def __init__(self) -> None:
        self.machines: dict[type[Lifecycle], Lifecycle] = {}


_IDLE = _Idle()


def _shut(event: str) -> tuple[str, ...]:
    """The gate of a machine that nobody uses."""
    raise AssertionError(f"personne n'a demandé {event}")


def fire(machine: type[Lifecycle], state: str, event: str, gate: Gate) -> str:
    """The state after the event.

    Raises: GateClosed with the reasons; NoTransition where that state does not take the event; KeyError for a state
    that the lifecycle does not have.
    """
    if state not in states(machine):
        raise KeyError(f"état inconnu : {state}")
    if event not in events_from(machine, state):
        raise NoTransition(machine.machine, event, state)
    instance = _IDLE.machines.pop(machine, None)
    if instance is None:
        instance = machine(state, gate)
    else:
        instance.rebuild(state, gate)
    instance.send(event)
    after = str(next(iter(instance.configuration_values)))
    # only one that went through is used again: one that raised may hold what it did not finish, and one that reached
    # a final state takes no event ever after
    if not instance.is_terminated:
        instance.rebuild(after, _shut)
        _IDLE.machines[machine] = instance
    return after


@dataclass(frozen=True, slots=True)
class Action:
    """An event that the state takes, and why it is refused now (no reason: it may be asked)."""

    event: str
    reasons: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """Whether nothing forbids it."""
        return not self.reasons


def available(machine: type[Lifecycle], state: str, gate: Gate) -> tuple[Action, ...]:
    """What can be asked at that state, each with its reasons; computed by asking the gate itself."""
    return tuple(Action(event, gate(event)) for event in events_from(machine, state))
