"""Telling administrateurs of a version that awaits approval, and its authors of what became of it."""

from sqlalchemy import bindparam, select

from models.compte import Compte, Role
from models.notification import Avis, Notification
from workflows.handlers.avis import prevenir
from workflows.handlers.cible_publication import CiblePublication
from workflows.handlers.demandes_closes import Objet

_ADMINISTRATEURS = (
    select(Compte.id).where(Compte.role == Role.ADMINISTRATEUR.value, Compte.active.is_(True)).order_by(Compte.id)
)
_OUVERTES = (
    select(Notification)
    .where(
        Notification.evenement == Avis.APPROBATION_DEMANDEE.value,
        Notification.lue_le.is_(None),
        Notification.publication_id == bindparam("de_la_version"),
    )
    .order_by(Notification.id)
    .with_for_update(key_share=True)
)


def approbation_demandee(cible: CiblePublication) -> None:
    """Tell those who may approve: the administrateurs who wrote nothing in it."""
    auteurs = set(cible.publication.auteurs or ())
    autres = [compte for compte in cible.context.session.scalars(_ADMINISTRATEURS) if compte not in auteurs]
    prevenir(cible.context, Avis.APPROBATION_DEMANDEE, autres, _objet(cible))


def aux_auteurs(cible: CiblePublication, avis: Avis, detail: str = "") -> None:
    """Tell whoever wrote in it or submitted it."""
    publication = cible.publication
    prevenir(cible.context, avis, [*(publication.auteurs or ()), publication.soumis_par], _objet(cible), detail)


def approbation_close(cible: CiblePublication) -> None:
    """What was still to be read of a request that is closed is read: nobody is sent there for nothing."""
    ouvertes = cible.context.session.scalars(_OUVERTES, {"de_la_version": cible.publication.id})
    for notification in ouvertes:
        notification.lue_le = cible.context.now


def _objet(cible: CiblePublication) -> Objet:
    return Objet(publication_id=cible.publication.id)
