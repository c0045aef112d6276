"""The calendar of a company as CSV, for a spreadsheet set to French: semicolons, UTF-8 with its mark, no formula."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from reports.calendrier import Echeance
from reports.roadmap_steps import SUITES

TITRES = (
    "Mois",
    "Référence",
    "Produit",
    "Démarche",
    "Thème",
    "Critère",
    "Titre du critère",
    "Niveau",
    "Suite",
    "Projection",
)
FORMULES = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def calendrier_csv(echeances: Iterable[Echeance]) -> Iterator[str]:
    """The lines of the file, made as they are read."""
    yield "\ufeff" + _ligne(TITRES)
    for echeance in echeances:
        yield _ligne(
            (
                echeance.mois,
                str(echeance.reference),
                echeance.produit,
                echeance.demarche_titre,
                echeance.theme,
                echeance.critere,
                echeance.critere_titre,
                echeance.niveau,
                SUITES.get(echeance.suite, "à venir"),
                "à revoir" if echeance.a_revoir else "",
            )
        )


def _ligne(cellules: Iterable[str]) -> str:
    ligne = StringIO()
    csv.writer(ligne, delimiter=";").writerow([_inoffensive(cellule) for cellule in cellules])
    return ligne.getvalue()


def _inoffensive(cellule: str) -> str:
    return f"'{cellule}" if cellule.startswith(FORMULES) else cellule
