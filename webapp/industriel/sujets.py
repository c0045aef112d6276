"""Finding the product or stratégie globale that an address names; another company's do not exist."""

from enum import StrEnum
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from models.chargement import charger
from models.database import db
from models.snapshot import SujetSnapshot
from models.sujet import Sujet
from referentiels.catalogue import TypeSujet
from reports.sujets import lire_sujet
from rules.reprise import avec_reprises
from webapp.runtime import edition
from webapp.security import acteur
from workflows.errors import NotFound

REFERENCE_MAX = 2_147_483_647
REFERENCE = f"<int(max={REFERENCE_MAX}):reference>"
"""A reference in an address; a larger number is nobody's, and no column could hold it."""


class Genre(StrEnum):
    """The first word of the addresses of each kind of subject."""

    PRODUITS = "produits"
    STRATEGIE = "strategie-globale"

    @property
    def type(self) -> TypeSujet:
        """The kind of subject."""
        return TypeSujet.PRODUIT if self is Genre.PRODUITS else TypeSujet.STRATEGIE


GENRE = f'<any("{Genre.PRODUITS}", "{Genre.STRATEGIE}"):genre>'


def open_produit(reference: int, *, whole: bool = False) -> SujetSnapshot:
    """The validated product at that address, with its answers where `whole` is asked for.

    Raises: NotFound where this company has none.
    """
    known = min(reference, REFERENCE_MAX)
    return _open((Sujet.reference == known) & (Sujet.type == TypeSujet.PRODUIT.value), whole)


def open_strategie(*, whole: bool = False) -> SujetSnapshot:
    """The company's validated stratégie globale, in the same way.

    Raises: NotFound where it has none yet.
    """
    return _open(Sujet.type == TypeSujet.STRATEGIE.value, whole)


def _open(wanted: ColumnElement[bool], whole: bool) -> SujetSnapshot:
    mine = wanted & (Sujet.entreprise_id == acteur().entreprise_id) & (Sujet.etat == "valide")
    if not whole:
        found = lire_sujet(db.session(), mine)
    else:
        agregat = charger(db.session(), mine)
        found = avec_reprises(edition().catalogue, agregat.snapshot()) if agregat is not None else None
    if found is None:
        raise NotFound(_("Cette page ne mène à aucun produit de votre entreprise."))
    return found


def find_sujet(genre: str, identifiant: UUID) -> SujetSnapshot | None:
    """The subject of that identifier, whatever its state; None where this company has none."""
    mine = (
        (Sujet.id == str(identifiant))
        & (Sujet.entreprise_id == acteur().entreprise_id)
        & (Sujet.type == Genre(genre).type.value)
    )
    return lire_sujet(db.session(), mine)


def open_initialisation(genre: str, identifiant: UUID) -> SujetSnapshot:
    """The subject being initialised, or validated since.

    Raises: NotFound where this company has none, or dropped it.
    """
    found = find_sujet(genre, identifiant)
    if found is None or found.etat == "abandonne":
        raise NotFound(_("Cette saisie n’existe pas, ou elle a été abandonnée."))
    return found


def page_of(sujet: SujetSnapshot) -> str:
    """Where a validated subject is looked at: the sheet of a product, the list of a stratégie globale."""
    if sujet.type == TypeSujet.PRODUIT:
        return url_for("industriel.produit", reference=sujet.reference)
    joined = [code for code, dossier in sujet.dossiers.items() if not dossier.quitte]
    if not joined:
        return url_for("industriel.tableau_de_bord")
    return url_for("industriel.dossier", reference=sujet.reference, demarche=joined[0])


def next_step(identifiant: str, genre: str, *, qualified: bool) -> str:
    """Where an unfinished initialisation is taken up again."""
    step = "brouillon_recapitulatif" if qualified else "brouillon_qualification"
    return url_for(f"industriel.{step}", genre=genre, sujet=identifiant)
