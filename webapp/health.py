"""Whether the platform lives (/sante/vivant) and can work (/sante/pret): for supervision, silent on its data."""

import os
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from models.checkpoint import NoteRefused
from models.database import db
from models.key_reading import current_key, trusted_keys
from models.schema import is_current
from models.signed_note import KeyRefused
from models.signing_key import Signer
from models.store import StoreUnavailable, folder_of
from reports.supervision import last_note
from webapp.runtime import runtime
from webapp.security import public
from workflows.structured import structlog

bp = Blueprint("sante", __name__, url_prefix="/sante")
log = structlog.get_logger("convergence.sante")


@bp.get("")
@bp.get("/vivant")
@public
def alive() -> Response:
    """That the process answers: restart it where it does not."""
    return jsonify(etat="vivante")


@bp.get("/pret")
@public
def ready() -> Response:
    """What it needs to work, checked now; 503 where something is missing: send no visitor, restarting mends nothing."""
    checks = {name: _holds(name, check) for name, check in CHECKS.items()}
    answer = jsonify(
        etat="prete" if all(checks.values()) else "indisponible",
        controles={name: "ok" if holds else "absente" for name, holds in checks.items()},
    )
    answer.status_code = 200 if all(checks.values()) else 503
    return answer


def _holds(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (SQLAlchemyError, KeyRefused, NoteRefused, StoreUnavailable) as error:
        log.error("not_ready", check=name, kind=type(error).__name__)
        return False


def _database() -> bool:
    """Both databases answer: the one that pages read, and the one that commands write to."""
    for engine in db.engines.values():
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    return True


def _schema() -> bool:
    return is_current(db.session.connection())


def _key() -> bool:
    """The key is there and is the one that signs the journal."""
    signer, note = Signer.load(runtime().settings.signing_key), last_note(db.session())
    signer.follow(*current_key(db.session.connection()))
    if note is not None:
        trusted_keys(db.session.connection(), signer.public).open_checkpoint(note)
    return True


def _storage() -> bool:
    """The store of the documents answers; where it is a folder, it is there and may be written to."""
    folder = folder_of(runtime().settings.storage_url)
    runtime().reception.store.has("sante", "0" * 64)
    return folder is None or os.access(folder, os.W_OK)


CHECKS: Mapping[str, Callable[[], bool]] = {
    "base_de_donnees": _database,
    "schema": _schema,
    "cle_du_journal": _key,
    "documents": _storage,
}
