"""Finding what a command is about: another company's object does not exist."""

from models.chargement import Agregat, charger_a_changer
from models.chargement_saisie import charger_saisie
from referentiels.catalogue import Demarche
from workflows.commands.base import Acteur
from workflows.commands.dossiers import DossierCommand
from workflows.commands.questionnaires import EvaluationCommand
from workflows.commands.sujets import SujetCommand
from workflows.context import Contexte
from workflows.errors import Forbidden, NotFound

ROLES_INDUSTRIELS = ("contributeur", "responsable")


def agency_only(acteur: Acteur) -> None:
    """Companies, accounts and publications are the agency's; the command line acts as the system.

    Raises: Forbidden.
    """
    if acteur.role not in ("systeme", "administrateur"):
        raise Forbidden("Cette action est réservée aux administrateurs de l'agence.")


def agregat_de(command: SujetCommand, context: Contexte) -> Agregat:
    """The subject, locked, with all that belongs to it.

    Raises: Forbidden for people of the agency; NotFound where it does not exist for this company.
    """
    entreprise = _entreprise(command, context)
    return _trouve(charger_a_changer(context.session, command.sujet, entreprise), context)


def agregat_a_saisir(command: EvaluationCommand, context: Contexte) -> Agregat:
    """The same with what keeping answers looks at; what follows from them, if anything does, reads the rest.

    Raises: as `agregat_de`.
    """
    entreprise = _entreprise(command, context)
    return _trouve(charger_saisie(context.session, command.sujet, entreprise, command.questionnaire), context)


def _entreprise(command: SujetCommand, context: Contexte) -> str:
    entreprise = context.in_company()
    if command.acteur.role not in ROLES_INDUSTRIELS:
        raise Forbidden("Cette action est réservée aux industriels.")
    return entreprise


def _trouve(trouve: Agregat | None, context: Contexte) -> Agregat:
    if trouve is None or trouve.sujet.etat == "abandonne":
        raise NotFound("Ce produit n'existe pas.")
    context.agregat = trouve
    return trouve


def demarche_de(command: DossierCommand, context: Contexte) -> Demarche:
    """The démarche, open and meant for such a subject.

    Raises: NotFound.
    """
    demarche = context.edition.catalogue.demarches.get(command.demarche)
    if demarche is None or not demarche.ouverte:
        raise NotFound("Cette démarche n'existe pas.")
    return demarche
