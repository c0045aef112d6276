"""A forgotten password: a link by mail, good once, for an hour."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from models.compte import Compte, Entreprise
from models.events import Event
from models.log import company_log
from models.notification import Courriel
from workflows.commands.equipe import DemanderMotDePasse, ReinitialiserMotDePasse
from workflows.context import Contexte
from workflows.errors import NotFound
from workflows.handlers.avis import envoyer

DUREE = timedelta(hours=1)
REPIT = timedelta(minutes=10)
"""Asked for again sooner, the mail that left is enough: nobody fills somebody else's box."""

PLUS_VALABLE = (
    "Ce lien n'est plus valable : il a servi, ou son délai d'une heure est passé.",
    "Demandez-en un autre depuis la page de connexion.",
)


def demander(command: DemanderMotDePasse, context: Contexte) -> None:
    """Send a link to an active account; nothing at all for an address that has none."""
    sien = func.lower(Compte.email) == command.email.strip().lower()
    found = context.session.execute(
        select(Compte, Entreprise.reference)
        .outerjoin(Entreprise, Entreprise.id == Compte.entreprise_id)
        .where(sien, Compte.active, Entreprise.suspendue.is_not(True))
        .with_for_update(of=Compte, key_share=True)
    ).one_or_none()
    if found is None or not context.courriels:
        return
    compte, reference = found
    recents = (Courriel.genre == "mot_de_passe") & (Courriel.objet_id == compte.id)
    if context.session.scalar(select(Courriel.id).where(recents, Courriel.cree_le > context.now - REPIT).limit(1)):
        return
    envoyer(context, "mot_de_passe", compte.id)
    if reference is not None:
        context.log = company_log(reference)
    context.tell(Event.COMPTE_MOT_DE_PASSE_DEMANDE, f"compte/{compte.id}", compte=compte.id)
    context.always = True


def reinitialiser(command: ReinitialiserMotDePasse, context: Contexte) -> None:
    """Keep the new hash, if the password is still the one that was forgotten."""
    compte = context.session.get(Compte, command.acteur.compte_id, with_for_update={"key_share": True})
    if compte is None or not compte.active or compte.marque != command.marque:
        raise NotFound(*PLUS_VALABLE)
    if compte.entreprise_id is not None:
        context.in_company()
    compte.password = command.mot_de_passe
    context.tell(Event.COMPTE_MOT_DE_PASSE_REINITIALISE, f"compte/{compte.id}", compte=compte.id)


HANDLERS: dict[Any, Any] = {DemanderMotDePasse: demander, ReinitialiserMotDePasse: reinitialiser}
