"""Mails that were given up, tried again: the mails are in no journal, that somebody asked for it is."""

from typing import Any

from sqlalchemy import select

from models.events import Event
from models.notification import RESTAURATION, Courriel
from workflows.commands.courriels import RelancerCourriels
from workflows.context import Contexte
from workflows.errors import ValidationRefused
from workflows.handlers.acces import agency_only


def relancer(command: RelancerCourriels, context: Contexte) -> None:
    """Make them due now, as if they had never been tried; what a restoration closed has left already.

    Raises: ValidationRefused where there is none.
    """
    agency_only(command.acteur)
    abandonnes = select(Courriel).where(Courriel.etat == "abandonne", Courriel.erreur != RESTAURATION)
    repris = context.session.scalars(abandonnes.order_by(Courriel.id).with_for_update()).all()
    if not repris:
        raise ValidationRefused("Aucun courriel n'est abandonné : il n'y a rien à relancer.")
    for courriel in repris:
        courriel.etat, courriel.essais, courriel.prochain_le, courriel.clos_le = "attente", 0, context.now, None
    context.values["nombre"] = len(repris)
    context.tell(Event.COURRIELS_RELANCES, "agence")
    context.always = True


HANDLERS: dict[Any, Any] = {RelancerCourriels: relancer}
