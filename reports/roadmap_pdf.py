"""A roadmap as a PDF; an accessible HTML page of the same stands beside it, for xhtml2pdf writes no tags."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

from reports.pdf import POLICES, dessiner, gabarits
from reports.position import PositionDuJournal
from reports.roadmap import FeuilleDeRoute
from reports.roadmap_chart import frise
from reports.roadmap_steps import SUITES

LIGNES_PAR_IMAGE = 9
"""The time line of a long questionnaire is cut, an image cannot run over two pages: two of them fill one."""

FAMILLE = "Convergence"


def feuille_pdf(
    feuille: FeuilleDeRoute,
    polices: Path,
    le: datetime,
    note: str | None = None,
    position: PositionDuJournal | None = None,
) -> bytes:
    """The document, made at that instant with the fonts of that folder; `note` is the journal's signed note there.

    Raises: reports.pdf.PdfFailed.
    """
    _know_fonts(polices)
    html = (
        gabarits()
        .get_template("feuille_de_route.html")
        .render(
            feuille=feuille,
            images=list(_images(feuille)),
            SUITES=SUITES,
            le=le,
            note=note,
            position=position,
            regulier=POLICES[0],
            gras=POLICES[1],
        )
    )
    return dessiner(html, polices, le)


def _images(feuille: FeuilleDeRoute) -> Iterator[str]:
    lignes = list(feuille.lignes())
    for debut in range(0, len(lignes), LIGNES_PAR_IMAGE):
        drawn = frise(feuille, lignes[debut : debut + LIGNES_PAR_IMAGE], FAMILLE)
        yield f"data:image/svg+xml;base64,{b64encode(drawn).decode()}"


@cache
def _know_fonts(polices: Path) -> None:
    """Let the drawing use our own fonts; for one it does not know, svglib would run a program to find another."""
    from svglib.fonts import register_font

    for weight, name in zip(("normal", "bold"), POLICES, strict=True):
        register_font(FAMILLE, str(polices / name), weight)
