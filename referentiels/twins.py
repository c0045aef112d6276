"""Codes that one file gives twice where each must be its own."""

from collections.abc import Iterator, Mapping
from typing import Any

from referentiels.faults import Place

# the lists whose items are told apart by `code`, and those that hold bare codes
LISTES_DE_CODES = ("niveaux", "jeux", "preuves", "demarches", "questions", "choix")
LISTES_NUES = ("criteres", "sans_seuil", "profilage", "verrou", "completude", "verdict", "recommandation")


def twins(contenu: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """The place of each second use of a code, and what was expected; bears with malformed content."""
    vus: dict[tuple[str, str], Place] = {}
    for famille, code, place in _codes(contenu, ()):
        if (famille, code) in vus:
            yield place, f"un code qui ne soit pas déjà pris dans « {_lieu(famille)} »"
        vus.setdefault((famille, code), place)


def _lieu(famille: str) -> str:
    return famille.rsplit("/", 1)[-1]


def _codes(valeur: Any, place: Place) -> Iterator[tuple[str, str, Place]]:
    if isinstance(valeur, Mapping):
        for cle, suite in valeur.items():
            yield from _codes(suite, (*place, cle))
    elif isinstance(valeur, list):
        for rang, element in enumerate(valeur):
            yield from _own_code(element, (*place, rang))
            yield from _codes(element, (*place, rang))


def _own_code(element: Any, place: Place) -> Iterator[tuple[str, str, Place]]:
    nom = str(place[-2]) if len(place) > 1 else ""
    lieu = "/".join(str(pas) for pas in place[:-1])
    code = element.get("code") if isinstance(element, Mapping) else None
    if nom == "volets" and isinstance(element, Mapping) and isinstance(element.get("questionnaire"), str):
        yield lieu, element["questionnaire"], (*place, "questionnaire")
    elif isinstance(code, str) and nom in LISTES_DE_CODES:
        yield lieu, code, (*place, "code")
    elif isinstance(code, str) and nom in ("sections", "criteres"):
        yield nom, code, (*place, "code")
        if element.get("desactivable") is True:
            # its answer is kept under its code, among those of the critères
            yield "criteres", code, (*place, "code")
    elif isinstance(element, str) and nom in LISTES_NUES:
        yield lieu, element, place
