"""Commands on proofs."""

from collections.abc import Callable
from typing import Any

from models.events import Event
from models.preuve import Preuve
from models.reponse import Reponse
from rules.preuves import manquants
from workflows.commands.preuves import (
    AttacherPreuve,
    ChoisirJeu,
    ConsignerAnalyse,
    DeposerPreuve,
    FinaliserDepot,
    RetirerPreuve,
)
from workflows.context import Contexte
from workflows.errors import NotFound, ValidationRefused
from workflows.handlers import analyses
from workflows.handlers.cible_preuves import CiblePreuves, Fournies
from workflows.handlers.documents import a_garder
from workflows.outcome import Outcome

PREUVES_MAX = 50
"""Proofs that one answer can list."""


def deposer(command: DeposerPreuve, context: Contexte) -> None:
    """Keep a document and give it; the same content with the same description is kept once."""
    cible = CiblePreuves(command, context)
    cible.check_type(command.jeu, command.type)
    preuve = a_garder(command, cible.agregat, context)
    appris = analyses.apprendre(command.document, cible.agregat)
    _give(cible, preuve, command.jeu, command.type, "deposer")
    if appris:
        if context.event is None:
            # it was already given: what changed is what is known of it
            context.tell(
                Event.PREUVE_ANALYSEE, f"sujet/{command.sujet}", sujet=command.sujet, empreinte=preuve.empreinte
            )
        context.cascade = True


def attacher(command: AttacherPreuve, context: Contexte) -> None:
    """Give a document that is already there."""
    cible = CiblePreuves(command, context)
    cible.check_type(command.jeu, command.type)
    preuve = cible.documents.get(command.preuve)
    if preuve is None:
        raise NotFound("Ce document n'existe pas pour ce produit.")
    _give(cible, preuve, command.jeu, command.type, "attacher")


def _give(cible: CiblePreuves, preuve: Preuve, jeu: str, genre: str, verb: str) -> None:
    fournies, fournie = cible.fournies(), {"preuve": preuve.id, "jeu": jeu, "type": genre}
    cible.context.outcome = Outcome(identifiant=preuve.id)
    if fournie in fournies:
        return
    if len(fournies) >= PREUVES_MAX:
        raise ValidationRefused(f"Un critère porte au plus {PREUVES_MAX} preuves : retirez-en une d'abord.")
    cible.change(verb, _replace([*fournies, fournie]), preuve=preuve.id)


def _replace(fournies: Fournies) -> Callable[[Reponse], None]:
    def apply(ecrite: Reponse) -> None:
        ecrite.preuves, ecrite.depot_finalise = fournies, False

    return apply


def retirer(command: RetirerPreuve, context: Contexte) -> None:
    """Take a proof away; what a colleague already took away is no fault."""
    cible = CiblePreuves(command, context)
    fournies = cible.fournies()
    restent = [f for f in fournies if f != {"preuve": command.preuve, "jeu": command.jeu, "type": command.type}]
    if restent != fournies:
        cible.change("retirer", _replace(restent), preuve=command.preuve)


def choisir(command: ChoisirJeu, context: Contexte) -> None:
    """Choose a set; the deposit is to be declared over again."""
    cible = CiblePreuves(command, context)
    if command.jeu is not None and command.jeu not in {jeu.code for jeu in cible.scenario.jeux}:
        raise ValidationRefused(fields=(("jeu", "Choisissez un des jeux de preuves proposés."),))
    cible.check_seen(command.vue)
    reponse = cible.reponse()
    if command.jeu == (reponse.jeu_de_preuves if reponse is not None else None):
        return

    def apply(ecrite: Reponse) -> None:
        ecrite.jeu_de_preuves, ecrite.depot_finalise = command.jeu, False

    cible.change("choisir", apply)


def finaliser(command: FinaliserDepot, context: Contexte) -> None:
    """Declare the deposit over, which takes a complete set, or open it again."""
    cible = CiblePreuves(command, context)
    cible.check_seen(command.vue)
    reponse = cible.reponse()
    if command.finalise == (reponse is not None and reponse.depot_finalise):
        return
    if command.finalise and manquants(cible.scenario, reponse):
        raise ValidationRefused(
            "Le dépôt ne peut pas être finalisé : il manque "
            + ", ".join(f"« {attendue.libelle} »" for attendue in manquants(cible.scenario, reponse))
            + "."
        )

    def apply(ecrite: Reponse) -> None:
        ecrite.depot_finalise = command.finalise

    cible.change("finaliser" if command.finalise else "rouvrir", apply)


HANDLERS: dict[Any, Any] = {
    DeposerPreuve: deposer,
    AttacherPreuve: attacher,
    RetirerPreuve: retirer,
    ChoisirJeu: choisir,
    FinaliserDepot: finaliser,
    ConsignerAnalyse: analyses.consigner,
}
