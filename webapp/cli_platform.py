"""`convergence serve`, `init` and `demo`."""

import logging
import signal
import sys
from multiprocessing import get_context
from pathlib import Path
from types import FrameType

import click
from flask import Flask
from sqlalchemy.engine import Engine
from waitress.server import BaseWSGIServer

from webapp.app import create_app
from webapp.cli import REFUSED
from webapp.cli_session import answer, as_json, columns, settings, stop
from webapp.config import Settings
from webapp.courriels.facteur import sending_mails
from webapp.journal_key import journal_key
from webapp.listening import listen
from webapp.memory import few_arenas, giving_back
from webapp.preparation import PreparationRefused, prepare, prepare_demonstration
from webapp.travaux import working
from workflows.demonstration import COMPTES, MOT_DE_PASSE
from workflows.installation import ContentRefused


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse où écouter.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port où écouter.")
@click.option("--demo", is_flag=True, help="Avec les données et les comptes de démonstration.")
def serve(host: str, port: int, demo: bool) -> None:
    """Prépare la base s'il le faut, puis sert la plateforme.

    Exemple : convergence serve --port 8080 --demo
    """
    few_arenas()
    found = settings(logging.INFO)
    signal.signal(signal.SIGTERM, _stop)
    _make_ready_apart(found, demo)
    app = create_app(found)
    server = _server(app, found, host, port)
    click.echo(f"Convergence est prête : http://{_shown(host)}:{server.effective_port}")
    if demo:
        click.echo(_accounts())
    sys.stdout.flush()
    with sending_mails(app), working(app), giving_back():
        server.run()


@click.command()
@click.option(
    "--contenu",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Publie aussi les référentiels et les règles (.yaml) de ce dossier.",
)
@as_json
def init(contenu: Path | None, as_json: bool) -> None:
    """Prépare la base : schéma, clé du journal, référentiels et règles ; recommencer ne change rien.

    Exemple : convergence init --contenu referentiels-locaux
    """
    found = settings()
    fingerprint = journal_key(found, _ready(found, contenu=contenu)).fingerprint
    data = {"base": "prête", "cle_du_journal": str(found.signing_key), "empreinte": fingerprint}
    text = f"La base est prête.\nClé du journal : {found.signing_key}\nSon empreinte (à noter ailleurs) : {fingerprint}"
    answer(data, text, as_json)


@click.command()
@as_json
def demo(as_json: bool) -> None:
    """Prépare la base avec les données et les comptes de démonstration.

    Exemple : CONVERGENCE_DATA_DIR=/tmp/essai convergence demo
    """
    found = settings()
    _ready(found, demonstration=True).dispose()
    data = {"comptes": [{"email": email, "role": role} for email, _, role, _ in COMPTES], "mot_de_passe": MOT_DE_PASSE}
    answer(data, _accounts(), as_json)


def _ready(found: Settings, demonstration: bool = False, contenu: Path | None = None) -> Engine:
    try:
        return prepare_demonstration(found) if demonstration else prepare(found, contenu)
    except (PreparationRefused, ContentRefused) as error:
        stop(str(error))


def _make_ready_apart(found: Settings, demonstration: bool) -> None:
    """Prepare the database in a child: what that takes is given back with it, and a server runs for weeks.

    Raises: click.exceptions.Exit where it could not, which the child has said.
    """
    child = get_context("fork").Process(target=_ready_or_exit, args=(found, demonstration))
    child.start()
    try:
        child.join()
    except BaseException:
        # told to stop: so is the child, whose transaction leaves nothing behind
        child.terminate()
        raise
    if child.exitcode:
        raise click.exceptions.Exit(child.exitcode if child.exitcode > 0 else REFUSED)


def _ready_or_exit(found: Settings, demonstration: bool) -> None:
    try:
        _ready(found, demonstration).dispose()
    except click.exceptions.Exit as refused:
        sys.exit(refused.exit_code)
    except KeyboardInterrupt:
        # the server, which is told too, says so
        sys.exit(REFUSED)


def _server(app: Flask, found: Settings, host: str, port: int) -> BaseWSGIServer:
    try:
        return listen(app, host, port, https=found.https)
    except OSError as error:
        stop(f"Impossible d'écouter sur {host}:{port} : {error.strerror}. Changez de port par --port.")


def _accounts() -> str:
    rows = [(email, role, nom) for email, nom, role, _ in COMPTES]
    table = columns(("Adresse", "Rôle", "Nom"), rows)
    return f"\nComptes de démonstration (mot de passe : {MOT_DE_PASSE}) :\n{table}\n"


def _shown(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not listened on


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit
