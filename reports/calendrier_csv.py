"""The calendar of a company as CSV, for a spreadsheet set to French."""

from collections.abc import Iterable, Iterator

from reports.calendrier import Echeance
from reports.csv_lines import MARK, csv_line
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


def calendrier_csv(echeances: Iterable[Echeance]) -> Iterator[str]:
    """The lines of the file, made as they are read."""
    yield MARK + csv_line(TITRES)
    for echeance in echeances:
        yield csv_line(
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
