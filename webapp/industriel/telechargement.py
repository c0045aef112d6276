"""Downloading a proof: always as an attachment, under its own name, by who may."""

from collections.abc import Iterator

from flask import Response
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from reports.preuves import DocumentTrouve, document_de
from webapp.industriel.blueprint import bp
from webapp.industriel.documents import attachment_names
from webapp.runtime import runtime
from webapp.security import INDUSTRIEL, acces, acteur
from webapp.telechargements import note_download
from workflows.errors import NotFound, Refused
from workflows.reception.rescan import Contenu, rescan


@bp.get("/preuves/<identifiant>")
@acces(*INDUSTRIEL, Role.AUDITEUR)
def preuve(identifiant: str) -> Response:
    """The document; of one's own company, or of any for an auditeur."""
    found = document_de(db.session(), identifiant, acteur().entreprise_id)
    if found is None:
        raise NotFound(_("Ce document n’existe pas."))
    if not _open(found):
        found = _looked_at_again(found)
    note_download("preuve", found.document.format, preuve=identifiant, sujet=found.sujet_id)
    pieces = runtime().reception.store.read(found.entreprise_id, found.document.empreinte)
    return _attachment(found, pieces)


def _open(found: DocumentTrouve) -> bool:
    return found.document.ouvert_a(acteur().compte_id)


def _looked_at_again(found: DocumentTrouve) -> DocumentTrouve:
    """The same, scanned now where it was waiting.

    Raises: Refused where it stays closed.
    """
    if found.document.antivirus == "en_attente":
        db.session.close()
        contenu = Contenu(found.entreprise_id, found.sujet_id, found.document.empreinte)
        if rescan(contenu, runtime().reception, runtime().door).resultat == "saine":
            return found
        seen = document_de(db.session(), found.document.id, acteur().entreprise_id)
        found = seen or found
    if found.document.antivirus == "infectee":
        raise Refused(_("L’antivirus a reconnu un programme malveillant dans ce document : il reste en quarantaine."))
    raise Refused(
        _(
            "Ce document attend l’analyse de l’antivirus, qui ne répond pas : seule la personne qui l’a déposé peut le "
            "télécharger d’ici là. Réessayez plus tard."
        )
    )


def _attachment(found: DocumentTrouve, pieces: Iterator[bytes]) -> Response:
    answer = Response(pieces, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", **attachment_names(found.document.nom))
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.content_length = found.document.taille
    return answer
