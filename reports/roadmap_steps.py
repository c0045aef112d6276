"""How each date of a roadmap stands today, and the columns of its table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from referentiels.catalogue import Niveau
from rules.echeances import besoin, mois, texte_mois
from rules.perimetre import CritereCible

COLONNES_MAX = 8
"""Beyond, months are gathered by quarter, then by year: the table must stay readable."""

MOIS, TRIMESTRE, ANNEE = 1, 3, 12


class Suite(StrEnum):
    """What became of a date.

    PASSEE: past and not reached, yet no longer awaited (the recommended level is reached, or the critère is grey).
    """

    A_VENIR = "a_venir"
    ATTEINTE = "atteinte"
    DEPASSEE = "depassee"
    PASSEE = "passee"


SUITES = {
    Suite.ATTEINTE: "niveau atteint",
    Suite.DEPASSEE: "échéance dépassée",
    Suite.PASSEE: "passée, plus attendue",
}
"""What became of a date, in words; nothing is said of those to come."""


@dataclass(frozen=True, slots=True)
class Etape:
    """A planned level: `mois` is year * 12 + month - 1, `texte` the same as « AAAA-MM »."""

    niveau: Niveau
    mois: int
    texte: str
    suite: Suite


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column of the table: the months from `debut` to `fin`, both included."""

    libelle: str
    debut: int
    fin: int

    def holds(self, etape: Etape) -> bool:
        """Whether the date falls in this column."""
        return self.debut <= etape.mois <= self.fin


def etapes(cible: CritereCible, echeances: Mapping[str, str], actuel: str | None, maintenant: int) -> tuple[Etape, ...]:
    """The planned levels of a critère, least mature first, given the level validated last and the current month."""
    return tuple(
        Etape(niveau, valeur, texte_mois(valeur), _suite(cible, niveau, valeur, actuel, maintenant))
        for niveau in cible.critere.ordonnes
        if (valeur := mois(echeances.get(niveau.code, ""))) is not None
    )


def _suite(cible: CritereCible, niveau: Niveau, valeur: int, actuel: str | None, maintenant: int) -> Suite:
    atteint = cible.critere.niveau(actuel) if actuel else None
    if atteint is not None and atteint.rang >= niveau.rang:
        return Suite.ATTEINTE
    if valeur >= maintenant:
        return Suite.A_VENIR
    return Suite.PASSEE if atteint is not None and not besoin(cible, actuel) else Suite.DEPASSEE


def colonnes(toutes: Iterable[Etape]) -> tuple[Colonne, ...]:
    """The periods that hold a date, in order: months, or quarters or years where there would be too many."""
    dates = sorted({etape.mois for etape in toutes})
    for pas in (MOIS, TRIMESTRE):
        debuts = sorted({date - date % pas for date in dates})
        if len(debuts) <= COLONNES_MAX:
            return tuple(Colonne(_libelle(debut, pas), debut, debut + pas - 1) for debut in debuts)
    debuts = sorted({date - date % ANNEE for date in dates})
    return tuple(Colonne(_libelle(debut, ANNEE), debut, debut + ANNEE - 1) for debut in debuts)


def _libelle(debut: int, pas: int) -> str:
    annee, rang = divmod(debut, 12)
    if pas == MOIS:
        return texte_mois(debut)
    return str(annee) if pas == ANNEE else f"{annee}, {('1er', '2e', '3e', '4e')[rang // 3]} trimestre"
