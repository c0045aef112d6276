"""What every command needs: the settings, the database, and two ways to answer."""

import json
import logging
import os
from collections.abc import Sequence
from typing import Any, NoReturn

import click
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from models.schema import is_current
from models.signed_note import KeyRefused
from webapp.cli import REFUSED
from webapp.config import PREFIX, Settings, read_settings
from webapp.journal_key import journal_key
from webapp.logs import configure_logging
from webapp.wiring import open_door, open_engine
from workflows.clock import SystemClock
from workflows.execution import Door

as_json = click.option("--json", "as_json", is_flag=True, help="Répond en JSON, pour un programme.")


def settings(level: int = logging.WARNING) -> Settings:
    """The settings of the environment; what they ignore is said in the log.

    Raises: SettingsError.
    """
    found = read_settings(os.environ)
    configure_logging(found.log_format, level)
    for name in found.ignored:
        logging.getLogger("convergence").warning("%s est sans effet dans cette version.", name)
    return found


def opened() -> tuple[Settings, Engine]:
    """The settings and an engine on a database that has its tables; nothing is written.

    Raises: SettingsError; click.exceptions.Exit where the database is not there or not ready.
    """
    found = settings()
    return found, check_ready(found)


def check_ready(found: Settings) -> Engine:
    """An engine on a database that has its tables.

    Raises: click.exceptions.Exit where it is not there or not ready.
    """
    engine = open_engine(found)
    click.get_current_context().call_on_close(engine.dispose)
    try:
        with engine.connect() as connection:
            current = is_current(connection)
    except OperationalError as error:
        stop(away(error))
    if not current:
        stop("La base n'est pas prête pour cette version : lancez d'abord « convergence init ».")
    return engine


def door_of(found: Settings, engine: Engine) -> Door:
    """What a command changes things through.

    Raises: click.exceptions.Exit where the journal's key is not there, or is not the one that signed so far.
    """
    try:
        return open_door(found, engine, SystemClock(), signer=journal_key(found, engine))
    except KeyRefused as error:
        stop(str(error))


def away(error: OperationalError) -> str:
    """That the database is not there, in a sentence."""
    return f"La base de données ne répond pas ou n'existe pas : {error.orig}. Vérifiez {PREFIX}DATABASE_URL."


def stop(reason: str) -> NoReturn:
    """End the command with the reason on standard error."""
    click.echo(reason, err=True)
    raise click.exceptions.Exit(REFUSED)


def answer(data: Any, text: str, wants_json: bool) -> None:
    """Print one answer, for a program or for a person."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str) if wants_json else text)


def columns(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows under their titles, aligned."""
    texts = [tuple(str(cell) for cell in row) for row in (titles, *rows)]
    widths = [max(len(row[index]) for row in texts) for index in range(len(titles))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in texts
    )


def counted(number: int, noun: str) -> str:
    """« 1 anomalie », « 2 anomalies »."""
    return f"{number} {noun}{'s' if number > 1 else ''}"
