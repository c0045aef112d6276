"""« Moyennes »: figures of many companies; whoever looks twice, or knows some of them, learns nothing of one."""

import csv
import io
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from reports.moyennes import MoyenneTheme, moyennes
from tests.support.builders import ADMINISTRATEUR, Site
from tests.support.partager import publie
from tests.support.reading import read
from tests.support.statements import count_statements
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from workflows.clock import SetClock
from workflows.commands.base import SYSTEME
from workflows.commands.comptes import CreerCompte
from workflows.commands.evaluations import EnregistrerEvaluation, ModifierEvaluation, ValiderEvaluation
from workflows.commands.plateforme import CreerEntreprise

PAGE = "/administration/moyennes"
ROUGES = dict.fromkeys(FORTES, "rouge")
AVRIL = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
JUILLET = datetime(2026, 7, 2, 8, 0, tzinfo=UTC)


def company(site: Site, number: int, *answers: dict[str, str]) -> list[str]:
    """A company whose products are validated with these answers."""
    reference, email = f"M{number:03d}", f"m{number}@moyenne.example"
    site.do(CreerEntreprise(SYSTEME, f"Moyenne {number}", reference))
    site.do(CreerCompte(SYSTEME, email, f"M{number}", "responsable", "secret", reference))
    return [validated(site, email, each) for each in answers]


def validated(site: Site, email: str, answers: dict[str, str], sujet: str = "") -> str:
    """A product validated with these answers, anew where there is one."""
    who = site.acteur(email)
    if sujet:
        site.do(ModifierEvaluation(who, sujet, SOCLES, INTEROP))
    sujet = sujet or site.produit(who, nom=f"Produit de {email}")
    site.do(EnregistrerEvaluation(who, sujet, SOCLES, INTEROP, site.saisies(sujet, answers, "Pourquoi.")))
    site.do(ValiderEvaluation(who, sujet, SOCLES, INTEROP))
    return sujet


def seen(site: Site) -> tuple[MoyenneTheme, ...]:
    """What the administrateur would see now."""
    with Session(site.engine) as session:
        return moyennes(session, publie(), site.clock.now())


def shown(site: Site) -> dict[str, int | None]:
    """Each figure of Interopérabilité, the theme's under its key."""
    (theme,) = seen(site)
    return {each.code: each.valeur for each in (theme.theme, *theme.criteres)}


@both_databases
def test_a_company_counts_once_and_figures_are_between_nothing_and_all(site: Site, clock: SetClock) -> None:
    company(site, 0, ROUGES, ROUGES, ROUGES, ROUGES)
    for number in range(1, 5):
        company(site, number, FORTES)
    clock.instant = AVRIL
    figures = shown(site)
    assert figures[INTEROP] == 80
    assert set(figures.values()) == {80}
    (theme,) = seen(site)
    assert (theme.theme.entreprises, theme.au.isoformat()) == ("5 à 9", "2026-04-01")


@pytest.mark.parametrize(("count", "told"), [(4, False), (5, True)])
def test_four_companies_are_not_told_and_five_are(site: Site, clock: SetClock, count: int, told: bool) -> None:
    for number in range(count):
        company(site, number, FORTES)
    assert seen(site) == (), "le trimestre n'est pas fini"
    clock.instant = AVRIL
    assert bool(seen(site)) is told


def test_who_joins_after_the_quarter_is_not_to_be_found_by_looking_before_and_after(
    site: Site, clock: SetClock
) -> None:
    for number in range(5):
        company(site, number, FORTES)
    clock.instant = AVRIL
    before = shown(site)
    company(site, 9, ROUGES)
    assert shown(site) == before
    clock.instant = JUILLET
    # a quarter has gone by: alone in it, they are still not there
    assert shown(site) == before
    for number in range(10, 14):
        company(site, number, ROUGES)
    clock.instant = datetime(2026, 10, 2, tzinfo=UTC)
    # four more in the next one: with them, it would be five, but only four validated in that quarter
    assert shown(site) == before
    company(site, 14, ROUGES)
    for number in range(15, 19):
        company(site, number, ROUGES)
    clock.instant = datetime(2027, 1, 2, tzinfo=UTC)
    assert shown(site) != before


def test_who_changes_their_answers_is_not_to_be_found_either(site: Site, clock: SetClock) -> None:
    (sujet,) = company(site, 0, FORTES)
    for number in range(1, 6):
        company(site, number, FORTES)
    clock.instant = AVRIL
    before = shown(site)
    validated(site, "m0@moyenne.example", ROUGES, sujet)
    clock.instant = JUILLET
    assert shown(site) == before == dict.fromkeys((INTEROP, *FORTES), 100)


def test_a_critère_that_few_answered_is_hidden_with_another_so_that_it_cannot_be_worked_out(
    site: Site, clock: SetClock
) -> None:
    gris = FORTES | {"A10.1": "gris"}
    for number in range(6):
        company(site, number, FORTES if number < 4 else gris)
    clock.instant = AVRIL
    figures = shown(site)
    assert figures["A10.1"] is None
    assert sum(1 for figure in figures.values() if figure is None) == 2
    assert figures[INTEROP] == 100


@both_databases
def test_the_page_and_the_file_say_the_same_and_name_nobody(app: Flask, site: Site, clock: SetClock) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    assert "Pas encore assez d’entreprises." in read(someone.get(PAGE))
    gris = FORTES | {"A10.1": "gris"}
    for number in range(5):
        company(site, number, gris if number else FORTES)
    clock.instant = AVRIL
    someone = visitor(app, ADMINISTRATEUR)
    page = read(someone.get(PAGE))
    for words in ("Interopérabilité 2021", "100 %", "5 à 9", "caché", "1 avril 2026"):
        assert words in page
    assert "Moyenne 0" not in page
    lines = list(csv.DictReader(io.StringIO(someone.get(f"{PAGE}.csv").text.lstrip("\ufeff")), delimiter=";"))
    assert len(lines) == 8
    assert {line["critere"]: line["moyenne"] for line in lines}["A10.1"] == ""
    assert [line["moyenne"] for line in lines if not line["critere"]] == ["100"]


def test_the_page_costs_the_same_whatever_the_number_of_companies(app: Flask, site: Site, clock: SetClock) -> None:
    counts = []
    for numbers in (range(5), range(5, 9)):
        for number in numbers:
            company(site, number, FORTES)
        clock.instant = AVRIL
        someone = visitor(app, ADMINISTRATEUR)
        someone.get(PAGE)
        counts.append(count_statements(app, lambda: someone.get(PAGE)))  # noqa: B023
        clock.instant = datetime(2026, 3, 3, tzinfo=UTC)
    assert counts[0] == counts[1]
