"""The one door: one transaction, one entry, refusals told once, disagreements stopped."""

import ast
import json
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.journal import JournalEntry, JournalHead, JournalPayload
from models.log import AGENCY_LOG
from models.signed_note import PublicKey
from reports.verification import verify
from rules.decision import Decision, EnginesDisagree, Judge
from rules.language import Facts, RuleSet
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from workflows import commands
from workflows.commands.base import Command
from workflows.commands.comptes import CreerCompte, DesactiverCompte
from workflows.commands.dossiers import QuitterDemarche, RejoindreDemarche
from workflows.commands.evaluations import ValiderEvaluation
from workflows.commands.plateforme import CreerEntreprise, PublierGraine
from workflows.commands.sujets import ModifierIdentification
from workflows.errors import DecisionSuspended, Forbidden, GateRefused, RevisionConflict
from workflows.execution import Door
from workflows.registry import HANDLERS

ROOT = Path(__file__).parents[2]


def _entries(plateforme: Plateforme, log: str) -> list[dict[str, Any]]:
    with Session(plateforme.engine) as session:
        rows = session.scalars(select(JournalEntry.body).where(JournalEntry.log == log).order_by(JournalEntry.seq))
        return [json.loads(body) for body in rows]


def test_each_command_has_a_handler() -> None:
    modules = [import_module(f"workflows.commands.{module.name}") for module in iter_modules(commands.__path__)]
    named = (value for module in modules for value in vars(module).values() if isinstance(value, type))
    declared = {kind for kind in named if issubclass(kind, Command)}
    asked = {c for c in declared if not any(issubclass(other, c) and other is not c for other in declared)}
    assert asked == set(HANDLERS)


def test_an_entry_says_who_did_what_to_what_and_why(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    body = _entries(plateforme, "convergence/EDI")[-1]
    assert (body["event"], body["command"], body["role"]) == ("evaluation.validee", "ValiderEvaluation", "responsable")
    assert body["actor"] == plateforme.responsable.pseudonyme
    assert body["objects"]["questionnaire"] == INTEROP
    moves = {(t["machine"], t["event"], t["from"], t["to"]) for t in body["transitions"]}
    assert moves == {
        ("evaluation", "valider", "brouillon", "valide"),
        ("projection", "debloquer", "bloquee", "a_completer"),
    }
    assert {decision["family"] for decision in body["decisions"]} == {"profilage", "verrou", "completude", "verdict"}
    assert "Careoptim" not in json.dumps(body)
    assert "example" not in json.dumps(body)


def test_the_journal_verifies_after_a_whole_life(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    plateforme.do(QuitterDemarche(plateforme.contributeur, sujet, SOCLES))
    plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, SOCLES))
    with plateforme.engine.connect() as connection:
        report = verify(connection, PublicKey.from_vkey(plateforme.signer.vkey(AGENCY_LOG)))
    assert not report.faults, "\n".join(map(str, report.faults))
    plateforme.assert_faithful()


def test_an_answer_edited_behind_the_door_is_found(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, {"A10.1": "rouge"})
    with plateforme.engine.begin() as connection:
        connection.execute(text("UPDATE reponse SET valeur = 'vert'"))
    with pytest.raises(AssertionError, match="valeur"):
        plateforme.assert_faithful()


def test_a_refusal_is_journalled_once_in_ten_minutes_with_a_count(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    asked = ValiderEvaluation(plateforme.contributeur, sujet, SOCLES, INTEROP)
    for minutes in (0, 1, 8, 2):
        plateforme.clock.instant += timedelta(minutes=minutes)
        with pytest.raises(GateRefused):
            plateforme.do(asked)
    refusals = [body for body in _entries(plateforme, "convergence/EDI") if body["event"] == "refus"]
    assert [body["result"] for body in refusals] == ["refused", "refused"]
    with Session(plateforme.engine) as session:
        content = session.scalars(
            select(JournalPayload.content).where(
                JournalPayload.log == "convergence/EDI", JournalPayload.seq == refusals[-1]["seq"]
            )
        ).one()
    assert content is not None
    assert 2 in json.loads(content)["values"]
    plateforme.assert_faithful()


class _Disagreeing(Judge):
    """A judge whose engines never agree."""

    def decide(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> Decision:
        raise EnginesDisagree(rule_set.digest, frozenset({("", "A")}), frozenset())


def test_two_engines_that_disagree_stop_the_action_and_both_answers_are_kept(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    before = _entries(plateforme, "convergence/EDI")
    door = Door(plateforme.engine, plateforme.signer, plateforme.clock, _Disagreeing("reference"))
    with pytest.raises(DecisionSuspended) as suspended:
        door.execute(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    assert suspended.value.number in str(suspended.value)
    assert _entries(plateforme, "convergence/EDI") == before
    assert _entries(plateforme, "convergence/agence")[-1]["event"] == "decision.suspendue"


def test_a_failure_between_the_change_and_its_entry_leaves_neither(
    plateforme: Plateforme, monkeypatch: pytest.MonkeyPatch
) -> None:
    sujet = plateforme.produit()

    def broken(origin: str, size: int, root: bytes) -> str:
        raise OSError("la clé est illisible")

    monkeypatch.setattr(plateforme.signer, "sign_checkpoint", broken)
    with pytest.raises(OSError, match="illisible"):
        plateforme.repondre(sujet, {"A10.1": "vert"})
    monkeypatch.undo()
    assert not plateforme.evaluation(sujet).reponses
    plateforme.assert_faithful()


def test_a_sheet_changed_meanwhile_is_not_overwritten(plateforme: Plateforme) -> None:
    sujet, who = plateforme.produit(), plateforme.contributeur
    seen = plateforme.sujet(sujet).revision
    plateforme.do(ModifierIdentification(who, sujet, plateforme.identification(who, nom="Le premier"), seen))
    with pytest.raises(RevisionConflict):
        plateforme.do(ModifierIdentification(who, sujet, plateforme.identification(who, nom="Le second"), seen))
    assert plateforme.sujet(sujet).nom == "Le premier"


def test_references_are_given_in_order_and_never_twice(plateforme: Plateforme) -> None:
    references = [plateforme.sujet(plateforme.produit()).reference for _ in range(3)]
    assert references == [1, 2, 3]


def test_heads_stand_where_their_logs_do(plateforme: Plateforme) -> None:
    plateforme.produit()
    with Session(plateforme.engine) as session:
        sizes = {head.log: head.size for head in session.scalars(select(JournalHead))}
    assert sizes["convergence/EDI"] == len(_entries(plateforme, "convergence/EDI"))


# the connections of SQLite pass on what they are told
COMMITS = {"models/database.py", "models/unit_of_work.py", "workflows/execution.py"}


def test_nothing_but_the_unit_of_work_and_the_door_commits() -> None:
    found = set()
    for folder in ("models", "rules", "referentiels", "workflows", "reports", "webapp"):
        for path in (ROOT / folder).rglob("*.py"):
            calls = (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call))
            if any(isinstance(call.func, ast.Attribute) and call.func.attr == "commit" for call in calls):
                found.add(str(path.relative_to(ROOT)))
    assert found == COMMITS


@pytest.mark.parametrize("email", ["responsable@edi.example", "auditeur@agence.example"])
def test_only_the_agency_registers_companies_and_accounts(plateforme: Plateforme, email: str) -> None:
    who = plateforme.acteur(email)
    for command in (
        CreerEntreprise(who, "Pirate"),
        CreerCompte(who, "a@b.fr", "A", "administrateur", None),
        DesactiverCompte(who, "responsable@autre.example"),
        PublierGraine(who, "regles", "x/y", "1", "d", "c"),
    ):
        with pytest.raises(Forbidden):
            plateforme.do(command)


def test_a_counter_moved_behind_the_door_is_found(plateforme: Plateforme) -> None:
    plateforme.produit()
    with plateforme.engine.begin() as connection:
        connection.execute(text("UPDATE compteur SET valeur = 400"))
    with pytest.raises(AssertionError, match="compteur"):
        plateforme.assert_faithful()
