"""« Télécharger les résultats » of a finished démarche."""

from collections.abc import Callable
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO

from flask import Response, send_file
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.database import db
from models.journal_reading import snapshot
from models.key_reading import trusted_keys
from reports.bundle import Sources, write_bundle
from reports.bundle_reading import LecteurDeLot, PasFinalisee
from webapp.industriel.blueprint import bp
from webapp.industriel.documents import document_name, fonts
from webapp.industriel.dossiers import ADDRESS
from webapp.industriel.opening import OpenDossier, decideur_of, edition_at, open_dossier
from webapp.runtime import edition, runtime
from webapp.security import INDUSTRIEL, acces
from webapp.telechargements import note_download
from workflows.errors import NotFound


@bp.get(ADDRESS + "/resultats.zip")
@acces(*INDUSTRIEL)
def resultats_du_dossier(reference: int, demarche: str) -> Response:
    """The whole of it, written aside first: what cannot be read makes a page of error and never half a file."""
    opened = open_dossier(reference, demarche)
    try:
        file = _written_aside(lambda made: _write(opened, made))
    except PasFinalisee as absente:
        raise NotFound(_("Les résultats se téléchargent une fois la démarche finalisée.")) from absente
    size = file.seek(0, 2)
    file.seek(0)
    name = document_name(f"{opened.sujet.libelle} {demarche} resultats")
    answer = send_file(file, "application/zip", as_attachment=True, download_name=f"{name}.zip")
    answer.content_length = size
    note_download("dossier", "zip", opened.sujet, demarche)
    return answer


def _write(opened: OpenDossier, file: IO[bytes]) -> None:
    current = edition()
    with snapshot(db.engine) as connection, Session(connection) as session:
        lecteur = LecteurDeLot(session, edition_at, decideur_of)
        lot = lecteur.lire(current, opened.sujet.id, opened.demarche)
        keys = trusted_keys(connection, runtime().journal_key)
        sources = Sources(connection, runtime().reception.store.read, fonts(), keys)
        write_bundle(file, lot, sources)


def _written_aside(write: Callable[[IO[bytes]], None]) -> IO[bytes]:
    """A file without a name, closed again where writing it failed."""
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        write(file)
        stack.pop_all()
        return file
