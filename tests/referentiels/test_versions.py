"""What was once published under a version never changes under it: a database that has it would refuse to start."""

import json
from pathlib import Path

from workflows.installation import seeds

RELEASED = json.loads((Path(__file__).parent / "released.json").read_text(encoding="utf-8"))
"""Digests by genre, code and version of every document of the releases so far; a release adds its own."""


def test_a_document_that_changes_takes_another_version() -> None:
    shipped = {f"{d.genre} {d.code} {d.version}": d.digest for d in seeds()}
    changed = [name for name, digest in shipped.items() if RELEASED.get(name, digest) != digest]
    assert changed == []


def test_a_document_that_was_released_is_still_shipped_in_some_version() -> None:
    shipped = {(d.genre, d.code) for d in seeds()}
    assert {tuple(name.split(" ")[:2]) for name in RELEASED} <= shipped
