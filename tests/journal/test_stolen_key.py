"""Attacks with the stolen key: what the format forbids is found all the same, a well-formed lie by an anchor alone."""

import pytest

from tests.journal.attacker import Edit, attack
from tests.journal.builders import World
from tests.journal.finding import SIZE, found

STOLEN: dict[str, tuple[Edit, str]] = {
    "an unknown event": (lambda body: body.update(event="sujet.invente"), "evenement"),
    "an unknown format": (lambda body: body.update(format=2), "format"),
    "a member too many": (lambda body: body.update(plus=1), "format"),
    "a number for a text": (lambda body: body.update(role=3), "format"),
    "a number for a rule": (lambda body: body["decisions"][0].update(rules=[3]), "format"),
    "true for a number": (lambda body: body["changes"][0].update(previous=True), "format"),
    "a text for a change": (lambda body: body.update(changes=["fiche"]), "format"),
    "an unknown result": (lambda body: body.update(result="presque"), "format"),
    "a refusal that changes something": (lambda body: body.update(result="refused"), "format"),
    "a value that comes from the future": (lambda body: body["changes"][0].update(previous=SIZE), "format"),
    "rules out of order": (lambda body: body["decisions"][0].update(rules=["V-2", "V-1"]), "format"),
    "a hole in a stream": (lambda body: body.update(stream_seq=99), "flux"),
    "an agency log that shrinks": (lambda body: body.update(agency_size=0), "agence"),
    "an agency log from the future": (lambda body: body.update(agency_size=2), "agence"),
    "an agency log that is not noted": (lambda body: body.update(agency_size=None), "agence"),
}


@pytest.mark.parametrize("name", STOLEN)
def test_what_the_format_forbids_is_found_even_signed_with_the_stolen_key(filled: World, name: str) -> None:
    edit, kind = STOLEN[name]
    with attack(filled) as attacker:
        attacker.forge(SIZE, edit)
        attacker.rehash(signer=filled.signer)
    assert found(filled.verify()) == {f"{kind}@{SIZE}"}


def test_a_clock_set_back_with_the_stolen_key_is_found(filled: World) -> None:
    with attack(filled) as attacker:
        attacker.forge(SIZE, lambda body: body.update(time=attacker.body(0)["time"]))
        ((first,),) = attacker.run("SELECT time FROM journal_entry WHERE log = :log AND seq = 0")
        attacker.set(SIZE, "time", first)
        attacker.rehash(signer=filled.signer)
    assert found(filled.verify()) == {f"horodatage@{SIZE}"}


def test_a_past_rewritten_with_the_stolen_key_is_shown_by_an_anchor_alone(filled: World) -> None:
    anchors = [filled.checkpoint(size) for size in (5, 10)]
    with attack(filled) as attacker:
        attacker.edit(7, lambda body: body.update(role="responsable"))
        attacker.rehash(signer=filled.signer)
    assert filled.verify().ok
    assert filled.verify(anchors[0]).ok
    assert found(filled.verify(*anchors)) == {"ancre@9"}


def test_a_past_rewritten_with_the_stolen_key_is_shown_by_the_daily_checkpoints_of_the_agency(filled: World) -> None:
    filled.note_checkpoints()
    with attack(filled) as attacker:
        attacker.edit(7, lambda body: body.update(role="responsable"))
        attacker.rehash(signer=filled.signer)
    assert found(filled.verify()) == {f"ancre@{SIZE - 1}"}
