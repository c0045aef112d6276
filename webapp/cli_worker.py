"""`convergence worker`: what is done beside the pages, where `serve` does not do it."""

import logging
import signal
from threading import Event

import click

from webapp.app import create_app
from webapp.cli_session import answer, as_json, check_ready, settings, stop
from webapp.config import PREFIX
from webapp.courriels.facteur import Facteur


@click.command()
@click.option("--once", is_flag=True, help="Envoie ce qui attend, puis s'arrête.")
@as_json
def worker(once: bool, as_json: bool) -> None:
    """Envoie les courriels en attente ; plusieurs à la fois se partagent le travail.

    Exemple : convergence worker --once
    """
    found = settings(logging.INFO)
    if found.smtp is None:
        stop(f"Aucun courriel à envoyer : {PREFIX}SMTP_URL ne désigne pas de serveur.")
    check_ready(found)
    facteur = Facteur(create_app(found))
    if once:
        issues = dict(facteur.distribuer())
        text = ", ".join(f"{etat} : {nombre}" for etat, nombre in sorted(issues.items())) or "rien n'attendait"
        answer(issues, f"Courriels : {text}.", as_json)
        return
    ending = Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: ending.set())
    click.echo("Les courriels partent à mesure qu'ils sont écrits.")
    facteur.tourner(ending)
