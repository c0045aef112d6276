"""The results as a PDF, beside xhtml2pdf on the same HTML; and a questionnaire three times as long."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from sqlalchemy.orm import Session
from xhtml2pdf.config.resources import ResourceAccessPolicy
from xhtml2pdf.document import pisaDocument

from bench.figure import Figure, compared
from bench.ground import Ground, ground
from bench.timing import medians, pair
from models.editions import documents, en_vigueur
from reports.pdf import resultats_html, resultats_pdf
from reports.results import Lecteur, Resultats
from rules.decision import Judge
from rules.edition import Edition, build_edition
from rules.families import Decideur
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE
from tests.support.long_questionnaire import LONG, LONG_QUESTIONNAIRE
from tests.workflows.plateforme import SOCLES
from workflows.commands.evaluations import EnregistrerEvaluation, Saisie, ValiderEvaluation

RUNS = 15
PAIRS = 41
"""Our own share is a hundredth of the time; noise moves medians of fifteen by a tenth, so many pairs by a fiftieth."""
CRITERES = 106
SECURITE = "securite-2021"
FONTS = Path(__file__).parents[1] / "webapp" / "static" / "vendor"
NAME = "the PDF of 36 critères"


def figures() -> Iterator[Figure]:
    """Ours from the results to the file, xhtml2pdf from the same HTML, and ours of 106 critères."""
    with ground(long=CRITERES) as ours:
        sujet = ours.product(CONTRIBUTEUR, LONG).sujet
        short = _validated(ours, sujet, SOCLES, SECURITE)
        long = _validated(ours, sujet, LONG, LONG_QUESTIONNAIRE)
        now = ours.site.clock.now()
    page = resultats_html(short, now)

    def draw() -> bytes:
        return resultats_pdf(short, FONTS, now)

    ours_of_36, peer = pair(PAIRS, draw, lambda: _xhtml2pdf(page))
    yield compared(NAME, ours_of_36, "s", "xhtml2pdf on the same HTML", peer, 1.1)
    few, many = medians(RUNS, draw, lambda: resultats_pdf(long, FONTS, now))
    yield compared(f"the PDF of {CRITERES} critères", many, "s", NAME, few, 4)


def _xhtml2pdf(page: str) -> bytes:
    written = BytesIO()
    policy = ResourceAccessPolicy.server(FONTS, allow_remote=False)
    assert not pisaDocument(page, written, path=str(FONTS / "page.html"), resource_policy=policy).err
    return written.getvalue()


def _validated(where: Ground, sujet: str, demarche: str, questionnaire: str) -> Resultats:
    """The results of a questionnaire that is wholly answered, each answer commented, and validated."""
    site = where.site
    edition = _edition(where)
    volet = edition.catalogue.demarches[demarche].volet(questionnaire)
    assert volet is not None
    criteres = edition.catalogue.questionnaires[questionnaire].criteres.values()
    saisies = tuple(Saisie(c.code, c.ordonnes[-1].code, "Deux phrases. Pour chacun des critères.") for c in criteres)
    site.do(EnregistrerEvaluation(site.acteur(CONTRIBUTEUR), sujet, demarche, questionnaire, saisies))
    site.do(ValiderEvaluation(site.acteur(RESPONSABLE), sujet, demarche, questionnaire))
    judge = Judge("reference")
    with Session(where.engine) as session:
        lecteur = Lecteur(session, lambda _instant, _digest: edition, lambda of: Decideur(of, judge.read))
        return lecteur.lire(edition, site.sujet(sujet), edition.catalogue.demarches[demarche], volet)


def _edition(where: Ground) -> Edition:
    with Session(where.engine) as session:
        return build_edition(documents(session, en_vigueur(session, where.site.clock.now())))
