"""The roadmap as a PDF: it says what the page says, stays on its pages, and asks nothing of anything else."""

import subprocess
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

import webapp
from reports.roadmap_pdf import feuille_pdf
from rules.edition import Edition
from tests.support.planning import HORS_CIBLE, NOW, PLAN, evalue, lire_feuille, projeter, shipped_edition
from tests.workflows.plateforme import Plateforme
from workflows.commands.projections import SaisieProjection

POLICES = Path(webapp.__file__).parent / "static" / "vendor"
LE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def edition() -> Edition:
    """What is shipped."""
    return shipped_edition()


def _read(plateforme: Plateforme, edition: Edition, sujet: str, jour: date = NOW) -> PdfReader:
    return PdfReader(BytesIO(feuille_pdf(lire_feuille(plateforme, edition, sujet, jour), POLICES, LE, "note signée")))


def _words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_it_says_the_verdict_the_dates_and_the_note(plateforme: Plateforme, edition: Edition) -> None:
    sujet = evalue(plateforme)
    projeter(plateforme, sujet)
    reader = _read(plateforme, edition, sujet, date(2027, 3, 1))
    words = _words(reader)
    for expected in (
        "Feuille de route du produit sur le thème Interopérabilité",
        "Atteint le 2027-01 pour Doctrine du Numérique en Santé Evaluation et projection socles. Échéance dépassée",
        "VERD-DOC-004",
        "2026-10 : orange (échéance dépassée)",
        "Commentaire : Par étapes.",
        "note signée",
        f"Page 1 sur {len(reader.pages)}",
        "vert 2027-06",
    ):
        assert expected in words


def test_a_target_that_does_not_apply_is_said(plateforme: Plateforme, edition: Edition) -> None:
    sujet = evalue(plateforme)
    projeter(plateforme, sujet, PLAN[0], HORS_CIBLE)
    words = _words(_read(plateforme, edition, sujet))
    assert "Niveau : Non atteint pour" in words
    assert "cible envisagée non applicable" in words


def test_long_words_and_markup_stay_text_on_the_page(plateforme: Plateforme, edition: Edition) -> None:
    sujet = evalue(plateforme)
    texte = "x" * 300 + " <b>gras</b> & <script>alert(1)</script> " + "Une phrase. " * 700
    projeter(plateforme, sujet, PLAN[0], SaisieProjection("A08.5.01", {"vert": "2027-01"}, False, texte))
    reader = _read(plateforme, edition, sujet)
    assert "<b>gras</b> & <script>alert(1)</script>" in _words(reader)
    left: list[float] = []
    for page in reader.pages:
        # where each piece begins, through the scale of a drawing where it is in one
        page.extract_text(visitor_text=lambda _t, cm, tm, _f, _s: left.append(float(tm[4] * cm[0] + cm[4])))
    assert max(left) < float(reader.pages[0].mediabox.width)
    assert max(map(len, _words(reader).split())) <= 160


def test_no_program_is_run_to_find_a_font(
    plateforme: Plateforme, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError("un programme est lancé")

    sujet = evalue(plateforme)
    projeter(plateforme, sujet)
    feuille = lire_feuille(plateforme, edition, sujet)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert feuille_pdf(feuille, POLICES, LE).startswith(b"%PDF")
