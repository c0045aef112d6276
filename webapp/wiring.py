"""From settings to an engine and a door: the same for pages and for the command line."""

import json
from typing import Any, Literal

import orjson
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection, Engine

from models.database import Transactional, configure_engine
from models.log import Signs
from models.signing_key import Signer
from models.store import StoreUnavailable, open_store
from rules.decision import Judge
from rules.edition import EditionCache
from rules.remembering import RememberingJudge
from webapp.config import PREFIX, Settings
from workflows.clock import Clock
from workflows.execution import Door
from workflows.reception.antivirus import open_antivirus
from workflows.reception.receiving import Reception

THREADS = 8
"""Threads of the embedded server; each may hold one connection, and the door opens one of its own."""


def engine_options(url: str) -> dict[str, Any]:
    """How connections are kept: one a thread and a few to spare, tried before use where a network is between."""
    # values of a failed statement are what people typed: never in a message
    options: dict[str, Any] = {"hide_parameters": True, "pool_size": THREADS, "max_overflow": THREADS}
    # every row that the journal follows has such a column
    options |= {"json_serializer": _json, "json_deserializer": orjson.loads}
    if url.startswith("postgresql"):
        options |= {"pool_recycle": 1800, "connect_args": {"connect_timeout": 10}}
    elif url.startswith("sqlite"):
        options["connect_args"] = {"factory": Transactional}
    return options


def _json(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        # keys that are not quite texts, or integers beyond 64 bits
        return json.dumps(value, allow_nan=False)


def reading_options(url: str) -> dict[str, Any]:
    """The same for the engine that pages read with.

    On PostgreSQL each statement of a page sees what was committed before it, in a transaction or not. Without one, two
    round trips less; and no ROLLBACK, at which psycopg forgets every statement that it had prepared.
    """
    autocommit = {"isolation_level": "AUTOCOMMIT"} if url.startswith("postgresql") else {}
    return engine_options(url) | autocommit


def transactional(engine: Engine) -> Engine:
    """The same engine and its connections, for who writes: nothing is kept before the commit."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="READ COMMITTED")
    return engine


def open_engine(settings: Settings) -> Engine:
    """An engine that may write."""
    engine = create_engine(settings.database_url, **engine_options(settings.database_url))
    configure_engine(engine)
    return engine


def open_door(
    settings: Settings,
    engine: Engine | Connection,
    clock: Clock,
    editions: EditionCache | None = None,
    judge: Judge | None = None,
    signer: Signs | None = None,
) -> Door:
    """The door on that engine.

    Raises: KeyRefused where the journal's key cannot be used; EngineUnavailable where durable-rules is not there.
    """
    signer, asked = signer or Signer.load(settings.signing_key), judge or RememberingJudge(engine_of(settings))
    return Door(engine, signer, clock, asked, editions, courriels=settings.smtp is not None)


def engine_of(settings: Settings) -> Literal["durable", "reference"]:
    """What decides beside the reference, or the reference alone."""
    return "reference" if settings.rules_engine == "reference" else "durable"


def open_reception(settings: Settings) -> Reception:
    """Where documents are received: the store, and the antivirus where one is configured.

    Raises: StoreUnavailable where the folder cannot be made.
    """
    try:
        store = open_store(settings.storage_url)
    except OSError as error:
        raise StoreUnavailable(
            f"Le dossier des documents ne peut pas être créé ({error.strerror}) : vérifiez {PREFIX}STORAGE_URL."
        ) from error
    return Reception(store, open_antivirus(settings.clamav))
