"""What an identification must hold, said field by field."""

from collections.abc import Iterator

from sqlalchemy import select

from models.compte import Compte
from referentiels.catalogue import TypeSujet
from workflows.commands.sujets import Identification
from workflows.context import Contexte
from workflows.errors import ValidationRefused
from workflows.handlers.commentaire import has_control

LONGUEURS = {"nom": 120, "version": 40, "nil": 40, "description": 4000}
LIBELLES = {
    "nom": "Nom",
    "version": "Version",
    "nil": "N° d'identification",
    "description": "Description",
}
MAX_CERTIFICATIONS = 20
LONGUEUR_CERTIFICATION = 120


def check_identification(
    saisie: Identification, type_sujet: str, context: Contexte, *, partielle: bool = False
) -> None:
    """Say everything that is wrong at once; `partielle` misses nothing that is not there yet.

    Raises: ValidationRefused with the field of each sentence.
    """
    fautes = tuple(_fautes(saisie, type_sujet)) if partielle else identification_faults(saisie, type_sujet)
    if saisie.responsable_id and not _active(saisie.responsable_id, context):
        fautes += (("responsable_id", "Responsable : choisissez un compte actif de votre entreprise."),)
    if fautes:
        raise ValidationRefused(fields=fautes)


def identification_faults(saisie: Identification, type_sujet: str) -> tuple[tuple[str, str], ...]:
    """What is missing and what is wrong, each as (field, sentence); whether the account is open is not looked at."""
    obligatoires = _obligatoires(type_sujet == TypeSujet.PRODUIT)
    absents = tuple((champ, phrase) for champ, phrase in obligatoires.items() if not getattr(saisie, champ).strip())
    return (*absents, *_fautes(saisie, type_sujet))


def _fautes(saisie: Identification, type_sujet: str) -> Iterator[tuple[str, str]]:
    produit = type_sujet == TypeSujet.PRODUIT
    if produit and saisie.type_produit not in ("", "socle", "option"):
        yield "type_produit", "Type de produit : choisissez Socle ou Option."
    for champ, longueur in LONGUEURS.items():
        texte = getattr(saisie, champ)
        if len(texte) > longueur:
            yield champ, f"{LIBELLES[champ]} : {longueur} caractères au plus (vous en avez saisi {len(texte)})."
        if has_control(texte, multiline=champ == "description"):
            yield champ, f"{LIBELLES[champ]} : retirez les caractères de contrôle, qui ne peuvent pas être enregistrés."
    yield from _certifications(saisie.certifications)


def _obligatoires(produit: bool) -> dict[str, str]:
    if not produit:
        return {
            "nom": "Nom de la stratégie globale : ce champ est obligatoire.",
            "responsable_id": "Responsable : choisissez une personne.",
        }
    return {
        "nom": "Nom du produit : ce champ est obligatoire.",
        "version": "Version : ce champ est obligatoire.",
        "type_produit": "Type de produit : choisissez Socle ou Option.",
        "responsable_id": "Responsable : choisissez une personne.",
        "description": "Description du produit : ce champ est obligatoire.",
    }


def _certifications(textes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if len(textes) > MAX_CERTIFICATIONS:
        yield "certifications", f"Certifications : {MAX_CERTIFICATIONS} au plus."
    if any(len(texte) > LONGUEUR_CERTIFICATION for texte in textes):
        yield "certifications", f"Certifications : {LONGUEUR_CERTIFICATION} caractères au plus pour chacune."
    if any(has_control(texte, multiline=False) for texte in textes):
        yield "certifications", "Certifications : retirez les caractères de contrôle."


def _active(identifiant: str, context: Contexte) -> bool:
    requete = select(Compte.id).where(
        Compte.id == identifiant, Compte.entreprise_id == context.acteur.entreprise_id, Compte.active
    )
    return context.session.scalar(requete) is not None
