"""Consultations by auditeurs and documents taken away: they change no row, the entry is all there is."""

from typing import Any

from sqlalchemy import select

from models.compte import Role
from models.dossier import Dossier
from models.events import Event
from models.journal import JournalEntry
from models.log import AGENCY_LOG, lock_head
from models.sujet import Sujet
from workflows.commands.consultations import ConsulterDossier, NoterTelechargement
from workflows.context import Contexte
from workflows.errors import Forbidden, NotFound


def consulter(command: ConsulterDossier, context: Contexte) -> None:
    """Say in the agency's log, once a session, that an auditeur opened this.

    Raises: Forbidden, NotFound.
    """
    if command.acteur.role != Role.AUDITEUR:
        raise Forbidden("La consultation des dossiers de toutes les entreprises est réservée aux auditeurs.")
    demarche = _demarche(command, context)
    # Two pages of one session opened at once follow one another here.
    lock_head(context.session, AGENCY_LOG)
    stream = f"consultation/{command.visite}/{command.dossier or command.sujet}"
    deja = select(JournalEntry.seq).where(JournalEntry.log == AGENCY_LOG, JournalEntry.stream == stream)
    if context.session.scalar(deja.limit(1)) is not None:
        return
    context.tell(Event.DOSSIER_CONSULTE, stream, sujet=command.sujet, dossier=command.dossier, demarche=demarche)
    context.always = True


def _demarche(command: ConsulterDossier, context: Contexte) -> str | None:
    """The démarche of the dossier, None for a subject.

    Raises: NotFound where there is no such thing.
    """
    if context.session.scalar(select(Sujet.id).where(Sujet.id == command.sujet)) is None:
        raise NotFound("Ce produit n'existe pas.")
    if command.dossier is None:
        return None
    designe = select(Dossier.demarche).where(Dossier.id == command.dossier, Dossier.sujet_id == command.sujet)
    demarche = context.session.scalar(designe)
    if demarche is None:
        raise NotFound("Ce dossier n'existe pas.")
    return demarche


def noter_telechargement(command: NoterTelechargement, context: Contexte) -> None:
    """Say in the log of who takes it, their company's or the agency's, that a document leaves.

    Not in the stream of the subject: what leaves with its results must not grow because it left.
    """
    if command.acteur.entreprise_id is not None:
        context.in_company()
    compte = command.acteur.compte_id
    auteur = f"compte/{compte}" if compte is not None else "agence"
    context.tell(
        Event.DOCUMENT_EMPORTE,
        auteur,
        document=command.document,
        format=command.format,
        compte=compte,
        **command.objets,
    )
    context.always = True


HANDLERS: dict[Any, Any] = {ConsulterDossier: consulter, NoterTelechargement: noter_telechargement}
