"""The time line of a roadmap, and the columns of its table."""

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element, fromstring

import pytest

from reports.roadmap import FeuilleDeRoute
from reports.roadmap_chart import frise
from reports.roadmap_steps import Etape, Suite, colonnes, etapes
from rules.echeances import mois
from rules.edition import Edition
from rules.perimetre import CritereCible
from tests.support.planning import HORS_CIBLE, PLAN, evalue, lire_feuille, projeter, shipped_edition
from tests.workflows.plateforme import INTEROP, Plateforme
from workflows.commands.projections import SaisieProjection


@pytest.fixture(scope="module")
def edition() -> Edition:
    """What is shipped."""
    return shipped_edition()


def _cible(edition: Edition) -> CritereCible:
    critere = edition.catalogue.questionnaires[INTEROP].criteres["A10.1"]
    return CritereCible(critere, True, False, critere.recommande, critere.recommande)


def _drawn(feuille: FeuilleDeRoute) -> Element:
    return fromstring(frise(feuille))  # noqa: S314 - our own bytes


def _mots(tree: Element) -> list[str]:
    return [text for element in tree.iter() if (text := element.text)]


def test_the_time_line_says_each_level_in_words_and_marks_today(plateforme: Plateforme, edition: Edition) -> None:
    sujet = evalue(plateforme)
    projeter(plateforme, sujet, PLAN[0], HORS_CIBLE)
    mots = _mots(_drawn(lire_feuille(plateforme, edition, sujet, date(2026, 12, 1))))
    assert "orange 2026-10, dépassée" in mots
    assert "vert 2027-06" in mots
    assert "orange, cible non applicable" in mots
    assert "aujourd’hui" in mots


@pytest.mark.parametrize("last", ["2026-04", "2027-12", "2040-01", "2099-12"])
def test_the_time_line_stays_on_its_canvas(plateforme: Plateforme, edition: Edition, last: str) -> None:
    sujet = evalue(plateforme)
    projeter(
        plateforme,
        sujet,
        SaisieProjection("A10.1", {"orange": last, "jaune": last, "vert": last}),
        SaisieProjection("A08.5.01", {"vert": "2026-03"}),
    )
    tree = _drawn(lire_feuille(plateforme, edition, sujet))
    width = float(tree.attrib["width"])
    for element in tree.iter():
        for place in ("x", "x1", "x2"):
            assert 0 <= float(element.attrib.get(place, "0")) <= width
    axis = [text for text in _mots(tree) if text.replace("-", "").isdigit()]
    assert 2 <= len(axis) <= 10


def _etapes(edition: Edition, textes: list[str]) -> Iterator[Etape]:
    niveau = _cible(edition).critere.ordonnes[-1]
    for texte in textes:
        valeur = mois(texte)
        assert valeur is not None
        yield Etape(niveau, valeur, texte, Suite.A_VENIR)


@pytest.mark.parametrize(
    ("textes", "libelles"),
    [
        (["2027-03", "2026-11", "2027-03"], ["2026-11", "2027-03"]),
        ([f"2027-{m:02d}" for m in range(1, 10)], ["2027, 1er trimestre", "2027, 2e trimestre", "2027, 3e trimestre"]),
        ([f"{annee}-{m:02d}" for annee in (2027, 2028, 2029) for m in (1, 4, 7, 10)], ["2027", "2028", "2029"]),
    ],
)
def test_columns_are_months_then_quarters_then_years(edition: Edition, textes: list[str], libelles: list[str]) -> None:
    found = colonnes(_etapes(edition, textes))
    assert [colonne.libelle for colonne in found] == libelles
    assert all(sum(colonne.holds(etape) for colonne in found) == 1 for etape in _etapes(edition, textes))


def test_months_that_are_no_months_any_more_are_left_out(edition: Edition) -> None:
    assert etapes(_cible(edition), {"vert": "2023-13", "violet": "2027-01"}, "rouge", 0) == ()
