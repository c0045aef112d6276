"""From settings to a database that is ready: its schema, the journal's key, what is shipped, the demonstration."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.compte import Compte
from models.journal_reading import logs
from models.schema import alone, upgrade
from models.signed_note import KeyRefused
from models.store import StoreUnavailable
from webapp.config import PREFIX, Settings
from webapp.journal_key import journal_key
from webapp.passwords import hash_password
from webapp.wiring import open_door, open_engine, open_reception
from workflows.clock import SetClock, SystemClock
from workflows.demonstration import DEBUT, MOT_DE_PASSE, RESPONSABLE, Demonstration, is_complete
from workflows.installation import folder_documents, initialise


class PreparationRefused(Exception):
    """The platform cannot start on this database; the text says why and what to do."""


def prepare(settings: Settings, contenu: Path | None = None) -> Engine:
    """An engine on a database that has its tables, its key and what is shipped; doing it again changes nothing.

    The documents of the folder `contenu` are published beside what is shipped.
    Raises: PreparationRefused, ContentRefused.
    """
    documents = folder_documents(contenu) if contenu is not None else ()
    with _prepared(settings) as engine:
        initialise(open_door(settings, engine, SystemClock()), contenu=documents)
    return engine


def prepare_demonstration(settings: Settings) -> Engine:
    """The same with the demonstration, made once, in a database that holds nothing yet.

    Raises: PreparationRefused where it holds something else, or a demonstration that was interrupted, or where the
    proofs have no place.
    """
    with _prepared(settings) as engine:
        if _has_demonstration(engine):
            initialise(open_door(settings, engine, SystemClock()))
            return engine
        clock = SetClock(DEBUT)
        # the demonstration's people read no mail
        door = open_door(replace(settings, smtp=None), engine, clock)
        garder = open_reception(settings).store.keep
        try:
            Demonstration(door, engine, clock, hash_password(MOT_DE_PASSE), garder).make()
        except StoreUnavailable as error:
            raise PreparationRefused(
                f"La démonstration s’arrête : {error}. "
                f"Vérifiez {PREFIX}STORAGE_URL, puis recommencez dans une base neuve."
            ) from error
    return engine


@contextmanager
def _prepared(settings: Settings) -> Iterator[Engine]:
    """An engine on a database that has its tables and its key, for this process alone until the end of the block."""
    try:
        settings.data_dir.mkdir(mode=0o750, parents=True, exist_ok=True)
    except OSError as error:
        raise PreparationRefused(
            f"Le dossier {settings.data_dir} ne peut pas être créé ({error.strerror}). "
            f"Donnez-le au compte de la plateforme, ou désignez-en un autre par {PREFIX}DATA_DIR."
        ) from error
    engine = open_engine(settings)
    try:
        with alone(engine):
            upgrade(engine)
            journal_key(settings, engine, first=True)
            yield engine
    except KeyRefused as error:
        raise PreparationRefused(str(error)) from error
    except OperationalError as error:
        raise PreparationRefused(
            f"La base de données ne répond pas ou refuse l’accès : {error.orig}. Vérifiez {PREFIX}DATABASE_URL."
        ) from error


def _has_demonstration(engine: Engine) -> bool:
    with Session(engine) as session:
        if is_complete(session):
            return True
        if session.scalar(select(Compte.id).where(Compte.email == RESPONSABLE)):
            raise PreparationRefused(
                "La démonstration de cette base a été interrompue. Effacez-la et recommencez dans une base neuve, "
                f"ou désignez-en une autre par {PREFIX}DATABASE_URL ou {PREFIX}DATA_DIR."
            )
        if logs(session.connection()):
            raise PreparationRefused(
                "La démonstration, qui commence en 2022, ne se fait que dans une base neuve. "
                f"Désignez-en une autre par {PREFIX}DATABASE_URL ou {PREFIX}DATA_DIR."
            )
    return False
