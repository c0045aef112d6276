"""Subjects in the states that the pages of products show: archived, left, begun; and the stratégie globale."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.sujet import Sujet
from tests.support.builders import Site
from tests.workflows.plateforme import SOCLES
from workflows.commands.dossiers import QuitterDemarche
from workflows.commands.sujets import ArchiverSujet, CommencerSujet, Identification, ModifierQualification, ValiderSujet
from workflows.demonstration import QUALIFICATION


def reference_of(site: Site, sujet: str) -> int:
    """The number that addresses name a subject by."""
    reference = site.sujet(sujet).reference
    assert reference is not None
    return reference


def free_product(site: Site, **changes: object) -> str:
    """A validated product in no démarche yet."""
    who, identifiant = site.contributeur, str(uuid4())
    site.do(CommencerSujet(who, identifiant, "produit", site.identification(who, **changes)))
    site.do(ModifierQualification(who, identifiant, QUALIFICATION, 0))
    site.do(ValiderSujet(who, identifiant))
    return identifiant


def archived(site: Site, **changes: object) -> str:
    """A product that was put away."""
    sujet = site.produit(**changes)  # type: ignore[arg-type]
    site.do(ArchiverSujet(site.contributeur, sujet))
    return sujet


def left(site: Site, **changes: object) -> str:
    """A product that left « socles »."""
    sujet = site.produit(**changes)  # type: ignore[arg-type]
    site.do(QuitterDemarche(site.contributeur, sujet, SOCLES))
    return sujet


def strategie(site: Site, *, valide: bool = True) -> str:
    """The stratégie globale of EDI, made where there is none."""
    who = site.contributeur
    with Session(site.engine) as session:
        mine = (Sujet.entreprise_id == who.entreprise_id) & (Sujet.type == "strategie") & (Sujet.etat != "abandonne")
        found = session.scalar(select(Sujet.id).where(mine))
    if found is not None:
        return found
    identifiant = str(uuid4())
    begun = Identification(nom="Edi", responsable_id=str(who.compte_id), certifications=("ISO 27001",))
    site.do(CommencerSujet(who, identifiant, "strategie", begun, SOCLES))
    if valide:
        site.do(ModifierQualification(who, identifiant, {"autres_services": "oui"}, 0))
        site.do(ValiderSujet(who, identifiant))
    return identifiant
