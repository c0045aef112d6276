"""`convergence referentiel`: what the agency publishes."""

from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy.orm import Session

from models.editions import en_vigueur
from referentiels.loading import assemble, read_document, seed_documents
from rules.edition import REGLES
from webapp import cli_echange
from webapp.cli_session import answer, as_json, columns, opened
from workflows.clock import SystemClock


@click.group()
def referentiel() -> None:
    """Liste, contrôle, importe, exporte et compare les référentiels.

    Exemple : convergence referentiel check
    """


for command in (cli_echange.import_, cli_echange.export, cli_echange.diff):
    referentiel.add_command(command)


@referentiel.command("list")
@as_json
def list_(as_json: bool) -> None:
    """Liste les documents en vigueur.

    Exemple : convergence referentiel list
    """
    _, engine = opened()
    with Session(engine) as session:
        found = [item for item in en_vigueur(session, SystemClock().now()) if item[0] != REGLES]
    _show(found, as_json)


@referentiel.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Contrôle des fichiers de référentiel, chacun seul ; sans fichier, ceux qui sont livrés, seuls puis ensemble.

    Exemple : convergence referentiel check securite-2022.yaml
    """
    documents = [read_document(path.read_text("utf-8"), str(path)) for path in files] or list(seed_documents())
    if not files:
        assemble(documents)
    _show([(*document.cle, document.digest) for document in documents], as_json)


def _show(documents: Sequence[tuple[str, str, str, str]], wants_json: bool) -> None:
    keys = ("genre", "code", "version", "empreinte")
    rows = [(genre, code, version, digest[:12]) for genre, code, version, digest in documents]
    table = columns(("Genre", "Code", "Version", "Empreinte"), rows)
    answer([dict(zip(keys, document, strict=True)) for document in documents], table, wants_json)
