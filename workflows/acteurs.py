"""Who asks, from an account: what the command line, the demonstration and tests start from."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.compte import Compte, Entreprise
from workflows.commands.base import Acteur
from workflows.errors import NotFound


def acteur_de(session: Session, email: str) -> Acteur:
    """The actor behind an account's address.

    Raises: NotFound where no account has it.
    """
    row = session.execute(
        select(Compte, Entreprise.reference)
        .outerjoin(Entreprise, Entreprise.id == Compte.entreprise_id)
        .where(func.lower(Compte.email) == email.strip().lower())
    ).one_or_none()
    if row is None:
        raise NotFound(f"Aucun compte pour {email}.")
    compte, reference = row
    return Acteur(compte.id, compte.pseudonyme, compte.role, compte.entreprise_id, reference, compte.nom)
