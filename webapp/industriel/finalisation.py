"""« Télécharger les résultats » of a finished démarche."""

from typing import IO

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.database import db
from models.journal_reading import snapshot
from reports.bundle import write_bundle
from reports.bundle_reading import LecteurDeLot, PasFinalisee
from webapp.industriel.archives import sources_of, zip_answer
from webapp.industriel.blueprint import bp
from webapp.industriel.dossiers import ADDRESS
from webapp.industriel.opening import OpenDossier, decideur_of, edition_at, open_dossier
from webapp.runtime import edition
from webapp.security import INDUSTRIEL, acces
from webapp.telechargements import note_download
from workflows.errors import NotFound


@bp.get(ADDRESS + "/resultats.zip")
@acces(*INDUSTRIEL)
def resultats_du_dossier(reference: int, demarche: str) -> Response:
    """The whole of it, written aside first: what cannot be read makes a page of error and never half a file."""
    opened = open_dossier(reference, demarche)
    try:
        answer = zip_answer(lambda made: _write(opened, made), f"{opened.sujet.libelle} {demarche} resultats")
    except PasFinalisee as absente:
        raise NotFound(_("Les résultats se téléchargent une fois la démarche finalisée.")) from absente
    note_download("dossier", "zip", opened.sujet, demarche)
    return answer


def _write(opened: OpenDossier, file: IO[bytes]) -> None:
    current = edition()
    with snapshot(db.engine) as connection, Session(connection) as session:
        lecteur = LecteurDeLot(session, edition_at, decideur_of)
        lot = lecteur.lire(current, opened.sujet.id, opened.demarche)
        write_bundle(file, lot, sources_of(connection))
