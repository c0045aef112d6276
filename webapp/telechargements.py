"""Documents that leave: each leaves an entry first, and one whose entry cannot be written does not leave."""

from models.snapshot import SujetSnapshot
from webapp.door import perform
from webapp.security import acteur
from workflows.commands.consultations import NoterTelechargement


def note_download(
    document: str,
    format: str,  # noqa: A002 - as addresses say
    sujet: SujetSnapshot | None = None,
    demarche: str | None = None,
    /,
    **objets: str,
) -> None:
    """Journal that a document leaves; called once it is made, since the session is closed by it."""
    nommes = dict(objets)
    if sujet is not None:
        nommes["sujet"] = sujet.id
    if demarche is not None:
        nommes["demarche"] = demarche
    if sujet is not None and demarche is not None and demarche in sujet.dossiers:
        nommes["dossier"] = sujet.dossiers[demarche].id
    perform(NoterTelechargement(acteur(), document, format, nommes))
