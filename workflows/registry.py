"""Which handler carries out which command."""

from collections.abc import Callable
from typing import Any

from workflows.commands.base import Command
from workflows.context import Contexte
from workflows.handlers import (
    agence,
    comptes,
    consultations,
    courriels,
    dossiers,
    effacement,
    entreprises,
    equipe,
    evaluations,
    invitations,
    invitations_agence,
    mot_de_passe,
    notifications,
    plateforme,
    preuves,
    projections,
    publications,
    sujets,
)

Handler = Callable[[Any, Contexte], None]

HANDLERS: dict[type[Command], Handler] = {
    **plateforme.HANDLERS,
    **publications.HANDLERS,
    **comptes.HANDLERS,
    **sujets.HANDLERS,
    **dossiers.HANDLERS,
    **evaluations.HANDLERS,
    **preuves.HANDLERS,
    **projections.HANDLERS,
    **notifications.HANDLERS,
    **equipe.HANDLERS,
    **invitations.HANDLERS,
    **invitations_agence.HANDLERS,
    **entreprises.HANDLERS,
    **agence.HANDLERS,
    **effacement.HANDLERS,
    **mot_de_passe.HANDLERS,
    **consultations.HANDLERS,
    **courriels.HANDLERS,
}
