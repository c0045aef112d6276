"""Companies as the agency keeps them: named, suspended, opened again; each change is in the agency's own log."""

from typing import Any

from models.compte import Entreprise
from models.events import Event
from workflows.commands.agence import EntrepriseCommand, RenommerEntreprise, RouvrirEntreprise, SuspendreEntreprise
from workflows.context import Contexte
from workflows.errors import NotFound, ValidationRefused
from workflows.handlers.acces import agency_only
from workflows.handlers.commentaire import has_control

NOM_MAX = 200


def renommer(command: RenommerEntreprise, context: Contexte) -> None:
    """Keep another name; journals and references go on under the reference."""
    entreprise = entreprise_de(command, context)
    entreprise.nom = nom_d_entreprise(command.nom)
    _dire(Event.ENTREPRISE_RENOMMEE, entreprise, context)


def suspendre(command: SuspendreEntreprise, context: Contexte) -> None:
    """Close the door to its people; their accounts, roles and data stay as they are."""
    entreprise = entreprise_de(command, context)
    if not entreprise.suspendue:
        entreprise.suspendue, entreprise.suspendue_le = True, context.now
    _dire(Event.ENTREPRISE_SUSPENDUE, entreprise, context)


def rouvrir(command: RouvrirEntreprise, context: Contexte) -> None:
    """Open it: who could sign in before can again, with the same password."""
    entreprise = entreprise_de(command, context)
    if entreprise.suspendue:
        entreprise.suspendue = False
    _dire(Event.ENTREPRISE_ROUVERTE, entreprise, context)


def entreprise_de(command: EntrepriseCommand, context: Contexte) -> Entreprise:
    """The company, locked.

    Raises: Forbidden for anybody but the agency; NotFound.
    """
    agency_only(command.acteur)
    entreprise = context.session.get(Entreprise, command.entreprise, with_for_update={"key_share": True})
    if entreprise is None:
        raise NotFound("Cette entreprise n'existe pas.")
    return entreprise


def nom_d_entreprise(texte: str) -> str:
    """A name as it is kept.

    Raises: ValidationRefused.
    """
    nom = texte.strip()
    if not nom:
        raise ValidationRefused(fields=(("nom", "Le nom de l'entreprise est obligatoire."),))
    if len(nom) > NOM_MAX or has_control(nom, multiline=False):
        phrase = f"Le nom de l'entreprise a {NOM_MAX} caractères au plus, sans caractère de contrôle."
        raise ValidationRefused(fields=(("nom", phrase),))
    return nom


def _dire(event: Event, entreprise: Entreprise, context: Contexte) -> None:
    context.tell(event, f"entreprise/{entreprise.id}", entreprise=entreprise.id)


HANDLERS: dict[Any, Any] = {
    RenommerEntreprise: renommer,
    SuspendreEntreprise: suspendre,
    RouvrirEntreprise: rouvrir,
}
