"""A dossier at a date, its life, and what auditeurs leave in the journal by looking."""

import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from models.journal import JournalEntry
from tests.support.auditing import dossier_of, size_of
from tests.support.builders import AUDITEUR, CONTRIBUTEUR, Site
from tests.support.bundles import bundle_address, check, download, manifest
from tests.support.finishing import reference
from tests.support.partager import SANS
from tests.support.planning import PLAN, evalue, projeter
from tests.support.reading import read, said
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from workflows.clock import SetClock
from workflows.commands.consultations import ConsulterDossier
from workflows.commands.evaluations import ModifierEvaluation, ValiderEvaluation
from workflows.errors import Forbidden, NotFound

HIER = "2026-03-02T09:00"
"""The instant of the tests, in Paris."""


@pytest.fixture
def sujet(site: Site) -> str:
    """A product evaluated and projected, then edited a day later."""
    made = evalue(site)
    projeter(site, made)
    return made


def _edit(site: Site, clock: SetClock, sujet: str) -> None:
    clock.instant += timedelta(hours=5)
    site.do(ModifierEvaluation(site.contributeur, sujet, SOCLES, INTEROP))
    site.repondre(sujet, {"A10.1": "vert"})


def _revalidate(site: Site, clock: SetClock, sujet: str) -> None:
    _edit(site, clock, sujet)
    site.do(ValiderEvaluation(site.responsable, sujet, SOCLES, INTEROP))
    projeter(site, sujet, PLAN[1])


def _words(document: bytes) -> str:
    """What a PDF or the summary of a workbook says, on one line."""
    if document.startswith(b"%PDF"):
        words = " ".join(page.extract_text() for page in PdfReader(BytesIO(document)).pages)
    else:
        rows = CalamineWorkbook.from_filelike(BytesIO(document)).get_sheet_by_index(0).to_python()
        words = " ".join(str(cell) for row in rows for cell in row)
    return " ".join(words.split())


def _events(site: Site) -> list[str]:
    with site.engine.connect() as connection:
        query = select(JournalEntry.event).where(JournalEntry.log == "convergence/agence").order_by(JournalEntry.seq)
        return list(connection.execute(query).scalars())


def test_the_past_is_shown_read_only_and_says_which(app: Flask, site: Site, clock: SetClock, sujet: str) -> None:
    taille = size_of(site, "convergence/EDI")
    _edit(site, clock, sujet)
    someone, dossier = visitor(app, AUDITEUR), dossier_of(site, sujet)
    address = f"/audit/dossiers/{dossier}/a-la-date"
    page = said(someone.get(f"{address}?a={HIER}"))
    assert "Lecture seule : le dossier tel qu’il était le 2 mars 2026 à 09 h 00" in page
    assert f"{taille} écritures dans convergence/EDI" in page
    assert 'method="post"' not in page[page.index("<main") :]
    then, now = (
        read(someone.get(f"{address}/{INTEROP}?{moment}"))
        for moment in (f"a={HIER}", f"ecriture={size_of(site, 'convergence/EDI') - 1}")
    )
    answers = [page[page.index('id="reponses"') : page.index('id="resultats"')] for page in (then, now)]
    assert answers[0] != answers[1]
    assert "Niveau" in then


@both_databases
@pytest.mark.parametrize("document", ["evaluations/{}/resultats", "projections/{}/feuille-de-route"])
def test_what_a_company_took_away_is_given_again_to_the_byte(
    app: Flask, site: Site, clock: SetClock, sujet: str, document: str
) -> None:
    company = visitor(app, CONTRIBUTEUR)
    address = f"/dossiers/{site.sujet(sujet).reference}/{SOCLES}/{document.format(INTEROP)}.json"
    taken = company.get(address).data
    position = json.loads(taken)["position"]
    assert (position["format"], position["journal"]) == (1, "convergence/EDI")
    _edit(site, clock, sujet)
    assert company.get(address).data != taken
    where = {"a": position["instant"], "taille": position["taille"], "agence": position["agence"]}
    name = document.rpartition("/")[2]
    again = f"/audit/dossiers/{dossier_of(site, sujet)}/a-la-date/{INTEROP}/{name}.json"
    assert visitor(app, AUDITEUR).client.get(again, query_string=where).data == taken


@pytest.mark.parametrize("moment", ["a=hier", "a=2999-01-01T00:00", "a=0001-01-01T00:00", "a=2020-01-01T00:00"])
def test_a_moment_that_is_none_is_asked_again(app: Flask, site: Site, sujet: str, moment: str) -> None:
    someone, dossier = visitor(app, AUDITEUR), dossier_of(site, sujet)
    for address in ("", f"/{INTEROP}"):
        answer = someone.get(f"/audit/dossiers/{dossier}/a-la-date{address}?{moment}")
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize(
    "document",
    ["evaluations/{}/resultats.pdf", "evaluations/{}/resultats.xlsx", "projections/{}/feuille-de-route.pdf"],
)
def test_a_document_to_be_read_names_its_position_and_is_given_again_to_the_byte(
    app: Flask, site: Site, clock: SetClock, sujet: str, document: str
) -> None:
    clock.instant += timedelta(microseconds=120_034)
    company = visitor(app, CONTRIBUTEUR)
    address = f"/dossiers/{site.sujet(sujet).reference}/{SOCLES}/{document.format(INTEROP)}"
    tailles = {"taille": size_of(site, "convergence/EDI"), "agence": size_of(site, "convergence/agence")}
    where = {"a": "2026-03-02T08:00:00.120034Z"} | tailles
    taken = company.get(address).data
    dit = f"{where['taille']} écritures dans convergence/EDI, {where['agence']} dans convergence/agence"
    assert f"{dit}, le {where['a']}, format 1" in _words(taken)
    _revalidate(site, clock, sujet)
    assert company.get(address).data != taken
    auditeur, name = visitor(app, AUDITEUR).client, document.rpartition("/")[2]
    again = f"/audit/dossiers/{dossier_of(site, sujet)}/a-la-date/{INTEROP}/{name}"
    assert auditeur.get(again, query_string=where).data == taken


def test_an_older_validation_too_is_given_again_to_the_byte(
    app: Flask, site: Site, clock: SetClock, sujet: str
) -> None:
    _revalidate(site, clock, sujet)
    company = visitor(app, CONTRIBUTEUR)
    address = f"/dossiers/{site.sujet(sujet).reference}/{SOCLES}/evaluations/{INTEROP}/resultats.json?validation=1"
    taken = company.get(address).data
    position = json.loads(taken)["position"]
    where = {"a": position["instant"], "taille": position["taille"], "agence": position["agence"]}
    again, auditeur = f"/audit/dossiers/{dossier_of(site, sujet)}/a-la-date/{INTEROP}", visitor(app, AUDITEUR).client
    assert auditeur.get(f"{again}/resultats.json", query_string=where | {"validation": 1}).data == taken
    assert auditeur.get(f"{again}/resultats.json", query_string=where).data != taken
    for name in ("resultats", "feuille-de-route"):
        assert auditeur.get(f"{again}/{name}.json", query_string=where | {"validation": 9}).status_code == 404


@pytest.mark.parametrize("moment", ["", "?a=", "?a=+"])
def test_the_form_waits_without_reproach_where_no_moment_is_said_yet(
    app: Flask, site: Site, clock: SetClock, sujet: str, moment: str
) -> None:
    clock.instant = datetime(2026, 7, 14, 10, 30, 15, tzinfo=UTC)
    someone, dossier = visitor(app, AUDITEUR), dossier_of(site, sujet)
    for address in ("", f"/{INTEROP}"):
        answer = someone.get(f"/audit/dossiers/{dossier}/a-la-date{address}{moment}")
        assert answer.status_code == 200
        assert "aria-invalid" not in answer.text
        assert 'value="2026-07-14T12:30:15"' in answer.text  # now, in Paris


def test_the_moment_that_is_shown_stays_in_the_form(app: Flask, site: Site, sujet: str) -> None:
    address = f"/audit/dossiers/{dossier_of(site, sujet)}/a-la-date"
    page = visitor(app, AUDITEUR).get(f"{address}?ecriture={size_of(site, 'convergence/EDI') - 1}").text
    assert 'name="a" step="1" required value="2026-03-02T09:00:00"' in page


@pytest.mark.parametrize(
    "address",
    [
        "/audit/dossiers/inconnu",
        "/audit/dossiers/{}/a-la-date?ecriture=9999",
        "/audit/dossiers/{}/a-la-date?a=2026-03-02T09:00&taille=9999&agence=1",
        "/audit/dossiers/{}/a-la-date?a=2026-03-02T09:00&taille=-1&agence=1",
        "/audit/dossiers/{}/a-la-date/inconnu?a=2026-03-02T09:00",
        "/audit/dossiers/{}/a-la-date/interoperabilite-2021/resultats.doc?a=2026-03-02T09:00",
        "/audit/dossiers/{}/a-la-date/interoperabilite-2021/resultats.json?a=hier",
        "/audit/dossiers/{}/a-la-date/securite-2021/resultats.json?a=2026-03-02T09:00",
    ],
)
def test_what_never_was_is_not_there(app: Flask, site: Site, sujet: str, address: str) -> None:
    assert visitor(app, AUDITEUR).get(address.format(dossier_of(site, sujet))).status_code == 404


def test_a_consultation_is_journalled_once_for_each_dossier_and_session(app: Flask, site: Site, sujet: str) -> None:
    dossier, before = dossier_of(site, sujet), len(_events(site))
    autre = dossier_of(site, site.produit(nom="Autre"))
    for _session in range(2):
        someone = visitor(app, AUDITEUR)
        for address in (f"/{dossier}", f"/{dossier}/a-la-date?a={HIER}", f"/{autre}", f"/{dossier}"):
            assert someone.get(f"/audit/dossiers{address}").status_code == 200
    assert _events(site)[before:] == ["compte.connexion", "dossier.consulte", "dossier.consulte"] * 2


def test_only_auditeurs_consult_and_only_what_there_is(site: Site, sujet: str) -> None:
    with pytest.raises(Forbidden):
        site.do(ConsulterDossier(site.contributeur, sujet, "visite"))
    auditeur = site.acteur(AUDITEUR)
    for missing in (ConsulterDossier(auditeur, "x", "visite"), ConsulterDossier(auditeur, sujet, "visite", "x")):
        with pytest.raises(NotFound):
            site.do(missing)


def test_the_life_of_a_dossier_shows_its_states_its_steps_and_its_refusals(
    app: Flask, site: Site, clock: SetClock, sujet: str
) -> None:
    _edit(site, clock, sujet)
    page = said(visitor(app, AUDITEUR).get(f"/audit/dossiers/{dossier_of(site, sujet)}"))
    assert "état actuel : " in page
    assert page.count("machine-current") == 7  # the démarche, three evaluations, three projections
    assert "Évaluation : Brouillon → <strong>Validé</strong>" in page
    assert "Règles qui ont décidé" in page
    steps = re.findall(r"a-la-date\?ecriture=(\d+)", page)
    assert [int(seq) for seq in steps] == sorted(map(int, steps), reverse=True)
    assert steps


def test_an_entry_shows_each_field_before_and_after_by_name(app: Flask, site: Site, sujet: str) -> None:
    site.do(ModifierEvaluation(site.contributeur, sujet, SOCLES, INTEROP))
    site.repondre(sujet, FORTES | {"A10.1": "jaune"})
    seq = site.repondre(sujet, {"A10.1": "vert"}).seq
    page = read(visitor(app, AUDITEUR).get(f"/audit/journaux/EDI/ecritures/{seq}"))
    row = page[page.index('title="valeur"') :]
    row = re.sub(r"<[^>]*>|\s+", " ", row[: row.index("</tr>")])
    assert re.search(r"jaune .* vert", row), row
    assert "Contributeur" in page


@both_databases
def test_an_archive_is_given_again_to_the_byte_whatever_came_after(app: Flask, site: Site, clock: SetClock) -> None:
    sujet = reference(site)
    clock.instant += timedelta(hours=1)
    taken = download(app, site, sujet, SANS)
    stood = manifest(taken)["journal"]
    moment = f"a={manifest(taken)['arrete_au']}&taille={stood['taille']}&agence={stood['taille_agence']}"
    clock.instant += timedelta(days=3)
    site.do(ModifierEvaluation(site.contributeur, sujet, SANS, INTEROP))
    assert visitor(app, CONTRIBUTEUR).get(bundle_address(site, sujet, SANS)).status_code == 404
    address = f"/audit/dossiers/{dossier_of(site, sujet, SANS)}/a-la-date"
    someone = visitor(app, AUDITEUR)
    assert "Archive des résultats (ZIP)" in read(someone.get(f"{address}?{moment}"))
    again = someone.get(f"{address}/resultats.zip?{moment}")
    assert again.data == taken
    assert check(again.data).ok
    sooner = f"a={HIER}&taille={stood['taille'] - 2}&agence={stood['taille_agence']}"
    assert "n’était pas finalisée" in read(someone.get(f"{address}/resultats.zip?{sooner}"))
    # sizes that the logs never had together
    assert someone.get(f"{address}/resultats.zip?a={HIER}&taille={stood['taille']}&agence=3").status_code == 404
