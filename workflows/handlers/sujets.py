"""Products and stratégies globales: begun, identified, qualified, validated, dropped, archived."""

import re
from typing import Any

from sqlalchemy import select

from models.chargement import Agregat
from models.compte import Entreprise
from models.events import Event
from models.sujet import Compteur, Sujet
from referentiels.catalogue import Catalogue, Qualification, TypeSujet
from workflows.commands.sujets import (
    AbandonnerSujet,
    ArchiverSujet,
    CommencerSujet,
    DesarchiverSujet,
    Identification,
    ModifierIdentification,
    ModifierQualification,
    SujetCommand,
    ValiderSujet,
)
from workflows.context import Contexte
from workflows.errors import Forbidden, NotFound, RevisionConflict, ValidationRefused
from workflows.handlers import versions
from workflows.handlers.acces import ROLES_INDUSTRIELS, agregat_de
from workflows.handlers.identification import check_identification
from workflows.handlers.inscription import inscrire
from workflows.handlers.plateforme import COMPTEUR_SUJETS
from workflows.outcome import Outcome

IDENTIFIANT = re.compile(r"[0-9a-f-]{36}")


def commencer(command: CommencerSujet, context: Contexte) -> None:
    """Begin an initialisation; the same identifier twice is a retry and changes nothing.

    Raises: ValidationRefused where the company already has its stratégie globale.
    """
    entreprise = context.in_company()
    if command.acteur.role not in ROLES_INDUSTRIELS:
        raise Forbidden("Cette action est réservée aux industriels.")
    _check_kind(command)
    # Two first attempts follow one another: what does not exist yet cannot be locked.
    context.session.execute(select(Entreprise.id).where(Entreprise.id == entreprise).with_for_update(key_share=True))
    existant = context.session.get(Sujet, command.identifiant)
    if existant is not None:
        if existant.entreprise_id != entreprise:
            raise NotFound("Ce produit n'existe pas.")
        context.outcome = Outcome(identifiant=existant.id)
        return
    check_identification(command.identification, command.type, context, partielle=command.partielle)
    if command.type == TypeSujet.STRATEGIE:
        _refuse_second_strategy(entreprise, context)
    sujet = Sujet(
        id=command.identifiant,
        entreprise_id=entreprise,
        type=TypeSujet(command.type).value,
        etat="brouillon",
        demarche_visee=_visee(command, context),
        cree_le=context.now,
        cree_par=str(command.acteur.compte_id),
    )
    _identifier(sujet, command.identification)
    context.session.add(sujet)
    context.tell(Event.SUJET_COMMENCE, f"sujet/{sujet.id}", sujet=sujet.id)
    context.outcome = Outcome(identifiant=sujet.id)


def _check_kind(command: CommencerSujet) -> None:
    if command.type not in tuple(TypeSujet):
        raise ValidationRefused("Choisissez un produit ou une stratégie globale.")
    if not IDENTIFIANT.fullmatch(command.identifiant):
        raise ValidationRefused("Ce formulaire n'est plus valable : rechargez la page.")


def _refuse_second_strategy(entreprise: str, context: Contexte) -> None:
    deja = select(Sujet.id).where(
        Sujet.entreprise_id == entreprise, Sujet.type == TypeSujet.STRATEGIE.value, Sujet.etat != "abandonne"
    )
    if context.session.scalar(deja) is not None:
        raise ValidationRefused("Votre entreprise a déjà une stratégie globale ; modifiez celle qui existe.")


def _visee(command: CommencerSujet, context: Contexte) -> str | None:
    return command.demarche_visee if command.demarche_visee in context.edition.catalogue.demarches else None


def _identifier(sujet: Sujet, saisie: Identification) -> None:
    sujet.nom = saisie.nom.strip()
    sujet.version = saisie.version.strip()
    sujet.type_produit = (saisie.type_produit or None) if sujet.type == TypeSujet.PRODUIT else None
    sujet.nil = saisie.nil.strip()
    sujet.responsable_id = saisie.responsable_id or None
    sujet.description = saisie.description.strip()
    sujet.certifications = [texte.strip() for texte in saisie.certifications if texte.strip()]


def identifier(command: ModifierIdentification, context: Contexte) -> None:
    """Replace the identification; a valid subject is profiled anew."""
    agregat = _modifiable(command, command.revision, context)
    partielle = command.partielle and agregat.sujet.etat == "brouillon"
    check_identification(command.identification, agregat.sujet.type, context, partielle=partielle)
    _identifier(agregat.sujet, command.identification)
    _touch(agregat, context, Event.SUJET_IDENTIFICATION)


def qualifier(command: ModifierQualification, context: Contexte) -> None:
    """Replace the qualification; a valid subject is profiled anew, and keeps every answer."""
    agregat = _modifiable(command, command.revision, context)
    partielle = command.partielle and agregat.sujet.etat == "brouillon"
    agregat.sujet.qualification = check_qualification(
        context.edition.catalogue, agregat.sujet.type, dict(command.reponses), partielle=partielle
    )
    _touch(agregat, context, Event.SUJET_QUALIFICATION)


def check_qualification(
    catalogue: Catalogue, type_sujet: str, reponses: dict[str, str], *, partielle: bool = False
) -> dict[str, str]:
    """The answers, each a choice of its question; `partielle` does without those that are not given yet.

    Raises: ValidationRefused naming each question that lacks one.
    """
    toutes = _qualification(catalogue, type_sujet).questions
    questions = [question for question in toutes if question.code in reponses or not partielle]
    fautes = tuple(
        (question.code, f"Question {question.numero} : choisissez une des réponses proposées.")
        for question in questions
        if question.choix_de(reponses.get(question.code, "")) is None
    )
    if fautes:
        raise ValidationRefused(fields=fautes)
    return {question.code: reponses[question.code] for question in questions}


def _qualification(catalogue: Catalogue, type_sujet: str) -> Qualification:
    return catalogue.qualifications[TypeSujet(type_sujet)]


def _modifiable(command: SujetCommand, revision: int, context: Contexte) -> Agregat:
    agregat = agregat_de(command, context)
    if agregat.sujet.archive:
        raise ValidationRefused("Ce produit est archivé ; désarchivez-le avant de le modifier.")
    if agregat.sujet.revision != revision:
        raise RevisionConflict(
            "Cette fiche a été modifiée entre-temps par une autre personne.",
            "Relisez-la, puis refaites votre modification : rien n'a été écrasé.",
        )
    return agregat


def _touch(agregat: Agregat, context: Contexte, event: Event) -> None:
    if context.session.is_modified(agregat.sujet):
        agregat.sujet.revision += 1
    context.tell(event, f"sujet/{agregat.sujet.id}", sujet=agregat.sujet.id)
    context.cascade = context.requalifie = agregat.sujet.etat == "valide"
    context.outcome = Outcome(identifiant=agregat.sujet.id, reference=agregat.sujet.reference)


def valider(command: ValiderSujet, context: Contexte) -> None:
    """End the initialisation: everything is checked again, the reference is given, the démarche it is for joined.

    Raises: ValidationRefused naming what is missing.
    """
    agregat = agregat_de(command, context)
    sujet = agregat.sujet
    if sujet.etat == "valide":
        context.outcome = Outcome(identifiant=sujet.id, reference=sujet.reference)
        return
    check_identification(_identification(sujet), sujet.type, context)
    check_qualification(context.edition.catalogue, sujet.type, dict(sujet.qualification))
    sujet.etat, sujet.valide_le = "valide", context.now
    sujet.reference = _next_reference(context)
    context.tell(Event.SUJET_VALIDE, f"sujet/{sujet.id}", sujet=sujet.id, reference=str(sujet.reference))
    context.outcome = Outcome(identifiant=sujet.id, reference=sujet.reference)
    demarche = context.edition.catalogue.demarches.get(sujet.demarche_visee or "")
    if demarche is not None and demarche.ouverte and demarche.volets_de(TypeSujet(sujet.type)):
        inscrire(agregat, demarche, context)
    if sujet.version_de is not None:
        versions.reprendre(agregat, context)
    context.cascade = True


def _identification(sujet: Sujet) -> Identification:
    return Identification(
        nom=sujet.nom,
        version=sujet.version,
        type_produit=sujet.type_produit or "",
        nil=sujet.nil,
        responsable_id=sujet.responsable_id or "",
        description=sujet.description,
        certifications=tuple(sujet.certifications),
    )


def _next_reference(context: Contexte) -> int:
    compteur = context.session.get(Compteur, COMPTEUR_SUJETS, with_for_update={"key_share": True})
    if compteur is None:
        raise ValidationRefused("La plateforme n'est pas initialisée.")
    compteur.valeur += 1
    return compteur.valeur


def abandonner(command: AbandonnerSujet, context: Contexte) -> None:
    """Drop an unfinished initialisation; its journal stays."""
    agregat = agregat_de(command, context)
    if agregat.sujet.etat != "brouillon":
        raise ValidationRefused("Ce produit est déjà ajouté ; vous pouvez l'archiver.")
    agregat.sujet.etat = "abandonne"
    context.tell(Event.SUJET_ABANDONNE, f"sujet/{agregat.sujet.id}", sujet=agregat.sujet.id)


def archiver(command: ArchiverSujet, context: Contexte) -> None:
    """Hide a subject and its dossiers."""
    _archive(command, context, archive=True)


def desarchiver(command: DesarchiverSujet, context: Contexte) -> None:
    """Show it again."""
    _archive(command, context, archive=False)


def _archive(command: SujetCommand, context: Contexte, *, archive: bool) -> None:
    agregat = agregat_de(command, context)
    if agregat.sujet.etat != "valide":
        raise ValidationRefused("Ce produit n'est pas encore ajouté.")
    agregat.sujet.archive = archive
    event = Event.SUJET_ARCHIVE if archive else Event.SUJET_DESARCHIVE
    context.tell(event, f"sujet/{agregat.sujet.id}", sujet=agregat.sujet.id)
    context.outcome = Outcome(reference=agregat.sujet.reference)


HANDLERS: dict[Any, Any] = {
    CommencerSujet: commencer,
    ModifierIdentification: identifier,
    ModifierQualification: qualifier,
    ValiderSujet: valider,
    AbandonnerSujet: abandonner,
    ArchiverSujet: archiver,
    DesarchiverSujet: desarchiver,
    **versions.HANDLERS,
}
