"""The documents of a subject: found, and kept once however often they are given."""

from sqlalchemy import select

from models.chargement import Agregat
from models.preuve import DESCRIPTION_MAXIMALE, Preuve
from workflows.commands.preuves import DeposerPreuve
from workflows.context import Contexte, nouvel_identifiant
from workflows.errors import ValidationRefused
from workflows.handlers.commentaire import clean, has_control


def documents_de(agregat: Agregat, context: Contexte) -> dict[str, Preuve]:
    """Every document of the subject by identifier, also those that no answer has; its snapshots see them all."""
    trouves = context.session.scalars(select(Preuve).where(Preuve.sujet_id == agregat.sujet.id))
    agregat.preuves = list(trouves)
    return {preuve.id: preuve for preuve in agregat.preuves}


def a_garder(command: DeposerPreuve, agregat: Agregat, context: Contexte) -> Preuve:
    """The row of a received document: a new one, unless the same content was described in the same words.

    Raises: ValidationRefused for a description that is missing or cannot be kept.
    """
    description = _description(command.description)
    recu = command.document
    for connue in agregat.preuves:
        if (connue.empreinte, connue.description) == (recu.empreinte, description):
            return connue
    preuve = Preuve(
        id=nouvel_identifiant(),
        sujet_id=agregat.sujet.id,
        nom=recu.nom,
        description=description,
        format=recu.format,
        taille=recu.taille,
        empreinte=recu.empreinte,
        antivirus=recu.antivirus,
        deposee_le=context.now,
        deposee_par=str(context.acteur.compte_id),
    )
    context.session.add(preuve)
    agregat.preuves.append(preuve)
    return preuve


def _description(texte: str) -> str:
    description = clean(texte)
    faute = None
    if not description:
        faute = "Décrivez le document : ce qu'il montre, et où le lire."
    elif len(description) > DESCRIPTION_MAXIMALE:
        faute = f"La description a {len(description)} caractères, elle peut en avoir {DESCRIPTION_MAXIMALE}."
    elif has_control(description, multiline=True):
        faute = "La description contient des caractères de contrôle ; retirez-les."
    if faute is not None:
        raise ValidationRefused(fields=(("description", faute),))
    return description
