"""`convergence audit results`: whether a file of « Télécharger les résultats » is what was given out."""

from dataclasses import asdict
from pathlib import Path

import click

from models.signed_note import KeyRefused, PublicKey
from reports.verification_bundle import BundleRefused, verify_bundle
from webapp.cli_session import answer, as_json, counted, stop
from webapp.cli_trust import existing


@click.command("results")
@click.argument("file", type=existing)
@click.option(
    "--pubkey",
    "--public-key",
    "public_key",
    type=existing,
    help="Clé publique à croire ; par défaut, celle que contient le fichier.",
)
@as_json
def results_(file: Path, public_key: Path | None, as_json: bool) -> None:
    """Vérifie un fichier de « Télécharger les résultats », sans base de données : ses fichiers et son journal signé.

    Exemple : convergence audit results caremoi-v1.4-885-resultats.zip
    """
    try:
        with file.open("rb") as opened:
            report = verify_bundle(opened, PublicKey.from_file(public_key) if public_key else None)
    except (BundleRefused, KeyRefused) as error:
        stop(str(error))
    read = f"{report.files} fichiers, {report.entries} écritures du journal, dont {report.erased} effacées"
    verdict = "rien d'anormal" if report.ok else counted(len(report.faults), "anomalie")
    answer({"intact": report.ok, **asdict(report)}, f"{read} : {verdict}.\nClé : {report.key}", as_json)
    if not report.ok:
        stop("\n".join(report.faults))
