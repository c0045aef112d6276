"""Codes of critères and sections: made of what the file calls each, so that the next version gives the same."""

import re
from collections.abc import Iterable

from referentiels.imports.texts import empreinte, sans_accent
from referentiels.imports.trame import Noeud

CODE_MAX = 40
"""What an answer is kept under has no more characters."""
PREFIXE_MAX = 12


def prefixe(code: str) -> str:
    """What every code of a questionnaire begins with: codes are unique among all questionnaires."""
    mots = code.upper().split("-")
    garde = mots[0][:PREFIXE_MAX]
    for mot in mots[1:]:
        if len(garde) + 1 + len(mot) > PREFIXE_MAX:
            break
        garde += f"_{mot}"
    return garde


def donner_les_codes(noeuds: Iterable[Noeud], debut: str, pris_avant: Iterable[str] = ()) -> dict[str, str]:
    """A code for each node, by its identifier; two that come to the same are told apart by the identifier."""
    codes: dict[str, str] = {}
    pris = set(pris_avant)
    for noeud in noeuds:
        code = _code(noeud, debut)
        if code in pris:
            code = _marque(code, noeud.identifiant)
        pris.add(code)
        codes[noeud.identifiant] = code
    return codes


def _code(noeud: Noeud, debut: str) -> str:
    nom = noeud.reference or re.split(r"[:/]", noeud.identifiant)[-1]
    mots = re.findall(r"[A-Z0-9]+", sans_accent(nom).upper()) or [empreinte(noeud.identifiant)]
    code = ".".join((debut, *mots))
    return code if len(code) <= CODE_MAX else _marque(code, noeud.identifiant)


def _marque(code: str, identifiant: str) -> str:
    marque = f".{empreinte(identifiant)}"
    return code[: CODE_MAX - len(marque)].rstrip(".") + marque
