"""Joining and leaving a démarche."""

from typing import Any

from models.events import Event
from referentiels.catalogue import TypeSujet
from workflows.commands.dossiers import QuitterDemarche, RejoindreDemarche
from workflows.context import Contexte
from workflows.errors import NotFound, ValidationRefused
from workflows.handlers.acces import agregat_de, demarche_de
from workflows.handlers.inscription import inscrire
from workflows.outcome import Outcome


def rejoindre(command: RejoindreDemarche, context: Contexte) -> None:
    """Join a démarche, or come back to it; joining twice changes nothing.

    Raises: ValidationRefused for a subject that is not ready or that the démarche is not meant for.
    """
    agregat = agregat_de(command, context)
    demarche = demarche_de(command, context)
    if agregat.sujet.etat != "valide":
        raise ValidationRefused("Terminez d'abord l'ajout de ce produit : validez son récapitulatif.")
    if agregat.sujet.archive:
        raise ValidationRefused("Ce produit est archivé ; désarchivez-le avant de l'inscrire.")
    if not demarche.volets_de(TypeSujet(agregat.sujet.type)):
        raise ValidationRefused(f"La démarche « {demarche.titre} » ne s'adresse pas à ce type de sujet.")
    connus = {d.id: d.quitte for d in agregat.dossiers}
    dossier = inscrire(agregat, demarche, context)
    event = Event.DOSSIER_REPRIS if connus.get(dossier.id) else Event.DOSSIER_REJOINT
    context.tell(event, f"sujet/{agregat.sujet.id}", sujet=agregat.sujet.id, dossier=dossier.id, demarche=demarche.code)
    context.cascade = True
    # What happened to the subject while the démarche was left has to be caught up with.
    context.requalifie = event is Event.DOSSIER_REPRIS
    context.outcome = Outcome(identifiant=dossier.id, reference=agregat.sujet.reference)


def quitter(command: QuitterDemarche, context: Contexte) -> None:
    """Leave a démarche; nothing validated is deleted, and joining again brings it back.

    Raises: NotFound where the subject never joined it.
    """
    agregat = agregat_de(command, context)
    dossier = next((d for d in agregat.dossiers if d.demarche == command.demarche), None)
    if dossier is None:
        raise NotFound("Ce produit n'est pas inscrit à cette démarche.")
    dossier.quitte = True
    context.tell(
        Event.DOSSIER_QUITTE,
        f"sujet/{agregat.sujet.id}",
        sujet=agregat.sujet.id,
        dossier=dossier.id,
        demarche=command.demarche,
    )
    context.outcome = Outcome(identifiant=dossier.id, reference=agregat.sujet.reference)


HANDLERS: dict[Any, Any] = {RejoindreDemarche: rejoindre, QuitterDemarche: quitter}
