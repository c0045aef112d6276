"""Commands on notifications: each person reads their own."""

from typing import Any

from sqlalchemy import select

from models.compte import Compte, Role
from models.events import Event
from models.notification import Notification
from workflows.commands.notifications import ChoisirCourriels, LireNotifications
from workflows.context import Contexte
from workflows.errors import NotFound


def lire(command: LireNotifications, context: Contexte) -> None:
    """Mark as read; what already is stays as it was."""
    _chez_soi(context)
    siennes = select(Notification).where(Notification.compte_id == command.acteur.compte_id)
    if command.notification is not None:
        siennes = siennes.where(Notification.id == command.notification)
    else:
        siennes = siennes.where(Notification.lue_le.is_(None))
    trouvees = list(context.session.scalars(siennes.order_by(Notification.id).with_for_update(key_share=True)))
    if command.notification is not None and not trouvees:
        raise NotFound("Cette notification n'existe pas.")
    for notification in trouvees:
        notification.lue_le = notification.lue_le or context.now
    context.tell(Event.NOTIFICATION_LUE, f"compte/{command.acteur.compte_id}", compte=command.acteur.compte_id)


def choisir_courriels(command: ChoisirCourriels, context: Contexte) -> None:
    """Keep the choice."""
    _chez_soi(context)
    compte = context.session.get(Compte, command.acteur.compte_id, with_for_update={"key_share": True})
    if compte is None:
        raise NotFound("Ce compte n'existe pas.")
    compte.courriels = command.courriels
    context.tell(Event.COMPTE_MODIFIE, f"compte/{compte.id}", compte=compte.id)


def _chez_soi(context: Contexte) -> None:
    """The log of the actor's company, or the agency's. Raises: Forbidden where nobody is signed in."""
    if context.acteur.role != Role.ADMINISTRATEUR:
        context.in_company()


HANDLERS: dict[Any, Any] = {LireNotifications: lire, ChoisirCourriels: choisir_courriels}
"""What the door carries out here."""
