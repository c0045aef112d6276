"""What every document that can be taken away has: a name, and the note that anchors it in the journal."""

from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote

from flask import current_app

from models.database import db
from reports.file_names import document_name
from reports.journal import derniere_note
from reports.position import PositionDuJournal, position_actuelle
from webapp.runtime import runtime
from webapp.security import acteur

__all__ = ["attachment_names", "document_name", "fonts", "one_instant", "position", "signed_note"]


def fonts() -> Path:
    """The folder of the fonts that documents are drawn with."""
    return Path(current_app.static_folder or "") / "vendor"


def attachment_names(name: str) -> dict[str, str]:
    """How an answer names a file: in ASCII for old programs and, where that loses something, whole for the others."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    if plain == name:
        return {"filename": name}
    return {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}


def one_instant() -> None:
    """From here on, what this request reads is of one instant, while others go on writing."""
    db.session.close()
    # On SQLite a read transaction is that already.
    options = {"isolation_level": "REPEATABLE READ"} if db.engine.dialect.name == "postgresql" else {}
    db.session().connection(execution_options=options)


def position() -> PositionDuJournal:
    """Where the journals of the actor's company and of the agency stand, in what this request reads."""
    return position_actuelle(db.session(), str(acteur().entreprise_reference), runtime().clock.now())


def signed_note() -> str | None:
    """The last signed note of the journal of the actor's company, None while nothing is in it."""
    reference = acteur().entreprise_reference
    return derniere_note(db.session(), reference) if reference is not None else None
