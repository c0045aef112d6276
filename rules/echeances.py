"""Months of a roadmap, and what a projection's dates say of a critère."""

import re
from collections.abc import Mapping

from rules.perimetre import CritereCible

MOIS = re.compile(r"([0-9]{4})-([0-9]{2})")
PREMIERE_ANNEE, DERNIERE_ANNEE = 2000, 2099


def mois(texte: str) -> int | None:
    """« AAAA-MM » as year * 12 + month - 1; None for what is no month between 2000 and 2099."""
    trouve = MOIS.fullmatch(texte)
    if trouve is None:
        return None
    annee, numero = int(trouve[1]), int(trouve[2])
    if not PREMIERE_ANNEE <= annee <= DERNIERE_ANNEE or not 1 <= numero <= 12:
        return None
    return annee * 12 + numero - 1


def texte_mois(valeur: int) -> str:
    """The month of that number as « AAAA-MM »."""
    annee, rang = divmod(valeur, 12)
    return f"{annee:04d}-{rang + 1:02d}"


def besoin(cible: CritereCible, valeur: str | None) -> bool:
    """Whether the evaluated answer is below the recommended level, so that a plan is expected."""
    ecart = cible.ecart(valeur, cible.recommande)
    return cible.applicable and ecart is not None and ecart > 0


def premiere_echeance(cible: CritereCible, echeances: Mapping[str, str]) -> int | None:
    """The earliest month dated on a level at or above the recommended one."""
    vise = cible.critere.niveau(cible.recommande)
    if vise is None:
        return None
    datees = [
        valeur
        for niveau in cible.critere.ordonnes
        if niveau.rang >= vise.rang and (valeur := mois(echeances.get(niveau.code, ""))) is not None
    ]
    return min(datees, default=None)
