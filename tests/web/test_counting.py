"""Hits counted in the memory of the process: windows that move, and nothing kept of what is over."""

from dataclasses import dataclass
from threading import active_count

import pytest
from flask import Flask
from limits import parse

from tests.support.builders import RESPONSABLE
from tests.support.visiting import visitor
from webapp.config import MEMORY
from webapp.counting import SWEPT, Counters, Windows

LIMIT, MINUTE = 3, 60


@dataclass
class Seconds:
    """A clock that somebody sets."""

    value: float = 1_000.0

    def __call__(self) -> float:
        """The instant."""
        return self.value


@pytest.fixture
def seconds() -> Seconds:
    """The clock of `windows`."""
    return Seconds()


@pytest.fixture
def windows(seconds: Seconds) -> Windows:
    """Nothing counted yet."""
    return Windows(now=seconds)


def _hit(windows: Windows, key: str = "somebody", amount: int = 1) -> bool:
    return windows.acquire_entry(key, LIMIT, MINUTE, amount)


def test_the_limit_is_reached_and_not_passed(windows: Windows) -> None:
    assert [_hit(windows) for _ in range(4)] == [True, True, True, False]
    assert _hit(windows, "somebody else")


def test_several_hits_at_once_count_whole_or_not_at_all(windows: Windows) -> None:
    assert _hit(windows, amount=2)
    assert not _hit(windows, amount=2)
    assert _hit(windows)


def test_a_hit_counts_until_its_window_is_over(windows: Windows, seconds: Seconds) -> None:
    for _ in range(LIMIT):
        assert _hit(windows)
        seconds.value += 10
    seconds.value += 30
    assert not _hit(windows)
    seconds.value += 0.5
    assert _hit(windows)
    assert not _hit(windows)


def test_a_refusal_is_not_counted(windows: Windows, seconds: Seconds) -> None:
    assert [_hit(windows) for _ in range(4)][-1] is False
    seconds.value += MINUTE + 1
    assert windows.get_moving_window("somebody", LIMIT, MINUTE) == (seconds.value, 0)


def test_a_window_says_when_it_began_and_how_many_it_has(windows: Windows, seconds: Seconds) -> None:
    began = seconds.value
    _hit(windows)
    seconds.value += 10
    _hit(windows)
    assert windows.get_moving_window("somebody", LIMIT, MINUTE) == (began, 2)
    seconds.value += 55
    assert windows.get_moving_window("somebody", LIMIT, MINUTE) == (began + 10, 1)


def test_what_is_cleared_is_counted_from_nothing(windows: Windows) -> None:
    for key in ("somebody", "somebody else"):
        _hit(windows, key, LIMIT)
    windows.clear("somebody")
    assert _hit(windows)
    assert not _hit(windows, "somebody else")
    assert windows.reset() == 2
    assert _hit(windows, "somebody else")


def test_who_does_not_come_back_is_forgotten(windows: Windows, seconds: Seconds) -> None:
    _hit(windows, "gone")
    seconds.value += SWEPT + MINUTE
    _hit(windows)
    assert windows.reset() == 1


def test_who_is_refused_is_told_when_the_oldest_hit_is_over(seconds: Seconds) -> None:
    counters, limit = Counters(MEMORY, seconds), parse("2/minute")
    assert counters.hit(limit, "somebody")
    seconds.value += 20
    assert counters.hit(limit, "somebody")
    seconds.value += 10.5
    assert not counters.hit(limit, "somebody")
    assert counters.wait(limit, "somebody") == 30
    seconds.value += 30
    assert counters.hit(limit, "somebody")


def test_a_request_that_is_counted_starts_no_thread(app: Flask) -> None:
    person = visitor(app, RESPONSABLE)
    token, before = person.token(), active_count()
    counts = [(person.client.post("/mon-compte", data={"csrf_token": token}), active_count())[1] for _ in range(3)]
    assert counts == [before] * 3
