"""Long lists read from the database one page at a time: searched, sorted and cut in SQL, two statements each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from re import escape
from typing import Any, Generic, TypeVar
from unicodedata import category, combining, normalize

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

Ligne = TypeVar("Ligne")
Vue = TypeVar("Vue")
Colonne = ColumnElement[Any] | InstrumentedAttribute[Any]

RECHERCHE_MAX = 100

# one call inside another for each: SQLite's parser stops at 26, so only the letters that French words begin with
_LETTRES_TRIEES = "àâçèéêëîïôùûÀÇÈÉÊÎ"
_ACCENTS = "[\u0300-\u036f]?"
_LIGATURES = {"oe": "œŒ", "ae": "æÆ"}


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


def plier(texte: str) -> str:
    """A text as lists compare it: without case, accents nor control characters."""
    lisible = "".join(c for c in texte if category(c) not in ("Cc", "Cs"))
    nu = "".join(c for c in normalize("NFKD", lisible).casefold() if not combining(c))
    return nu.replace("œ", "oe").replace("æ", "ae")


def plie(colonne: Colonne) -> ColumnElement[str]:
    """A column as lists sort it, in SQL: without case nor the accents of French."""
    expression: ColumnElement[str] = func.lower(colonne)
    for lettre in _LETTRES_TRIEES:
        expression = func.replace(expression, lettre, plier(lettre))
    return expression


@cache
def _variantes() -> Mapping[str, str]:
    """Every Latin letter by the letter it folds to: « e » → « eEéÉèÈ… »."""
    lettres: dict[str, str] = {}
    for lettre in (chr(point) for point in range(0x41, 0x250) if chr(point).isalpha()):
        lettres[plier(lettre)] = lettres.get(plier(lettre), "") + lettre
    return lettres


def _motif(mot: str) -> str:
    """A regular expression, the same to both databases, for a folded word however it is accented or capitalised."""
    lettres = "".join(f"[{_variantes().get(c, c + c.upper())}]{_ACCENTS}" if c.isalpha() else escape(c) for c in mot)
    for paire, ligatures in _LIGATURES.items():
        ecrite = "".join(f"[{_variantes()[c]}]{_ACCENTS}" for c in paire)
        lettres = lettres.replace(ecrite, f"(?:{ecrite}|[{ligatures}])")
    return lettres


def selon(colonne: Colonne, valeurs: Mapping[str, Any], sinon: Any) -> ColumnElement[Any]:
    """A value by the content of a column: what the database does not know and the catalogue does."""
    return case(dict(valeurs), value=colonne, else_=sinon) if valeurs else literal(sinon)


def texte_de(*colonnes: Colonne) -> ColumnElement[str]:
    """Several columns as one text to search in; an absent value is empty."""
    parties = [func.coalesce(cast(colonne, String), "") for colonne in colonnes]
    texte: ColumnElement[str] = parties[0]
    for partie in parties[1:]:
        texte = texte + " " + partie
    return texte


def trouver(recherche: str, texte: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether every word that is searched for stands in the text."""
    mots = plier(recherche[:RECHERCHE_MAX]).split()
    return and_(*(texte.regexp_match(_motif(mot)) for mot in mots)) if mots else literal(True)


def trancher(
    session: Session, requete: Select[Any], demande: DemandeListe, tris: Mapping[str, Colonne], *dernier: Colonne
) -> Tranche[Any]:
    """The page that is asked for, the last one where it lies beyond; `dernier` settles what the sort leaves equal."""
    total = session.scalar(select(func.count()).select_from(requete.order_by(None).subquery())) or 0
    pages = max(1, -(-total // demande.taille))
    page = min(max(1, demande.page), pages)
    ordre = tris.get(demande.tri)
    choisi = () if ordre is None else ((ordre.desc() if demande.descendant else ordre.asc()).nulls_last(),)
    lignes = session.execute(
        requete.order_by(*choisi, *dernier).limit(demande.taille).offset((page - 1) * demande.taille)
    )
    return Tranche(tuple(lignes), total, page, pages)
