"""Whether the platform lives (/sante) and can work (/sante/pret), for supervision; says nothing about what it holds."""

import structlog
from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from models.database import db
from webapp.runtime import runtime
from webapp.security import public

bp = Blueprint("sante", __name__, url_prefix="/sante")
log = structlog.get_logger("convergence.sante")


@bp.get("")
@public
def alive() -> Response:
    """That the process answers."""
    return jsonify(etat="vivante")


@bp.get("/pret")
@public
def ready() -> Response:
    """That the database answers and the journal's key is there; 503 where one is missing."""
    checks = {"base_de_donnees": _database(), "cle_du_journal": runtime().settings.signing_key.is_file()}
    answer = jsonify(
        etat="prete" if all(checks.values()) else "indisponible",
        controles={name: "ok" if found else "absente" for name, found in checks.items()},
    )
    answer.status_code = 200 if all(checks.values()) else 503
    return answer


def _database() -> bool:
    try:
        db.session.execute(text("SELECT 1 FROM entreprise WHERE 1 = 0"))
    except SQLAlchemyError as error:
        log.error("database", kind=type(error).__name__)
        return False
    return True
