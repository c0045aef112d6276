"""The results of an evaluation as a PDF that can be printed, sent and kept.

An accessible HTML page of the same results stands beside it: xhtml2pdf writes no tags.
"""

import re
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from referentiels.palette import LIBELLES
from reports.position import PositionDuJournal
from reports.results import Resultats
from reports.wording import NATURES, jour, moment, seuil_en_mots, valeur_en_mots

POLICES = ("DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf")
"""Files of the folder of fonts; they have →, ✓ and ≥, which reportlab's own do not."""

MOT_LONG = 44
"""A longer word would leave the page: reportlab only breaks lines at spaces."""


DATE_FIXE = b"D:20000101000000"
"""What reportlab writes for a date when it reads no clock; as long as the one that takes its place."""


class PdfFailed(Exception):
    """The document could not be drawn as it should: a font is not there, or xhtml2pdf gave up."""


def resultats_pdf(
    resultats: Resultats,
    polices: Path,
    le: datetime,
    note: str | None = None,
    position: PositionDuJournal | None = None,
) -> bytes:
    """The document, made at that instant with the fonts of that folder; `note` is the journal's signed note there.

    Raises: PdfFailed.
    """
    return dessiner(resultats_html(resultats, le, note, position), polices, le)


def resultats_html(
    resultats: Resultats, le: datetime, note: str | None = None, position: PositionDuJournal | None = None
) -> str:
    """What is drawn: a page for xhtml2pdf alone."""
    gabarit = gabarits().get_template("resultats.html")
    return gabarit.render(
        resultats=resultats, le=le, note=note, position=position, regulier=POLICES[0], gras=POLICES[1]
    )


def dessiner(html: str, polices: Path, le: datetime) -> bytes:
    """The PDF of a document in HTML, which can name the files of that folder and nothing else; the same at each time.

    Raises: PdfFailed.
    """
    # imported when first asked for: xhtml2pdf takes half a second and fifty megabytes that no other page needs
    from reportlab import rl_config
    from xhtml2pdf.config.resources import ResourceAccessPolicy
    from xhtml2pdf.document import pisaDocument

    # reportlab would write the clock's date and an identifier made from it; neither is reachable through xhtml2pdf
    rl_config.invariant = 1
    sortie = BytesIO()
    policy = ResourceAccessPolicy.server(polices, allow_remote=False)
    status = pisaDocument(html, sortie, path=str(polices / "resultats.html"), resource_policy=policy)
    if status.err:
        raise PdfFailed(f"{status.err} erreurs")
    return sortie.getvalue().replace(DATE_FIXE, le.astimezone(UTC).strftime("D:%Y%m%d%H%M%S").encode())


@cache
def gabarits() -> Environment:
    """The templates of documents, with the filters that they use."""
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(texte=texte, lignes=lignes, code_qr=code_qr, jour=jour, moment=moment)
    environment.filters.update(mot=valeur_en_mots, seuil=seuil_en_mots)
    environment.globals.update(NATURES=NATURES, LIBELLES=LIBELLES)
    return environment


def texte(value: str) -> Markup:
    """A text that keeps its lines and stays on the page: words too long for it are cut."""
    lignes = (escape(_coupe(ligne)) for ligne in value.splitlines())
    return Markup("<br/>").join(lignes)


def lignes(value: str) -> Markup:
    """The very lines of a text, none cut: it is to be copied, and its style must be small enough for the longest."""
    return Markup("<br/>").join(escape(ligne) for ligne in value.splitlines())


def code_qr(value: str) -> str:
    """The address of an image that a telephone reads as that very text."""
    return str(segno.make(value, error="m", micro=False).png_data_uri(scale=6))


def _coupe(ligne: str) -> str:
    return re.sub(rf"\S{{{MOT_LONG}}}(?=\S)", lambda found: found[0] + " ", ligne)
