"""Finding the dossier and the questionnaire that an address names; another company's do not exist."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from models.chargement import charger
from models.database import db
from models.editions import documents, en_vigueur
from models.snapshot import SujetSnapshot
from models.sujet import Sujet
from referentiels.catalogue import Demarche, Volet
from rules.decision import Judge
from rules.edition import Edition, edition_digest
from rules.families import Decideur
from rules.reprise import avec_reprises
from webapp.runtime import edition, runtime
from webapp.security import acteur
from workflows.errors import NotFound

READER = Judge("reference")
"""Pages read with the reference alone; commands are decided by both engines."""


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """One démarche of one subject of the actor's company, and the rules of the moment."""

    sujet: SujetSnapshot
    demarche: Demarche
    decideur: Decideur


@dataclass(frozen=True, slots=True)
class OpenQuestionnaire(OpenDossier):
    """One questionnaire of it."""

    volet: Volet


@dataclass(frozen=True, slots=True)
class Place:
    """A questionnaire as an address names it: what a command is told, nothing of it read but who the subject is."""

    reference: int
    sujet: str
    demarche: str
    questionnaire: str


def decideur_of(an_edition: Edition) -> Decideur:
    """The rules of an edition, to read with."""
    return Decideur(an_edition, READER.read)


def open_dossier(reference: int, code: str) -> OpenDossier:
    """The dossier at that address.

    Raises: NotFound where this company has none, or left it.
    """
    current = edition()
    demarche = current.catalogue.demarches.get(code)
    mine = (Sujet.reference == reference) & (Sujet.entreprise_id == acteur().entreprise_id)
    agregat = charger(db.session(), mine) if demarche is not None and demarche.ouverte else None
    sujet = avec_reprises(current.catalogue, agregat.snapshot()) if agregat is not None else None
    dossier = sujet.dossiers.get(code) if sujet is not None else None
    if demarche is None or sujet is None or dossier is None or dossier.quitte:
        raise NotFound(_("Cette démarche n’existe pas pour ce produit, ou elle a été quittée."))
    return OpenDossier(sujet, demarche, decideur_of(current))


def open_questionnaire(reference: int, code: str, questionnaire: str) -> OpenQuestionnaire:
    """The questionnaire at that address.

    Raises: NotFound where this dossier has none.
    """
    opened = open_dossier(reference, code)
    volet = opened.demarche.volet(questionnaire)
    if volet is None or volet.sujet.value != opened.sujet.type:
        raise NotFound(_("Ce questionnaire n’existe pas dans cette démarche."))
    return OpenQuestionnaire(opened.sujet, opened.demarche, opened.decideur, volet)


SUJETS_KEPT = 10_000

_MINE = select(Sujet.id).where(Sujet.reference == bindparam("numero"), Sujet.entreprise_id == bindparam("de"))


def _named(entreprise_id: str | None, reference: int) -> str | None:
    """The subject of that number in a company, asked of the database once; that there is none is not remembered."""
    known, key = runtime().sujets, (entreprise_id, reference)
    found = known.get(key) or db.session().scalar(_MINE, {"numero": reference, "de": entreprise_id})
    if found is not None and key not in known:
        if len(known) >= SUJETS_KEPT:
            known.clear()
        known[key] = found
    return found


def find_place(reference: int, demarche: str, questionnaire: str) -> Place:
    """The questionnaire at that address, for a command, which looks at everything by itself.

    Raises: NotFound where this company has no such subject.
    """
    sujet = _named(acteur().entreprise_id, reference)
    if sujet is None:
        raise NotFound(_("Cette démarche n’existe pas pour ce produit, ou elle a été quittée."))
    return Place(reference, sujet, demarche, questionnaire)


def open_place(place: Place) -> OpenQuestionnaire:
    """The questionnaire of that place, as it now stands.

    Raises: NotFound where this dossier has none.
    """
    return open_questionnaire(place.reference, place.demarche, place.questionnaire)


def edition_at(instant: datetime, digest: str) -> Edition:
    """What was published at that instant; the current edition where it is the one of that digest."""
    current = edition()
    if current.digest == digest:
        return current
    designations = en_vigueur(db.session(), instant)
    return runtime().editions.get(edition_digest(designations), lambda: documents(db.session(), designations))
