"""`convergence audit prove`, `consistency`, `export` and `anchor`: what leaves to be verified by others."""

from collections.abc import Iterable
from pathlib import Path
from typing import IO

import click
from sqlalchemy.engine import Connection

from models.journal_reading import last_notes, logs, snapshot
from models.signed_note import PublicKey
from reports.journal_export import export_lines
from reports.proofs import ProofRefused, Signed, consistent, given, log_named, prove, stored
from webapp.cli_session import answer, as_json, door_of, opened, stop
from webapp.cli_trust import believed, existing, notes, public_key_option, trusted
from webapp.new_file import created
from workflows.clock import SystemClock
from workflows.commands.base import SYSTEME
from workflows.commands.plateforme import ConsignerPointsDeControle

EVERY_LOG = "tous"


@click.command("prove")
@click.argument("log")
@click.argument("seq", type=click.IntRange(min=0))
@click.option("--checkpoint", type=existing, help="Point de contrôle gardé ailleurs ; par défaut, le dernier.")
@public_key_option
@as_json
def prove_(log: str, seq: int, checkpoint: Path | None, public_key: Path | None, as_json: bool) -> None:
    """Prouve que l'écriture SEQ est dans le journal LOG (« agence », ou la référence d'une entreprise).

    Exemple : convergence audit prove agence 12 > preuve.tlog-proof
    """
    found, engine = opened()
    key = trusted(found, public_key)
    try:
        with snapshot(engine) as connection:
            key = believed(connection, key)
            note = _only_note(checkpoint) if checkpoint else None
            proof = prove(connection, key, log_named(connection, log), seq, note)
    except ProofRefused as error:
        stop(str(error))
    answer(proof.data, proof.text.removesuffix("\n"), as_json)


@click.command("consistency")
@click.argument("log")
@click.argument("old")
@click.argument("new")
@public_key_option
@as_json
def consistency_(log: str, old: str, new: str, public_key: Path | None, as_json: bool) -> None:
    """Prouve que le journal LOG à NEW commence par ce qu'il était à OLD : deux tailles, ou deux fichiers.

    Exemple : convergence audit consistency agence point-de-controle.txt 40
    """
    found, engine = opened()
    key = trusted(found, public_key)
    try:
        with snapshot(engine) as connection:
            key = believed(connection, key)
            origin = log_named(connection, log)
            before, after = (_checkpoint(connection, key, origin, said) for said in (old, new))
            proof = consistent(connection, origin, before, after)
    except ProofRefused as error:
        stop(str(error))
    answer(proof.data, proof.text.removesuffix("\n"), as_json)


@click.command("export")
@click.argument("log")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--no-values", is_flag=True, help="Sans les valeurs ni les sels : tout se vérifie, sauf elles.")
@public_key_option
@as_json
def export_(log: str, file: Path, no_values: bool, public_key: Path | None, as_json: bool) -> None:
    """Écrit le journal LOG (ou « tous ») dans un fichier que le vérificateur lit sans la plateforme.

    Exemple : convergence audit export tous journaux.jsonl --no-values
    """
    found, engine = opened()
    key = trusted(found, public_key)
    entries = 0
    try:
        with snapshot(engine) as connection, created(file) as output:
            key = believed(connection, key)
            origins = logs(connection) if log == EVERY_LOG else (log_named(connection, log),)
            for origin in origins:
                entries += _write(output, export_lines(connection, origin, key, values=not no_values)) - 1
    except ProofRefused as error:
        stop(str(error))
    except OSError as error:
        stop(f"{file} ne peut pas être écrit : {error.strerror}.")
    data = {"fichier": str(file), "journaux": list(origins), "ecritures": entries, "valeurs": not no_values}
    answer(data, f"{file} : {len(origins)} journaux, {entries} écritures.", as_json)


@click.command("anchor")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--noter", is_flag=True, help="Note d'abord ces points de contrôle dans le journal de l'agence.")
@public_key_option
@as_json
def anchor_(folder: Path, noter: bool, public_key: Path | None, as_json: bool) -> None:
    """Écrit dans FOLDER le dernier point de contrôle signé de chaque journal : un fichier par appel, à garder ailleurs.

    Exemple : convergence audit anchor /mnt/ancres --noter
    """
    found, engine = opened()
    key = trusted(found, public_key)
    if noter:
        door_of(found, engine).execute(ConsignerPointsDeControle(SYSTEME))
    file = folder / f"points-de-controle-{SystemClock().now():%Y-%m-%dT%H%M%SZ}.txt"
    try:
        with snapshot(engine) as connection, created(file) as output:
            key = believed(connection, key)
            signed = [given(key, log, note) for log, note in last_notes(connection).items()]
            output.write("\n".join(each.note for each in signed).encode())
    except ProofRefused as error:
        stop(str(error))
    except OSError as error:
        stop(f"{file} ne peut pas être écrit : {error.strerror}.")
    sizes = {each.checkpoint.origin: each.checkpoint.size for each in signed}
    answer({"fichier": str(file), "journaux": sizes}, f"{file} : {len(sizes)} journaux.", as_json)


def _write(output: IO[bytes], lines: Iterable[bytes]) -> int:
    """Write the lines, and give their number."""
    return sum(1 for line in lines if output.write(line))


def _checkpoint(connection: Connection, key: PublicKey, log: str, said: str) -> Signed:
    """The checkpoint at a size, or of a file."""
    if said.isdecimal():
        return stored(connection, key, log, int(said))
    path = Path(said)
    if not path.is_file():
        raise click.BadParameter(f"« {said} » n'est ni une taille, ni un fichier.")
    return given(key, log, _only_note(path))


def _only_note(path: Path) -> str:
    found = notes([path])
    if len(found) != 1:
        raise ProofRefused(f"{path} contient {len(found)} points de contrôle : gardez-y celui du journal.")
    return found[0]
