"""`convergence audit`: whether the journal is whole, and whether the tables are what it says."""

from dataclasses import asdict
from pathlib import Path

import click

from models.journal_reading import snapshot
from models.signed_note import KeyRefused, PublicKey, Signer
from reports.verification import VerificationReport, verify
from reports.verification_bundle import BundleRefused, verify_bundle
from webapp.cli_session import answer, as_json, opened, stop
from workflows.replay import replay

existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def audit() -> None:
    """Vérifie et rejoue le journal.

    Exemple : convergence audit verify
    """


@audit.command("verify")
@click.option("--public-key", type=existing, help="Clé publique à croire ; par défaut, celle de cette installation.")
@click.option("--anchor", "anchors", multiple=True, type=existing, help="Point de contrôle signé, gardé ailleurs.")
@as_json
def verify_(public_key: Path | None, anchors: tuple[Path, ...], as_json: bool) -> None:
    """Vérifie chaque écriture de chaque journal : chaîne, arbre, signatures, et la suite des points de contrôle gardés.

    Exemple : convergence audit verify --anchor point-de-controle-2026-01.txt
    """
    found, engine = opened()
    try:
        key = PublicKey.from_file(public_key) if public_key else Signer.load(found.signing_key).public
    except KeyRefused as error:
        stop(str(error))
    with snapshot(engine) as connection:
        report = verify(connection, key, [path.read_text("utf-8") for path in anchors])
    answer({"intact": report.ok, **asdict(report)}, _told(report), as_json)
    if not report.ok:
        stop("\n".join(str(fault) for fault in report.faults))


def _told(report: VerificationReport) -> str:
    counted = f"{len(report.logs)} journaux, {report.entries} écritures, {report.signatures} signatures vérifiées"
    verdict = "rien d'anormal" if report.ok else f"{len(report.faults) + report.hidden} anomalies"
    return f"{counted} : {verdict}."


@audit.command("results")
@click.argument("zip", type=existing)
@click.option("--public-key", type=existing, help="Clé publique à croire ; par défaut, celle que contient le fichier.")
@as_json
def results_(zip: Path, public_key: Path | None, as_json: bool) -> None:  # noqa: A002 - the name that --help shows
    """Vérifie un fichier de « Télécharger les résultats », sans base de données : ses fichiers et son journal signé.

    Exemple : convergence audit results caremoi-v1.4-885-referencement-sans-echange-resultats.zip
    """
    try:
        with zip.open("rb") as file:
            report = verify_bundle(file, PublicKey.from_file(public_key) if public_key else None)
    except (BundleRefused, KeyRefused) as error:
        stop(str(error))
    counted = f"{report.files} fichiers, {report.entries} écritures du journal, dont {report.erased} effacées"
    verdict = "rien d'anormal" if report.ok else f"{len(report.faults)} anomalies"
    answer({"intact": report.ok, **asdict(report)}, f"{counted} : {verdict}.\nClé : {report.key}", as_json)
    if not report.ok:
        stop("\n".join(report.faults))


@audit.command("replay")
@as_json
def replay_(as_json: bool) -> None:
    """Rejoue tout le journal, et compare ce qu'il dit avec chaque ligne de chaque table.

    Exemple : convergence audit replay --json
    """
    _, engine = opened()
    with snapshot(engine) as connection:
        report = replay(connection)
    faults = [*map(str, report.invalid), *map(str, report.differences)]
    verdict = (
        f"{len(report.differences) + report.hidden} différences" if faults else "les tables sont ce que dit le journal"
    )
    text = f"{report.entries} écritures rejouées, {report.rows} lignes comparées : {verdict}."
    data = {"fidele": not faults, "ecritures": report.entries, "lignes": report.rows, "ecarts": faults}
    answer(data, text, as_json)
    if faults:
        stop("\n".join(faults))
