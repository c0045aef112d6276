"""What an entry changed, row by row and field by field, before and after, in words; raw values stay beside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from json import dumps
from typing import Any

from flask_babel import gettext as _

from models.compte import Role
from models.projection import ERASED
from referentiels.palette import LIBELLES
from reports.piste import Ligne
from reports.piste_noms import Noms
from webapp.audit.libelles import nom_de_champ, nom_de_table
from webapp.presentation import ROLES, STATUTS, instant

LONG = 300
"""Characters from which a value is only shown when it is asked for."""

_INSTANT = len("2022-05-17T09:12:33.123456Z")


@dataclass(frozen=True, slots=True)
class Valeur:
    """A value in words; `brut` is what the journal holds, empty where it holds nothing."""

    mots: str
    brut: str = ""
    longue: bool = False


@dataclass(frozen=True, slots=True)
class Changement:
    """One field of one row."""

    champ: str
    code: str
    avant: Valeur
    apres: Valeur
    precedente: int | None


@dataclass(frozen=True, slots=True)
class LigneChangee:
    """One row: what it is, its identifier, and its fields that changed."""

    titre: str
    table: str
    cle: str
    champs: tuple[Changement, ...]


def lignes_changees(ligne: Ligne, avant: Sequence[Any], noms: Noms) -> tuple[LigneChangee, ...]:
    """The rows that an entry changed."""
    changes = ligne.body["changes"]
    apres = [ERASED] * len(changes) if ligne.content is None else ligne.content["changes"]
    tous = list(zip(changes, avant, apres, strict=True))
    rangees = groupby(tous, lambda each: (each[0]["table"], each[0]["key"]))
    return tuple(
        LigneChangee(_titre(table, groupe), table, cle, tuple(_champs(groupe, noms)))
        for (table, cle), each in rangees
        if (groupe := list(each))
    )


def autres_valeurs(ligne: Ligne, noms: Noms) -> tuple[tuple[str, Valeur], ...]:
    """Whatever else an entry commits to, by name, but for the sentences of a refusal: these are told apart."""
    dits = [each["name"] for each in ligne.body["values"]]
    valeurs = [ERASED] * len(dits) if ligne.content is None else ligne.content["values"]
    return tuple((dit, valeur(brute, noms)) for dit, brute in zip(dits, valeurs, strict=True) if dit != "motifs")


def identifiants(ligne: Ligne, avant: Sequence[Any]) -> Iterator[str]:
    """The values that may be the identifier of a person or of a subject."""
    apres = [] if ligne.content is None else ligne.content["changes"]
    yield from (valeur for valeur in (*avant, *apres) if isinstance(valeur, str) and len(valeur) == 36)


def _champs(groupe: Sequence[tuple[Mapping[str, Any], Any, Any]], noms: Noms) -> Iterator[Changement]:
    for change, avant, apres in groupe:
        code, precedente = change["field"], change["previous"]
        yield Changement(
            nom_de_champ(code),
            code,
            Valeur("") if precedente is None else valeur(avant, noms),
            valeur(apres, noms),
            precedente,
        )


def _titre(table: str, groupe: Sequence[tuple[Mapping[str, Any], Any, Any]]) -> str:
    """« Réponse A10.1 », where the entry says which."""
    dits = {change["field"]: apres for change, _avant, apres in groupe}
    precise = next((dits[champ] for champ in ("critere", "questionnaire", "nom", "code") if champ in dits), None)
    return f"{nom_de_table(table)} {precise}" if isinstance(precise, str) else nom_de_table(table)


def valeur(brute: Any, noms: Noms) -> Valeur:
    """A value of the journal in words."""
    if brute is ERASED:
        return Valeur(_("effacée"))
    texte = dumps(brute, ensure_ascii=False, indent=2)
    mots = en_mots(brute, noms)
    return Valeur(mots, texte, len(mots) > LONG)


def en_mots(brute: Any, noms: Noms) -> str:
    """The words of a value."""
    match brute:
        case None | "" | []:
            return str(_("rien"))
        case bool():
            return str(_("oui") if brute else _("non"))
        case str():
            return _texte(brute, noms)
        case list():
            return ", ".join(en_mots(each, noms) for each in brute)
        case dict():
            # « case {} » would match any
            return " ; ".join(f"{nom} : {en_mots(each, noms)}" for nom, each in brute.items()) or str(_("rien"))
        case _:
            return str(brute)


def _texte(texte: str, noms: Noms) -> str:
    if (personne := noms.par_compte.get(texte)) is not None:
        return personne.nom
    if (sujet := noms.sujets.get(texte)) is not None:
        return sujet.libelle
    if len(texte) == _INSTANT and texte.endswith("Z"):
        return instant(datetime.fromisoformat(texte))
    if texte in LIBELLES:
        return LIBELLES[texte]
    if texte in STATUTS:
        return str(STATUTS[texte][0])
    return str(ROLES[Role(texte)]) if texte in tuple(Role) else texte
