"""What a notification is about, and requests that are no longer ones: what was still to be read of them is read."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from models.notification import Avis, Notification
from workflows.context import Contexte


@dataclass(frozen=True, slots=True)
class Objet:
    """What a notification is about; nothing of it for an account."""

    sujet_id: str | None = None
    demarche: str | None = None
    questionnaire: str | None = None
    projection: bool = False
    publication_id: str | None = None


# Built once: making a statement costs as much as running it.
_OUVERTES = (
    select(Notification)
    .where(
        Notification.evenement == Avis.VALIDATION_DEMANDEE.value,
        Notification.lue_le.is_(None),
        Notification.sujet_id == bindparam("du_sujet"),
        Notification.questionnaire == bindparam("du_questionnaire"),
    )
    .order_by(Notification.id)
    .with_for_update(key_share=True)
)
_EVALUATIONS_OUVERTES = _OUVERTES.where(Notification.projection.is_(False))
_PROJECTIONS_OUVERTES = _OUVERTES.where(
    Notification.projection.is_(True), Notification.demarche == bindparam("de_la_demarche")
)


def demande_close(context: Contexte, objet: Objet) -> None:
    """What was still to be read of a request that is no longer one is read: nobody is sent there for nothing."""
    places = {"du_sujet": objet.sujet_id, "du_questionnaire": objet.questionnaire}
    if objet.projection:
        # an evaluation is shared by the démarches, a projection is of one
        ouvertes = context.session.scalars(_PROJECTIONS_OUVERTES, {**places, "de_la_demarche": objet.demarche})
    else:
        ouvertes = context.session.scalars(_EVALUATIONS_OUVERTES, places)
    for notification in ouvertes:
        notification.lue_le = context.now
