"""`convergence bpmn`: a démarche as a process."""

import click
from flask import Flask
from sqlalchemy.orm import Session

from models.editions import documents, en_vigueur
from rules.edition import build_edition
from webapp.cli_session import opened
from webapp.presentation import install_presentation
from webapp.processus import FORMATS, fichier_de
from workflows.clock import SystemClock
from workflows.errors import NotFound


@click.command()
@click.argument("demarche")
@click.option("--format", "ending", type=click.Choice(list(FORMATS)), default="bpmn", show_default=True, help="Format.")
def bpmn(demarche: str, ending: str) -> None:
    """Écrit une démarche en BPMN 2.0 ou en SVG, avec ses dossiers dans chaque état.

    Exemple : convergence bpmn socles > socles.bpmn
    """
    _, engine = opened()
    with Session(engine) as session:
        edition = build_edition(documents(session, en_vigueur(session, SystemClock().now())))
        found = edition.catalogue.demarches.get(demarche)
        if found is None:
            raise NotFound(
                f"« {demarche} » n'est pas une démarche ; il y a : {', '.join(edition.catalogue.demarches)}."
            )
        app = Flask("webapp")
        install_presentation(app)
        with app.test_request_context():
            click.echo(fichier_de(session, found, ending).decode(), nl=False)
