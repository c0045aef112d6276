"""Strict JSON: no twin key, no NaN, no number without measure, no depth without end."""

import json
import re
from typing import Any

from referentiels.imports.texts import refuse

PROFONDEUR_MAX = 60
VALEURS_MAX = 300_000
CHIFFRES_MAX = 30
JETONS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)


def lire_json(texte: str, fichier: str) -> Any:
    """The value that the text holds.

    Raises: ReferentielInvalid for what is no JSON or holds what no file of this kind does.
    """
    _refuse_demesure(texte, fichier)

    def nombre(ecrit: str) -> Any:
        if len(ecrit) > CHIFFRES_MAX:
            raise refuse(fichier, f"{ecrit[:CHIFFRES_MAX]}…", f"un nombre de {CHIFFRES_MAX} caractères au plus")
        return ecrit

    def constante(ecrite: str) -> Any:
        raise refuse(fichier, ecrite, "un nombre fini")

    def uniques(paires: list[tuple[str, Any]]) -> dict[str, Any]:
        cles: dict[str, Any] = {}
        for cle, valeur in paires:
            if cle in cles:
                raise refuse(fichier, cle, "une clé donnée une seule fois par objet")
            cles[cle] = valeur
        return cles

    try:
        # numbers stay as they are written: none is computed with
        return json.loads(
            texte, parse_int=nombre, parse_float=nombre, parse_constant=constante, object_pairs_hook=uniques
        )
    except json.JSONDecodeError as error:
        raise refuse(fichier, error.msg, "un texte JSON bien formé", error.lineno) from error


def _refuse_demesure(texte: str, fichier: str) -> None:
    """Raises: ReferentielInvalid for more levels or values than are read."""
    profondeur = valeurs = 0
    for jeton in JETONS.finditer(texte):
        if jeton[0] in "[{":
            profondeur += 1
        elif jeton[0] in "]}":
            profondeur -= 1
        elif jeton[0] == ",":
            valeurs += 1
        if profondeur > PROFONDEUR_MAX or valeurs > VALEURS_MAX:
            ligne = texte.count("\n", 0, jeton.start()) + 1
            trouve, attendu = (
                (f"plus de {PROFONDEUR_MAX} niveaux", f"{PROFONDEUR_MAX} niveaux au plus")
                if profondeur > PROFONDEUR_MAX
                else (f"plus de {VALEURS_MAX} valeurs", f"{VALEURS_MAX} valeurs au plus")
            )
            raise refuse(fichier, trouve, attendu, ligne)
