"""Joining and leaving a démarche, and having been told that it is finished."""

from typing import Any

from sqlalchemy import select

from models.compte import Compte
from models.dossier import Dossier, FinalisationVue
from models.events import Event
from models.sujet import Sujet
from referentiels.catalogue import TypeSujet
from workflows.commands.dossiers import FermerFinalisation, QuitterDemarche, RejoindreDemarche
from workflows.context import Contexte, nouvel_identifiant
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


def fermer_finalisation(command: FermerFinalisation, context: Contexte) -> None:
    """Remember that the window was closed; the one of a finalisation that is over stays as it was.

    Raises: NotFound where this company's subject never joined it.
    """
    sien = (Sujet.id == command.sujet) & (Sujet.entreprise_id == context.in_company())
    # two windows of one person closed at once follow one another here
    compte = context.session.get(Compte, command.acteur.compte_id, with_for_update={"key_share": True})
    trouves = (
        select(Dossier).join(Sujet, Sujet.id == Dossier.sujet_id).where(sien, Dossier.demarche == command.demarche)
    )
    dossier = context.session.scalars(trouves).one_or_none()
    if dossier is None or compte is None:
        raise NotFound("Ce produit n'est pas inscrit à cette démarche.")
    if dossier.finalise_le != command.finalise_le:
        return
    siennes = FinalisationVue.compte_id == compte.id, FinalisationVue.dossier_id == dossier.id
    vue = context.session.scalars(select(FinalisationVue).where(*siennes)).one_or_none()
    if vue is None:
        vue = FinalisationVue(id=nouvel_identifiant(), compte_id=compte.id, dossier_id=dossier.id)
        context.session.add(vue)
    vue.finalise_le = command.finalise_le
    context.tell(Event.DOSSIER_FINALISATION_VUE, f"compte/{compte.id}", compte=compte.id, dossier=dossier.id)


HANDLERS: dict[Any, Any] = {
    RejoindreDemarche: rejoindre,
    QuitterDemarche: quitter,
    FermerFinalisation: fermer_finalisation,
}
