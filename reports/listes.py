"""Long lists read from the database one page at a time: searched, sorted and cut in SQL, two statements each."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.dossier import Dossier
from models.folding import plier
from models.sujet import Sujet

Ligne = TypeVar("Ligne")
Vue = TypeVar("Vue")
Colonne = ColumnElement[Any] | InstrumentedAttribute[Any]
Critere = Callable[[str], ColumnElement[bool]]
"""What a row must meet to be found by a word."""

RECHERCHE_MAX = 100


@dataclass(frozen=True, slots=True)
class DemandeListe:
    """Which page of a list is asked for; `page` is numbered from 1."""

    recherche: str = ""
    tri: str = ""
    descendant: bool = False
    page: int = 1
    taille: int = 10


@dataclass(frozen=True, slots=True)
class Tranche(Generic[Ligne]):
    """One page of a list; `total` counts the rows of all its pages."""

    lignes: tuple[Ligne, ...]
    total: int
    page: int
    pages: int

    def lues(self, lire: Callable[[Ligne], Vue]) -> "Tranche[Vue]":
        """The same page with each row read."""
        return Tranche(tuple(lire(ligne) for ligne in self.lignes), self.total, self.page, self.pages)


def selon(colonne: Colonne, valeurs: Mapping[str, Any], sinon: Any) -> ColumnElement[Any]:
    """A value by the content of a column: what the database does not know and the catalogue does."""
    return case(dict(valeurs), value=colonne, else_=sinon) if valeurs else literal(sinon)


def contient(colonne: Colonne, mot: str) -> ColumnElement[bool]:
    """Whether a word stands in a folded column, or in a number, each of its characters meaning itself."""
    if isinstance(colonne.type, Integer) and not mot.isdecimal():
        # what no number holds is not looked for in ten thousand of them
        return false()
    texte = colonne if isinstance(colonne.type, String) else cast(colonne, Text)
    return texte.contains(mot, autoescape=True)


def parmi(colonne: Colonne, libelles: Mapping[str, str]) -> Critere:
    """What is found through the labels that are shown for the values of a column."""
    plies = {valeur: plier(libelle) for valeur, libelle in libelles.items()}

    def critere(mot: str) -> ColumnElement[bool]:
        dites = [valeur for valeur, libelle in plies.items() if mot in libelle]
        # without a condition on the column, an index that lacks it may answer
        return colonne.in_(dites) if dites else false()

    return critere


def trouver(recherche: str, *ou: Colonne | Critere) -> ColumnElement[bool]:
    """Whether every word that is searched for stands in one of the folded columns, or meets another criterion."""
    mots = plier(recherche[:RECHERCHE_MAX]).split()
    return and_(true(), *(or_(false(), *(_rencontre(critere, mot) for critere in ou)) for mot in mots))


def du_sujet(entreprise_id: str) -> Critere:
    """What is found through the reference, name or version of a dossier's subject: each subject is looked at once."""
    siens = select(Sujet.reference).where(Sujet.entreprise_id == entreprise_id)
    nommes = (Sujet.reference, Sujet.nom_plie, Sujet.version_plie)
    return lambda mot: Dossier.reference.in_(siens.where(or_(*(contient(colonne, mot) for colonne in nommes))))


def _rencontre(critere: Colonne | Critere, mot: str) -> ColumnElement[bool]:
    return contient(critere, mot) if isinstance(critere, ColumnElement | InstrumentedAttribute) else critere(mot)


def trancher(
    session: Session,
    requete: Select[Any],
    demande: DemandeListe,
    tris: Mapping[str, Colonne],
    *dernier: Colonne,
    compte: Select[Any] | None = None,
    presents: Collection[str] = (),
) -> Tranche[Any]:
    """The page that is asked for, the last one where it lies beyond; `dernier` settles what the sort leaves equal.

    `compte` counts the same rows from less; the sorts of `presents` are by columns that
    no row lacks, so that an index may give their order.
    """
    tous = select(func.count()).select_from(requete.order_by(None).subquery())
    total: int = session.scalar(tous if compte is None else compte) or 0
    pages = max(1, -(-total // demande.taille))
    page = min(max(1, demande.page), pages)
    ordre = requete.order_by(*_ordre(demande, tris, presents), *dernier)
    lignes = session.execute(ordre.limit(demande.taille).offset((page - 1) * demande.taille))
    return Tranche(tuple(lignes), total, page, pages)


def _ordre(
    demande: DemandeListe, tris: Mapping[str, Colonne], presents: Collection[str]
) -> tuple[ColumnElement[Any], ...]:
    if demande.tri not in tris:
        return ()
    colonne = tris[demande.tri]
    ordre = colonne.desc() if demande.descendant else colonne.asc()
    return (ordre if demande.tri in presents else ordre.nulls_last(),)
