"""What one application was wired with, for the code that answers its requests."""

from dataclasses import dataclass, field

from flask import current_app, g

from models.database import db
from models.editions import documents, en_vigueur
from models.signed_note import PublicKey
from rules.edition import Edition, EditionCache, edition_digest
from webapp.config import Settings
from webapp.limits import Limits
from webapp.metrics import Metrics
from workflows.clock import Clock
from workflows.execution import Door
from workflows.reception.receiving import Reception

KEY = "convergence"


@dataclass(frozen=True, slots=True)
class Runtime:
    """The settings, the clock, the door, the editions, the limits, the counts and the reception of one application.

    `journal_key` is the public key of the journal. `sujets` holds which subject a company's number names, once asked:
    a number is given once, and never to another.
    """

    settings: Settings
    clock: Clock
    door: Door
    editions: EditionCache
    limits: Limits
    metrics: Metrics
    reception: Reception
    journal_key: PublicKey
    sujets: dict[tuple[str | None, int], str] = field(default_factory=dict)


def runtime() -> Runtime:
    """What the current application was wired with."""
    wired: Runtime = current_app.extensions[KEY]
    return wired


def edition() -> Edition:
    """What is published now: one statement per request, the documents read only when they changed."""
    if "edition" not in g:
        designations = en_vigueur(db.session(), runtime().clock.now())
        g.edition = runtime().editions.get(edition_digest(designations), lambda: documents(db.session(), designations))
    found: Edition = g.edition
    return found
