"""Telling people: a notification each, and a mail where they are sent, in the transaction of what it tells."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from sqlalchemy import select

from models.compte import Compte, Role
from models.notification import Avis, Courriel, Notification
from workflows.context import Contexte, nouvel_identifiant
from workflows.handlers.cible import Cible, CibleProjection


@dataclass(frozen=True, slots=True)
class Objet:
    """What a notification is about; nothing of it for an account."""

    sujet_id: str | None = None
    demarche: str | None = None
    questionnaire: str | None = None
    projection: bool = False


def prevenir(
    context: Contexte, avis: Avis, destinataires: Iterable[str | None], objet: Objet | None = None, detail: str = ""
) -> None:
    """Tell each active account of these, but for the actor, who knows."""
    voulus = {compte for compte in destinataires if compte is not None} - {context.acteur.compte_id}
    if not voulus:
        return
    about = objet or Objet()
    for compte in context.session.scalars(select(Compte).where(Compte.id.in_(sorted(voulus))).order_by(Compte.id)):
        # as it now stands in memory: this command may have just opened it again
        if not compte.active:
            continue
        notification = Notification(
            id=nouvel_identifiant(),
            compte_id=compte.id,
            evenement=avis.value,
            auteur_id=context.acteur.compte_id,
            detail=detail,
            cree_le=context.now,
            **{field.name: getattr(about, field.name) for field in fields(Objet)},
        )
        context.session.add(notification)
        if compte.courriels is not False:
            envoyer(context, "notification", notification.id)


def envoyer(context: Contexte, genre: str, objet_id: str) -> None:
    """Have a mail leave once this is committed, where the platform sends any."""
    if context.courriels:
        context.session.add(
            Courriel(
                id=nouvel_identifiant(), genre=genre, objet_id=objet_id, cree_le=context.now, prochain_le=context.now
            )
        )


def responsables(context: Contexte) -> list[str]:
    """The active responsables of the actor's company."""
    siens = (Compte.entreprise_id == context.acteur.entreprise_id) & (Compte.role == Role.RESPONSABLE.value)
    return list(context.session.scalars(select(Compte.id).where(siens, Compte.active).order_by(Compte.id)))


def aux_responsables(cible: Cible, avis: Avis) -> None:
    """Tell those who can validate."""
    prevenir(cible.context, avis, responsables(cible.context), objet_de(cible))


def demande_close(context: Contexte, objet: Objet) -> None:
    """What was still to be read of a request that is no longer one is read: nobody is sent there for nothing."""
    ouvertes = (
        select(Notification)
        .where(
            Notification.evenement == Avis.VALIDATION_DEMANDEE.value,
            Notification.lue_le.is_(None),
            Notification.sujet_id == objet.sujet_id,
            Notification.questionnaire == objet.questionnaire,
            Notification.projection.is_(objet.projection),
        )
        .order_by(Notification.id)
        .with_for_update(key_share=True)
    )
    if objet.projection:
        # an evaluation is shared by the démarches, a projection is of one
        ouvertes = ouvertes.where(Notification.demarche == objet.demarche)
    for notification in context.session.scalars(ouvertes):
        notification.lue_le = context.now


def objet_de(cible: Cible) -> Objet:
    """The questionnaire, in the démarche it is gone through in."""
    projection = isinstance(cible, CibleProjection)
    return Objet(cible.agregat.sujet.id, cible.demarche.code, cible.passage.questionnaire, projection)
