"""What the machine does meanwhile falls on both that are compared."""

from collections.abc import Callable

import pytest

from bench import timing
from bench.timing import medians, pair

SLOW = range(11, 20)


class _Machine:
    """A clock that only what is measured moves; from an act to another, each takes three times as long."""

    def __init__(self) -> None:
        self.now = 0.0
        self.acts = ""

    def act(self, name: str, seconds: float) -> Callable[[], None]:
        def acted() -> None:
            self.now += seconds * (3 if len(self.acts) in SLOW else 1)
            self.acts += name

        return acted


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> _Machine:
    machine = _Machine()
    monkeypatch.setattr(timing, "perf_counter", lambda: machine.now)
    return machine


def test_a_pair_is_of_one_turn_whatever_the_machine_did_in_others(machine: _Machine) -> None:
    ours, peer = pair(11, machine.act("o", 3), machine.act("p", 2))
    assert ours / peer == pytest.approx(1.5)


def test_medians_of_two_may_fall_in_different_whiles(machine: _Machine) -> None:
    ours, peer = medians(9, machine.act("o", 3), machine.act("p", 2))
    assert ours / peer != pytest.approx(1.5)


def test_each_of_a_pair_comes_first_in_turn(machine: _Machine) -> None:
    pair(3, machine.act("o", 3), machine.act("p", 2))
    assert machine.acts == "pooppoop"


def test_medians_take_turns_and_do_not_count_the_first(machine: _Machine) -> None:
    assert medians(3, machine.act("a", 1), machine.act("b", 2)) == [1, 2]
    assert machine.acts == "abababab"
