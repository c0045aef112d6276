"""Publishing what was approved, and retiring what is no longer used: what is in effect always holds together."""

from datetime import UTC, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.editions import en_vigueur
from models.events import Event
from models.log import AGENCY_LOG, lock_head
from models.publication import Publication
from workflows.clock import PARIS, jour
from workflows.commands.publications import PublierVersion, RetirerPublication
from workflows.context import Contexte
from workflows.errors import ValidationRefused
from workflows.handlers.cible_publication import CiblePublication
from workflows.publishing import Projet, instants_a_venir, projet_avec, projet_sans

MONTREES = 5
"""Sentences of a refusal; the page of the draft has them all."""


def publier(command: PublierVersion, context: Contexte) -> None:
    """Publish it from an instant: what is in effect then, and at each later date already fixed, is checked anew."""
    # two publications follow one another: each is judged with the other
    lock_head(context.session, AGENCY_LOG)
    cible = CiblePublication(command, context)
    cible.fire("publier")
    effet = _effet(command, context)
    for instant in instants_a_venir(context.session, effet):
        _holds(cible, projet_avec(context.session, cible.publication, instant), instant)
    cible.publication.effet_le, cible.publication.rang = effet, _rang(cible.publication, context)
    context.values["difference_avec"] = _avant(cible, effet)
    cible.tell(Event.PUBLICATION_PUBLIEE)


def _effet(command: PublierVersion, context: Contexte) -> datetime:
    if command.effet_le is None:
        return context.now
    if command.effet_le <= jour(context.now):
        raise ValidationRefused(
            fields=(("effet_le", "La date d'effet doit être à venir ; laissez-la vide pour publier tout de suite."),)
        )
    return datetime.combine(command.effet_le, time(), PARIS).astimezone(UTC)


def _rang(publication: Publication, context: Contexte) -> int:
    """The number after that of whatever was published of this document: of two on the same day, the last one stands."""
    meme = (Publication.genre == publication.genre) & (Publication.code == publication.code)
    return (context.session.scalar(select(func.max(Publication.rang)).where(meme)) or 0) + 1


def _holds(cible: CiblePublication, projet: Projet, instant: datetime) -> None:
    """Nothing where the edition may be in effect. Raises: ValidationRefused with what is wrong in it."""
    atelier, context = cible.context.atelier, cible.context
    examen = cible.examiner(projet)
    phrases = [str(finding) for finding in examen.errors]
    if examen.edition is not None and not phrases:
        phrases = list(atelier.essayer(projet, examen.edition, context.edition).failures)
    if phrases:
        quand = f"le {jour(instant):%d/%m/%Y}"
        raise ValidationRefused(f"Ce qui serait en vigueur {quand} ne tient pas :", *phrases[:MONTREES])


def _avant(cible: CiblePublication, effet: datetime) -> str | None:
    """The version that this one takes the place of."""
    publication = cible.publication
    courantes = en_vigueur(cible.context.session, effet, sauf=publication.id)
    nom = (publication.genre, publication.code)
    return next((version for genre, code, version, _ in courantes if (genre, code) == nom), None)


def retirer(command: RetirerPublication, context: Contexte) -> None:
    """Retire a version: one that is to come, that another has replaced, or a questionnaire that nothing uses."""
    lock_head(context.session, AGENCY_LOG)
    cible = CiblePublication(command, context)
    cible.fire("retirer")
    publication, session = cible.publication, context.session
    if publication.genre != "questionnaire" and _courante(session, publication, context.now):
        raise ValidationRefused(
            "Cette version est en vigueur : elle cesse de l'être quand une autre prend effet.",
            "Pour revenir à une version passée, ouvrez-en une copie comme brouillon et faites-la approuver.",
        )
    for instant in instants_a_venir(session, context.now):
        _holds(cible, projet_sans(session, publication, instant), instant)
    cible.tell(Event.PUBLICATION_RETIREE)


def _courante(session: Session, publication: Publication, instant: datetime) -> bool:
    en_effet = {designation[:3] for designation in en_vigueur(session, instant)}
    return (publication.genre, publication.code, publication.version) in en_effet
