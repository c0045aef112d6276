"""Peers do the same work as ours; a figure says whether it is reached."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from bench import __main__ as command
from bench.client import Claim
from bench.decision_case import decision_case
from bench.decisions import Peers
from bench.figure import bounded, compared, table
from bench.load import Load, reached
from bench.spiff import Spiff


def test_every_peer_concludes_the_same_from_the_same_facts() -> None:
    peers = Peers(decision_case())
    peers.check()
    assert len(peers.reference()) > 20


def test_a_step_of_the_peer_leads_to_another_state() -> None:
    peer = Spiff({})
    assert len(peer.step()) > 1000


def test_a_figure_is_reached_up_to_its_limit_and_not_beyond() -> None:
    assert compared("one", 3.0, "ms", "a peer", 2.0, 1.5).ok
    assert not compared("one", 3.1, "ms", "a peer", 2.0, 1.5).ok
    assert bounded("one", 15, "statements", 15).ok
    assert not bounded("one", 16, "statements", 15).ok


def test_a_figure_is_written_as_an_object_with_everything_that_it_says() -> None:
    written = compared("one", 3.0, "ms", "a peer", 2.0, 1.5).to_json()
    assert written == {
        "name": "one",
        "value": 3.0,
        "unit": "ms",
        "beside": "a peer",
        "beside_value": 2.0,
        "ratio": 1.5,
        "target": "≤ 1.5 ×",
        "ok": True,
    }


def test_the_table_shows_what_is_missed() -> None:
    lines = table([bounded("kept", 1, "s", 10), bounded("late", 11, "s", 10)]).splitlines()
    assert lines[1].endswith("ok")
    assert lines[2].endswith("MISSED")


@pytest.fixture
def groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two groups, one of which misses a figure; what the command measures is elsewhere."""
    given = {
        "quick": [compared("one", 1.0, "ms", "a peer", 2.0, 1.0), bounded("two", 3, "statements", 15)],
        "late": [bounded("three", 11, "s", 10)],
    }
    for name, figures in given.items():
        module = ModuleType(name)
        module.__dict__["figures"] = lambda figures=figures: iter(figures)
        monkeypatch.setitem(sys.modules, f"bench.given_{name}", module)
        monkeypatch.setitem(command.GROUPS, name, f"bench.given_{name}")
    for name in set(command.GROUPS) - set(given):
        monkeypatch.delitem(command.GROUPS, name)
    # its choices are those of the modules that are really there
    only = next(option for option in command.main.params if option.name == "only")
    monkeypatch.setattr(only, "type", click.Choice(list(given)))
    monkeypatch.setattr(command, "configure_logging", lambda *_: None)
    monkeypatch.setattr(command, "install_peers", lambda: None)


@pytest.mark.usefixtures("groups")
def test_the_command_writes_every_figure_and_fails_where_one_is_missed(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    done = CliRunner().invoke(command.main, ["--json", str(file)])
    assert done.exit_code == 1
    assert "MISSED" in done.stdout
    written = json.loads(file.read_text("utf-8"))
    assert [(one["name"], one["ok"]) for one in written] == [("one", True), ("two", True), ("three", False)]
    assert all(list(one) == list(bounded("any", 1, "s", 10).to_json()) for one in written)


@pytest.mark.usefixtures("groups")
def test_one_group_alone_decides_of_its_own_figures() -> None:
    assert CliRunner().invoke(command.main, ["--only", "quick"]).exit_code == 0
    assert CliRunner().invoke(command.main, ["--only", "late"]).exit_code == 1
    assert CliRunner().invoke(command.main, ["--only", "nothing"]).exit_code == 2


def test_a_load_is_reached_without_error_without_loss_and_as_fast_as_is_asked() -> None:
    load = Load("postgresql", 16, 20, 4000, 200, 60, 150, 0, 300)
    assert reached(load)
    for missed in ({"per_second": 199.0}, {"p95": 151.0}, {"errors": 1}, {"faults": ("a save is gone",)}):
        assert not reached(replace(load, **missed)), missed
    assert reached(replace(load, database="sqlite", per_second=1.0, p95=20_000.0))


def test_what_nobody_answered_is_not_counted_among_what_was_acknowledged() -> None:
    assert Claim("/", kept=3, sent=4, unanswered=frozenset({2, 4})).acknowledged == {1, 3}
