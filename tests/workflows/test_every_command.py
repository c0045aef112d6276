"""Every command says what it does: what it changes leaves an entry, and one that changes no row may leave one too."""

import ast
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import workflows
from models.compte import Compte
from tests.workflows.plateforme import Plateforme
from workflows.commands.base import Command
from workflows.commands.comptes import FermerSession, OuvrirSession
from workflows.commands.consultations import ConsulterDossier, NoterTelechargement
from workflows.registry import HANDLERS

FOLDER = Path(str(workflows.__file__)).parent / "handlers"

COMMANDS = sorted(HANDLERS, key=str)

SILENT: dict[str, str] = {}
"""Commands that may change something and say nothing, each with its reason: none."""


@cache
def _functions() -> dict[str, list[ast.AST]]:
    """Every function and method of the handlers, by name."""
    found: dict[str, list[ast.AST]] = {}
    for file in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append(node)
    return found


def _called(function: ast.AST) -> Iterator[str]:
    """The names of what it calls."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


def _reaches(handler: Any, name: str) -> bool:
    """Whether a handler calls something of that name, through whatever it calls."""
    while isinstance(handler, partial):
        handler = handler.func
    return _reaches_named(handler.__name__, name)


def _reaches_named(function: str, name: str) -> bool:
    seen: set[str] = set()
    waiting = [function]
    while waiting:
        current = waiting.pop()
        if current == name:
            return True
        if current not in seen:
            seen.add(current)
            waiting.extend(called for each in _functions().get(current, ()) for called in _called(each))
    return False


@pytest.mark.parametrize("command", COMMANDS, ids=[kind.__name__ for kind in COMMANDS])
def test_every_command_tells_what_it_does(command: type[Command]) -> None:
    assert _reaches(HANDLERS[command], "tell") or command.__name__ in SILENT


def test_what_tells_nothing_is_seen_to_tell_nothing() -> None:
    silent = {name for name in _functions() if not _reaches_named(name, "tell")}
    assert {"agency_only", "agregat_de", "apprendre"} <= silent


def test_a_command_that_changes_something_and_tells_nothing_is_stopped(
    plateforme: Plateforme, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silently(_command: object, context: Any) -> None:
        context.session.scalars(select(Compte).limit(1)).one().nom = "Autre"

    monkeypatch.setitem(HANDLERS, OuvrirSession, silently)
    with pytest.raises(AssertionError, match="ne dit pas ce qu'elle fait"):
        plateforme.do(OuvrirSession(plateforme.contributeur))
    with Session(plateforme.engine) as session:
        assert session.scalars(select(Compte.id).where(Compte.nom == "Autre")).all() == []


def test_what_changes_no_row_leaves_its_entry_all_the_same(plateforme: Plateforme) -> None:
    sujet, auditeur = plateforme.produit(), plateforme.acteur("auditeur@agence.example")
    for command in (
        OuvrirSession(plateforme.contributeur),
        FermerSession(plateforme.contributeur),
        NoterTelechargement(plateforme.contributeur, "resultats", "pdf", {"sujet": sujet}),
        NoterTelechargement(auditeur, "evenements", "csv"),
        ConsulterDossier(auditeur, sujet, "visite"),
    ):
        assert plateforme.do(command).seq is not None
    assert plateforme.do(ConsulterDossier(auditeur, sujet, "visite")).seq is None
    plateforme.assert_faithful()
