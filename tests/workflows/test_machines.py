"""Every state × every event of every lifecycle, refusals included."""

from itertools import product
from pathlib import Path

import pytest

from rules.edition import build_edition
from rules.symbols import ETATS, EVENEMENTS
from workflows.installation import seeds
from workflows.machines.gate import (
    Action,
    GateClosed,
    Lifecycle,
    NoTransition,
    available,
    events_from,
    fire,
    states,
    steps,
)
from workflows.machines.publication import PublicationMachine
from workflows.tables import LIFECYCLES, document

EXPECTED: dict[str, dict[tuple[str, str], str]] = {
    "EvaluationMachine": {
        ("a_completer", "enregistrer"): "brouillon",
        ("a_completer", "demander"): "a_valider",
        ("a_completer", "valider"): "valide",
        ("brouillon", "enregistrer"): "brouillon",
        ("brouillon", "demander"): "a_valider",
        ("brouillon", "valider"): "valide",
        ("a_valider", "reprendre"): "brouillon",
        ("a_valider", "renvoyer"): "brouillon",
        ("a_valider", "valider"): "valide",
        ("valide", "modifier"): "brouillon",
    },
    "ProjectionMachine": {
        ("bloquee", "debloquer"): "a_completer",
        ("a_completer", "bloquer"): "bloquee",
        ("a_completer", "enregistrer"): "brouillon",
        ("a_completer", "demander"): "a_valider",
        ("a_completer", "valider"): "valide",
        ("brouillon", "enregistrer"): "brouillon",
        ("brouillon", "demander"): "a_valider",
        ("brouillon", "valider"): "valide",
        ("brouillon", "reviser"): "a_revoir",
        ("a_valider", "reprendre"): "brouillon",
        ("a_valider", "renvoyer"): "brouillon",
        ("a_valider", "valider"): "valide",
        ("a_valider", "reviser"): "a_revoir",
        ("valide", "modifier"): "brouillon",
        ("valide", "reviser"): "a_revoir",
        ("a_revoir", "enregistrer"): "brouillon",
        ("a_revoir", "demander"): "a_valider",
        ("a_revoir", "valider"): "valide",
    },
    "DemarcheAvecProjection": {
        ("initialisation", "initialiser"): "evaluation",
        ("evaluation", "achever_evaluation"): "validee",
        ("validee", "commencer_projection"): "projection",
        ("validee", "rouvrir_evaluation"): "evaluation",
        ("projection", "achever_projection"): "finalisee",
        ("projection", "rouvrir_evaluation"): "evaluation",
        ("finalisee", "rouvrir_evaluation"): "evaluation",
        ("finalisee", "rouvrir_projection"): "projection",
    },
    "DemarcheSimple": {
        ("initialisation", "initialiser"): "evaluation",
        ("evaluation", "achever_evaluation"): "finalisee",
        ("finalisee", "rouvrir_evaluation"): "evaluation",
    },
    "PublicationMachine": {
        ("brouillon", "modifier"): "brouillon",
        ("brouillon", "verifier"): "verifiee",
        ("brouillon", "infirmer"): "brouillon",
        ("brouillon", "abandonner"): "abandonnee",
        ("verifiee", "modifier"): "brouillon",
        ("verifiee", "verifier"): "verifiee",
        ("verifiee", "infirmer"): "brouillon",
        ("verifiee", "tester"): "testee",
        ("verifiee", "abandonner"): "abandonnee",
        ("testee", "modifier"): "brouillon",
        ("testee", "verifier"): "verifiee",
        ("testee", "infirmer"): "brouillon",
        ("testee", "tester"): "testee",
        ("testee", "simuler"): "simulee",
        ("testee", "abandonner"): "abandonnee",
        ("simulee", "modifier"): "brouillon",
        ("simulee", "verifier"): "verifiee",
        ("simulee", "infirmer"): "brouillon",
        ("simulee", "simuler"): "simulee",
        ("simulee", "soumettre"): "soumise",
        ("simulee", "abandonner"): "abandonnee",
        ("soumise", "modifier"): "brouillon",
        ("soumise", "renvoyer"): "brouillon",
        ("soumise", "approuver"): "approuvee",
        ("soumise", "abandonner"): "abandonnee",
        ("approuvee", "modifier"): "brouillon",
        ("approuvee", "renvoyer"): "brouillon",
        ("approuvee", "publier"): "publiee",
        ("approuvee", "abandonner"): "abandonnee",
        ("publiee", "retirer"): "retiree",
    },
}
LAST = {"retiree", "abandonnee"}
"""States that nothing leaves."""


EVENTS = {machine: tuple({*EVENEMENTS, *(step.event for step in steps(machine))}) for machine in LIFECYCLES}
CELLS = [(machine, *cell) for machine in LIFECYCLES for cell in product(states(machine), sorted(EVENTS[machine]))]


def _open(event: str) -> tuple[str, ...]:
    return ()


def _closed(event: str) -> tuple[str, ...]:
    return (f"{event} est interdit.", "Pour une seconde raison.")


def _target(machine: type[Lifecycle], state: str, event: str) -> str | None:
    return EXPECTED[machine.__name__].get((state, event))


@pytest.mark.parametrize(("machine", "state", "event"), CELLS)
def test_an_open_gate_lets_exactly_the_declared_transitions_through(
    machine: type[Lifecycle], state: str, event: str
) -> None:
    target = _target(machine, state, event)
    if target is None:
        with pytest.raises(NoTransition):
            fire(machine, state, event, _open)
    else:
        assert fire(machine, state, event, _open) == target


@pytest.mark.parametrize(("machine", "state", "event"), CELLS)
def test_a_closed_gate_refuses_every_transition_with_all_its_sentences(
    machine: type[Lifecycle], state: str, event: str
) -> None:
    expected = NoTransition if _target(machine, state, event) is None else GateClosed
    with pytest.raises(expected) as refusal:
        fire(machine, state, event, _closed)
    if isinstance(refusal.value, GateClosed):
        assert refusal.value.sentences == _closed(event)


@pytest.mark.parametrize("machine", LIFECYCLES)
def test_a_state_and_an_event_have_one_transition(machine: type[Lifecycle]) -> None:
    pairs = [(step.source, step.event) for step in steps(machine)]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("machine", LIFECYCLES)
def test_every_transition_asks_the_gate(machine: type[Lifecycle]) -> None:
    asked: list[str] = []

    def gate(event: str) -> tuple[str, ...]:
        asked.append(event)
        return ()

    for step in steps(machine):
        fire(machine, step.source, step.event, gate)
    assert asked == [step.event for step in steps(machine)]


@pytest.mark.parametrize("machine", LIFECYCLES)
def test_every_state_can_be_reached_and_left(machine: type[Lifecycle]) -> None:
    reached, left = {states(machine)[0]}, set()
    for _ in steps(machine):
        for step in steps(machine):
            if step.source in reached:
                reached.add(step.target)
                left.add(step.source)
    assert reached == set(states(machine)) == left | (LAST & reached)


@pytest.mark.parametrize("machine", [machine for machine in LIFECYCLES if machine is not PublicationMachine])
def test_the_vocabulary_of_the_gates_has_every_state_and_event(machine: type[Lifecycle]) -> None:
    assert set(states(machine)) <= set(ETATS)
    assert {step.event for step in steps(machine)} <= set(EVENEMENTS)


def test_an_unknown_state_is_an_error_and_not_a_refusal() -> None:
    with pytest.raises(KeyError):
        fire(LIFECYCLES[0], "perdu", "valider", _open)


def test_what_can_be_asked_comes_with_its_reasons() -> None:
    def gate(event: str) -> tuple[str, ...]:
        return ("Pas vous.",) if event == "valider" else ()

    found = available(LIFECYCLES[0], "a_valider", gate)
    assert found == (Action("reprendre", ()), Action("renvoyer", ()), Action("valider", ("Pas vous.",)))
    assert [action.allowed for action in found] == [True, True, False]
    assert events_from(LIFECYCLES[0], "valide") == ("modifier",)


def test_the_state_tables_of_the_documentation_are_those_of_the_code() -> None:
    gates = [r for pack in build_edition(seeds()).packs.values() if pack.family == "verrou" for r in pack.rules]
    page = Path(__file__).parents[2] / "docs" / "machines.md"
    assert page.read_text("utf-8") == document(gates), "lancez python -m workflows.tables"


def test_a_machine_that_reached_a_final_state_is_not_the_one_that_the_next_event_finds() -> None:
    for _ in range(2):
        assert fire(PublicationMachine, "publiee", "retirer", _open) == "retiree"
        assert fire(PublicationMachine, "brouillon", "verifier", _open) == "verifiee"
