"""`convergence audit`: whether the journal is whole, and whether the tables are what it says."""

from dataclasses import asdict
from pathlib import Path

import click

from models.journal_reading import snapshot
from reports.verification import VerificationReport, verify
from webapp.cli_keys import public_key_, rotate_key_
from webapp.cli_mining import mining_
from webapp.cli_proofs import anchor_, consistency_, export_, prove_
from webapp.cli_replay import replay_
from webapp.cli_results import results_
from webapp.cli_session import answer, as_json, counted, opened, stop
from webapp.cli_trust import anchor_option, notes, public_key_option, trusted


@click.group()
def audit() -> None:
    """Vérifie, prouve, exporte et rejoue le journal.

    Exemple : convergence audit verify
    """


for command in (replay_, prove_, consistency_, export_, anchor_, results_, mining_, rotate_key_, public_key_):
    audit.add_command(command)


@audit.command("verify")
@public_key_option
@anchor_option
@as_json
def verify_(public_key: Path | None, anchors: tuple[Path, ...], as_json: bool) -> None:
    """Vérifie chaque écriture de chaque journal : chaîne, arbre, signatures, et la suite des points de contrôle gardés.

    Exemple : convergence audit verify --anchor point-de-controle-2026-01.txt
    """
    found, engine = opened()
    key = trusted(found, public_key)
    with snapshot(engine) as connection:
        report = verify(connection, key, notes(anchors))
    answer({"intact": report.ok, **asdict(report)}, _told(report), as_json)
    if not report.ok:
        stop("\n".join(str(fault) for fault in report.faults))


def _told(report: VerificationReport) -> str:
    read = f"{len(report.logs)} journaux, {report.entries} écritures, {report.signatures} signatures vérifiées"
    verdict = "rien d'anormal" if report.ok else counted(len(report.faults) + report.hidden, "anomalie")
    return f"{read} : {verdict}."
