"""The trail: every entry of every log, filtered by what it bears, a page at a time."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from models.events import Event
from models.tracking import tracked_classes, tracked_fields
from tests.support.builders import AUDITEUR, RESPONSABLE, Site
from tests.support.reading import read, said, shown
from tests.support.statements import count_statements
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from webapp.audit.libelles import CHAMPS, EVENEMENTS, TABLES
from webapp.audit.piste import PAR_PAGE
from workflows.clock import SetClock
from workflows.commands.evaluations import EnregistrerEvaluation, Saisie, ValiderEvaluation
from workflows.errors import GateRefused

PISTE = "/audit/piste"
ENTRY = re.compile(r'<th scope="row"><a href="/audit/journaux/([^/"]+)/ecritures/(\d+)"')


def entries(page: str) -> list[tuple[str, int]]:
    return [(log, int(seq)) for log, seq in ENTRY.findall(page)]


@pytest.fixture
def auditeur(app: Flask) -> Visitor:
    return visitor(app, AUDITEUR)


def found(auditeur: Visitor, **filters: str) -> list[tuple[str, int]]:
    return entries(read(auditeur.client.get(PISTE, query_string=filters)))


def refused(site: Site, sujet: str) -> None:
    with pytest.raises(GateRefused):
        site.do(ValiderEvaluation(site.contributeur, sujet, SOCLES, INTEROP))


@both_databases
def test_every_entry_of_every_log_is_met_once_from_the_most_recent(
    site: Site, auditeur: Visitor, clock: SetClock
) -> None:
    sujet = site.produit()
    for number in range(PAR_PAGE):
        # half of them at the very same instant as others: the order holds all the same
        clock.instant += timedelta(seconds=number % 2)
        site.repondre(sujet, {"A10.1": ("vert", "rouge")[number % 2]})
    seen: list[tuple[str, int]] = []
    address: str | None = PISTE
    while address:
        page = read(auditeur.get(address))
        assert 0 < len(entries(page)) <= PAR_PAGE
        seen += entries(page)
        older = re.search(r'href="(/audit/piste\?apres=[^"]+)"', page)
        address = older[1] if older else None
    assert len(seen) == len(set(seen))
    for log in ("EDI", "agence", "AUTRE"):
        numbers = [seq for name, seq in seen if name == log]
        assert numbers == list(range(len(numbers) - 1, -1, -1))
        assert numbers


@both_databases
def test_each_filter_keeps_what_it_says_and_they_add_up(app: Flask, site: Site, clock: SetClock) -> None:
    sujet, autre = site.produit(nom="Careoptim"), site.produit(nom="Autrement")
    saved = site.repondre(sujet, {"A10.1": "vert"}).seq
    refused(site, sujet)
    clock.instant += timedelta(days=3)
    commented = site.do(
        EnregistrerEvaluation(
            site.contributeur, autre, SOCLES, INTEROP, (Saisie("A10.1", "jaune", "Prévu à l’ÉTÉ prochain"),)
        )
    ).seq
    auditeur = visitor(app, AUDITEUR)
    assert found(auditeur, evenement="evaluation.enregistree") == [("EDI", commented), ("EDI", saved)]
    assert found(auditeur, evenement="evaluation.enregistree", produit="Careoptim") == [("EDI", saved)]
    assert found(auditeur, texte="ete prochain") == [("EDI", commented)]
    assert found(auditeur, texte="été careoptim") == []
    assert [log for log, _ in found(auditeur, resultat="refused")] == ["EDI"]
    assert set(found(auditeur, resultat="refused")) <= set(found(auditeur, resultat="refused", demarche=SOCLES))
    assert found(auditeur, du="2026-03-05", journal="EDI") == [("EDI", commented)]
    assert ("EDI", commented) not in found(auditeur, au="2026-03-04")
    assert ("EDI", saved) in found(auditeur, au="2026-03-02", journal="EDI")
    assert found(auditeur, personne=RESPONSABLE, evenement="evaluation.enregistree") == []
    assert len(found(auditeur, personne="contributeur@edi.example", evenement="evaluation.enregistree")) == 2
    assert found(auditeur, journal="AUTRE", produit="Careoptim") == []


def test_a_rule_is_searched_by_its_name(site: Site, auditeur: Visitor) -> None:
    sujet = site.produit()
    site.valider(sujet, FORTES | {"A10.1": "rouge"})
    (line,) = found(auditeur, evenement="evaluation.validee")
    page = read(auditeur.get(f"/audit/journaux/EDI/ecritures/{line[1]}"))
    fired = re.findall(r'href="/audit/piste\?regle=([^"]+)"', page)
    assert fired
    assert line in found(auditeur, regle=fired[0])
    assert found(auditeur, regle="R-INCONNUE") == []


def test_a_refusal_is_shown_with_its_sentences_and_by_whom(site: Site, auditeur: Visitor) -> None:
    refused(site, site.produit())
    page = shown(auditeur.client.get(PISTE, query_string={"resultat": "refused"}))
    assert "Action refusée" in page
    assert "Contributeur" in page
    assert site.contributeur.pseudonyme not in page


def test_what_designates_several_is_asked_and_what_designates_nothing_is_said(site: Site, auditeur: Visitor) -> None:
    first = site.produit(nom="Jumeau un")
    site.produit(nom="Jumeau deux")
    page = read(auditeur.client.get(PISTE, query_string={"produit": "jumeau"}))
    assert "laquelle ?" in page.replace("\u00a0", " ")
    assert f'href="{PISTE}?produit={first}"' in page
    assert entries(page) == []
    for filters in (
        {"produit": "Introuvable"},
        {"personne": "nul"},
        {"du": "hier"},
        {"evenement": "x"},
        {"texte": "!"},
    ):
        page = read(auditeur.client.get(PISTE, query_string=filters))
        assert 'aria-invalid="true"' in page
        assert entries(page) == []
    wrong = read(auditeur.client.get(PISTE, query_string={"du": "2026-05-01", "au": "2026-04-01"}))
    assert "finit avant de commencer" in wrong


def test_an_active_filter_is_shown_and_taken_away_alone(site: Site, auditeur: Visitor) -> None:
    site.produit()
    page = said(auditeur.client.get(PISTE, query_string={"journal": "EDI", "evenement": "sujet.valide"}))
    active = page[page.index("Filtres actifs") : page.index("</nav>", page.index("Filtres actifs"))]
    assert "Événement : <strong>Produit initialisé</strong>" in active
    assert 'href="/audit/piste?journal=EDI"' in active
    assert 'href="/audit/piste?evenement=sujet.valide"' in active
    assert 'href="/audit/deroulement?entreprise=EDI&evenement=sujet.valide"' in page


@pytest.mark.parametrize("apres", ["", "x", "1.2", "1..EDI", "9" * 30 + ".1.EDI", "-1.2.EDI", "1.2." + "x" * 3000])
def test_a_cursor_that_is_none_shows_the_first_page_or_nothing_after_it(auditeur: Visitor, apres: str) -> None:
    assert auditeur.client.get(PISTE, query_string={"apres": apres}).status_code == 200


def test_the_trail_asks_as_many_statements_for_much_as_for_little(app: Flask, site: Site, auditeur: Visitor) -> None:
    sujet = site.produit()
    few = count_statements(app, lambda: auditeur.get(PISTE))
    for number in range(PAR_PAGE):
        site.repondre(sujet, {"A10.1": ("vert", "rouge")[number % 2]})
    assert count_statements(app, lambda: auditeur.get(PISTE)) == few


def test_every_event_table_and_field_has_its_french_name() -> None:
    assert set(EVENEMENTS) == set(Event)
    tracked = [cls for cls in tracked_classes() if cls.__module__.startswith("models.")]
    assert {str(cls.__tablename__) for cls in tracked} <= set(TABLES)
    assert {field for cls in tracked for field in tracked_fields(cls)} <= set(CHAMPS)
