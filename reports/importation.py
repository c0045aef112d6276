"""What an import starts from: everything in effect, and the versions that drafts already have."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.editions import documents, en_vigueur
from models.publication import Publication
from referentiels.imports.result import REGLES, Cadre, Importe
from referentiels.imports.texts import refuse
from referentiels.loading import read_document


def cadre(session: Session, instant: datetime) -> Cadre:
    """The référentiels in effect at that instant, read."""
    en_effet = [designation for designation in en_vigueur(session, instant) if designation[0] != REGLES]
    return Cadre(tuple(read_document(publie.contenu, publie.code) for publie in documents(session, en_effet)))


def versions_prises(session: Session, importe: Importe, fichier: str) -> None:
    """Nothing where the questionnaire's version is free: what is drafted beside names it.

    Raises: ReferentielInvalid where a draft, or a version no longer in effect, has it.
    """
    for brouillon in importe.brouillons:
        nommee = (Publication.code == brouillon.code) & (Publication.version == brouillon.version)
        prise = select(Publication.etat).where(Publication.genre == "questionnaire", nommee)
        etat = session.scalar(prise) if brouillon.genre == "questionnaire" else None
        if etat is not None:
            trouve = f"{brouillon.code} {brouillon.version}"
            raise refuse(fichier, trouve, f"un autre numéro de version : celle-ci existe déjà ({etat})")
