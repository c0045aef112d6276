"""`convergence worker`: what is done beside the pages, mails and simulations."""

import fcntl
import logging
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import click
from sqlalchemy.exc import OperationalError

from webapp.app import create_app
from webapp.cli import REFUSED
from webapp.cli_session import answer, as_json, away, check_ready, door_of, settings, stop
from webapp.config import PREFIX, Settings
from webapp.courriels.facteur import ATTENTE, Facteur
from workflows.jobs import Travailleur
from workflows.simulations import Simulateur
from workflows.structured import structlog

log = structlog.get_logger("convergence.travaux")

NOM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@click.command()
@click.option("--once", is_flag=True, help="Fait ce qui attend, puis s'arrête.")
@click.option(
    "--nom", default="travail", show_default=True, help="Nom de ce processus : le même à chaque démarrage, à lui seul."
)
@click.option("--reprend", metavar="NOM", help="Reprend ce qu'un processus parti pour toujours avait commencé.")
@as_json
def worker(once: bool, nom: str, reprend: str | None, as_json: bool) -> None:
    """Envoie les courriels et simule les publications ; plusieurs à la fois se partagent le travail.

    Exemple : convergence worker --nom machine-1
    """
    found = settings(logging.INFO)
    engine = check_ready(found)
    seul(found, nom)
    simulateur = Simulateur(door_of(found, engine), engine)
    travailleur = Travailleur(simulateur, found.jobs_url, nom)
    if reprend is not None:
        absent = _nomme(reprend)
        with at_once():
            repris = travailleur.reprendre(absent)
        answer({"repris": repris}, f"Travaux repris de « {reprend} » : {repris}.", as_json)
        return
    facteur = Facteur(create_app(found)) if found.smtp is not None else None
    if once:
        issues = dict(facteur.distribuer()) if facteur is not None else {}
        with at_once():
            travailleur.tourner(Event(), une_fois=True)
        text = ", ".join(f"{etat} : {nombre}" for etat, nombre in sorted(issues.items())) or "rien n'attendait"
        answer(issues, f"Courriels : {text}. Simulations : faites.", as_json)
        return
    with at_once():
        _tourner(travailleur, facteur)


def _tourner(travailleur: Travailleur, facteur: Facteur | None) -> None:
    ending = Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda _number, _frame: ending.set())
    courriels = Thread(target=facteur.tourner, args=(ending,), daemon=True) if facteur is not None else None
    if courriels is not None:
        courriels.start()
    leaving = "Les courriels partent à mesure qu'ils sont écrits." if courriels else "Aucun serveur de courriel."
    click.echo(f"{leaving} Les simulations se font à mesure qu'elles sont demandées.")
    travailleur.tourner(ending)
    if courriels is not None:
        courriels.join(timeout=ATTENTE)
    # a thread of a simulation would go on to its end; its next start begins where it was
    os._exit(0)


@contextmanager
def at_once() -> Iterator[None]:
    """End this process where work fails or is interrupted, whatever its threads are at.

    The next of its name is given what they began. A thread that waits for a part of a simulation would wait for ever,
    and the process with it.
    """
    try:
        yield
    except OperationalError as error:
        click.echo(away(error), err=True)
    except KeyboardInterrupt:
        click.echo("Interrompu : ce qui était commencé sera repris.", err=True)
    except Exception as error:
        log.error("travaux_interrompus", kind=type(error).__name__, exc_info=error)
    else:
        return
    sys.stdout.flush()
    os._exit(REFUSED)


_LOCKS: list[Any] = []
"""What this process holds as long as it lives."""


def seul(found: Settings, nom: str) -> None:
    """Keep the name for this process as long as it lives.

    Raises: click.exceptions.Exit where another process of this machine works under it, it is no name, or the data
    folder is not there.
    """
    file = found.data_dir / f"travaux-{_nomme(nom)}.lock"
    try:
        found.data_dir.mkdir(parents=True, exist_ok=True)
        lock = file.open("w")
    except OSError as error:
        stop(f"{file} ne peut pas être écrit ({error.strerror}). Vérifiez {PREFIX}DATA_DIR.")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stop(f"Un autre processus travaille déjà sous le nom « {nom} » : donnez-en un autre par --nom.")
    _LOCKS.append(lock)


def _nomme(nom: str) -> str:
    if not NOM.fullmatch(nom):
        stop(f"« {nom} » n'est pas un nom de processus : lettres, chiffres, points et tirets, 64 au plus.")
    return nom
