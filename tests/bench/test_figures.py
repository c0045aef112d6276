"""Peers do the same work as ours; a figure says whether it is reached."""

from bench.decision_case import decision_case
from bench.decisions import Peers
from bench.figure import bounded, compared, table
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
