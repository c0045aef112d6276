"""The journal as process mining reads it, and the page that tells how démarches really go."""

import csv
import json
import re
from datetime import timedelta
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from models.journal_reading import snapshot
from reports.deroulement import deroulements
from reports.durees import duree
from reports.mining import Selection, traces
from reports.mining_formats import as_csv, as_json_lines, as_xes
from tests.support.builders import AUDITEUR, RESPONSABLE, Site
from tests.support.planning import PLAN, evalue, projeter
from tests.support.reading import read, said
from tests.support.shell import Shell
from tests.support.statements import count_statements
from tests.support.visiting import visitor
from tests.support.xes import read_xes, told
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from workflows.clock import SetClock
from workflows.commands.evaluations import DemanderValidation, ModifierEvaluation, RenvoyerEvaluation, ValiderEvaluation
from workflows.errors import GateRefused

PAGE = "/audit/deroulement"


def sent_back_once(site: Site, clock: SetClock) -> str:
    """A product whose Interopérabilité was sent back a day after it was asked for, and validated an hour later."""
    sujet = site.produit()
    clock.instant += timedelta(hours=1)
    site.repondre(sujet, FORTES)
    site.do(DemanderValidation(site.contributeur, sujet, SOCLES, INTEROP))
    clock.instant += timedelta(days=1)
    site.do(RenvoyerEvaluation(site.responsable, sujet, SOCLES, INTEROP, "À revoir."))
    clock.instant += timedelta(hours=1)
    site.do(ValiderEvaluation(site.responsable, sujet, SOCLES, INTEROP))
    return sujet


def rows(site: Site, **asked: Any) -> list[dict[str, Any]]:
    with snapshot(site.engine) as connection:
        names = bool(asked.get("names"))
        return [json.loads(line) for line in as_json_lines(traces(connection, Selection(**asked)), names)]


@both_databases
def test_a_dossier_is_a_case_with_what_was_done_in_it_in_order(site: Site, clock: SetClock) -> None:
    sujet = sent_back_once(site, clock)
    found = rows(site, sujet=site.sujet(sujet).reference)
    dossier = site.dossier(sujet)
    assert {row["cas"] for row in found} == {dossier.id}
    assert [(row["activite"], row["de"], row["vers"]) for row in found if row["activite"].startswith("evaluation")] == [
        ("evaluation.enregistrer", "a_completer", "brouillon"),
        ("evaluation.demander", "brouillon", "a_valider"),
        ("evaluation.renvoyer", "a_valider", "brouillon"),
        ("evaluation.valider", "brouillon", "valide"),
    ]
    assert {"dossier.rejoint", "demarche.initialiser"} <= {row["activite"] for row in found}
    assert [row["ecriture"] for row in found] == sorted(row["ecriture"] for row in found)
    assert {row["ressource"] for row in found} == {site.contributeur.pseudonyme, site.responsable.pseudonyme}


@both_databases
def test_a_projection_that_opens_belongs_to_its_own_dossier(site: Site) -> None:
    sujet = evalue(site)
    projeter(site, sujet, *PLAN)
    assert "projection.debloquer" in {row["activite"] for row in rows(site, dossier=site.dossier(sujet).id)}
    questionnaires = rows(site, case="questionnaire", sujet=site.sujet(sujet).reference)
    assert {row["genre"] for row in questionnaires} == {"evaluation", "projection"}
    projection = [row["activite"] for row in questionnaires if row["genre"] == "projection"]
    assert projection[:1] == ["projection.debloquer"]
    assert projection[-1:] == ["projection.valider"]
    assert all(activity.startswith("projection.") for activity in projection)


@both_databases
def test_a_refusal_is_an_activity_that_was_aborted(site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, {"A10.1": "vert"})
    with pytest.raises(GateRefused):
        site.do(ValiderEvaluation(site.contributeur, sujet, SOCLES, INTEROP))
    for case in ("dossier", "questionnaire"):
        last = rows(site, case=case)[-1]
        assert (last["activite"], last["transition"]) == ("evaluation.valider", "ate_abort")


@both_databases
def test_a_selection_keeps_one_company_one_event_one_period(site: Site, clock: SetClock) -> None:
    sujet = sent_back_once(site, clock)
    renvoi = rows(site, event="evaluation.renvoyee")
    assert [row["activite"] for row in renvoi] == ["evaluation.renvoyer"]
    assert rows(site, entreprise="AUTRE") == []
    assert rows(site, demarche="absente") == rows(site, case="questionnaire", demarche="absente") == []
    assert len(rows(site, case="questionnaire", demarche=SOCLES)) == 5
    since = clock.instant - timedelta(minutes=1)
    assert {row["activite"] for row in rows(site, since=since)} >= {"evaluation.valider"}
    assert "evaluation.renvoyer" not in {row["activite"] for row in rows(site, since=since)}
    assert [row for row in rows(site, until=since) if row["activite"] == "evaluation.valider"] == []
    assert rows(site, dossier=site.dossier(sujet).id) == rows(site)


@both_databases
def test_names_leave_only_where_they_are_asked_for(site: Site, clock: SetClock) -> None:
    sent_back_once(site, clock)
    without, named = json.dumps(rows(site)), rows(site, names=True)
    assert "Careoptim" not in without
    assert "Responsable" not in without
    assert {row["personne_nom"] for row in named} == {"Contributeur", "Responsable"}
    assert {row["produit_nom"] for row in named} == {"Careoptim v1"}


def test_no_cell_of_the_csv_is_a_formula(site: Site) -> None:
    site.produit(nom="=1+1")
    with snapshot(site.engine) as connection:
        text = "".join(as_csv(traces(connection, Selection(names=True)), names=True))
    lines = list(csv.DictReader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert {line["produit_nom"] for line in lines} == {"'=1+1 v1"}
    assert not [cell for line in lines for cell in line.values() if cell.startswith(("=", "+", "-", "@"))]


@both_databases
def test_the_xes_is_what_the_standard_describes(site: Site, clock: SetClock) -> None:
    sent_back_once(site, clock)
    site.produit(nom='<&">')
    with snapshot(site.engine) as connection:
        log = read_xes("".join(as_xes(traces(connection, Selection(names=True)), names=True)))
    assert [each.attrib["prefix"] for each in log.iterfind("extension")] == ["concept", "time", "lifecycle", "org"]
    assert sorted(told(trace)["produit_nom"] for trace in log.iterfind("trace")) == ['<&"> v1', "Careoptim v1"]
    events = [told(each) for each in log.iterfind("trace/event")]
    assert {each["lifecycle:transition"] for each in events} == {"complete"}
    assert {each["org:group"] for each in events} == {"EDI"}
    assert len(events) == len(rows(site))


@both_databases
def test_an_export_reads_one_statement_however_many_cases_and_holds_none_of_them(site: Site) -> None:
    asked: list[str] = []
    event.listen(site.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for _ in range(3):
        site.produit()
    asked.clear()
    with snapshot(site.engine) as connection:
        cases = [case.id for case, steps in traces(connection, Selection()) if [*steps]]
        assert len(cases) == len(set(cases)) == 3
        queries = [text for text in asked if text.startswith("SELECT")]
        assert len(queries) == 1
        assert connection.get_execution_options()["yield_per"]
    assert len(rows(site)) > 3


@both_databases
def test_steps_are_timed_by_the_database_in_two_statements(app: Flask, site: Site, clock: SetClock) -> None:
    sent_back_once(site, clock)
    sent_back_once(site, clock)
    sujet = sent_back_once(site, clock)
    site.do(ModifierEvaluation(site.responsable, sujet, SOCLES, INTEROP))
    with Session(site.engine) as session:
        (found,) = deroulements(session, Selection())
    assert found.demarche == SOCLES
    steps = {(step.machine, step.de, step.vers): step for step in found.passages}
    renvoi = steps["evaluation", "a_valider", "brouillon"]
    assert (renvoi.nombre, duree(renvoi.mediane or 0), duree(renvoi.maximum or 0)) == (3, "1 j", "1 j")
    assert duree(steps["evaluation", "brouillon", "valide"].mediane or 0) == "1 h"
    assert steps["evaluation", "a_completer", "brouillon"].mediane is None
    assert steps["demarche", "initialisation", "evaluation"].mediane is not None
    again = {(each.machine, each.evenement): (each.nombre, each.concernes, each.total) for each in found.reprises}
    assert again["evaluation", "renvoyer"] == (3, 3, 3)
    assert again["evaluation", "modifier"] == (1, 1, 3)
    someone = visitor(app, AUDITEUR)
    before = count_statements(app, lambda: someone.get(PAGE))
    site.valider(site.produit())
    assert count_statements(app, lambda: someone.get(PAGE)) == before


@both_databases
def test_the_median_of_an_even_number_is_between_the_two_in_the_middle(site: Site, clock: SetClock) -> None:
    for hours in (1, 2, 4, 40):
        sujet = site.produit()
        site.repondre(sujet, FORTES)
        clock.instant += timedelta(hours=hours)
        site.do(ValiderEvaluation(site.responsable, sujet, SOCLES, INTEROP))
    with Session(site.engine) as session:
        (found,) = deroulements(session, Selection(entreprise="EDI", demarche=SOCLES))
        assert deroulements(session, Selection(entreprise="AUTRE")) == ()
        (one,) = deroulements(session, Selection(sujet=site.sujet(sujet).reference))
    step = next(each for each in found.passages if (each.de, each.vers) == ("brouillon", "valide"))
    assert (step.nombre, duree(step.mediane or 0), duree(step.maximum or 0)) == (4, "3 h", "1 j 16 h")
    assert {each.nombre for each in one.passages} == {1}


@both_databases
def test_an_auditeur_reads_the_page_and_takes_the_files_away(app: Flask, site: Site, clock: SetClock) -> None:
    sent_back_once(site, clock)
    someone = visitor(app, AUDITEUR)
    page = read(someone.get(PAGE))
    assert "À valider" in page
    assert "Renvois par un responsable" in page
    assert 'href="/audit/deroulement"' in read(someone.get("/audit"))
    lines = someone.get(f"{PAGE}/evenements.jsonl").text.splitlines()
    assert [json.loads(line) for line in lines] == rows(site)
    read_xes(someone.get(f"{PAGE}/evenements.xes?cas=questionnaire").text)
    assert "evenements.csv" in someone.get(f"{PAGE}/evenements.csv").headers["Content-Disposition"]
    assert someone.get(f"{PAGE}/evenements.pdf").status_code == 404


@both_databases
def test_the_files_follow_every_filter_of_the_trail(app: Flask, site: Site, clock: SetClock) -> None:
    sujet = sent_back_once(site, clock)
    site.produit(nom="Autre")
    someone = visitor(app, AUDITEUR)
    with pytest.raises(GateRefused):
        site.do(ValiderEvaluation(site.contributeur, sujet, SOCLES, INTEROP))

    def told_by(**filters: str) -> list[str]:
        lines = someone.client.get(f"{PAGE}/evenements.jsonl", query_string=filters).text.splitlines()
        return [f"{line['activite']} {line['transition']}" for line in map(json.loads, lines)]

    assert told_by(resultat="refused") == ["evaluation.valider ate_abort"]
    own = told_by(personne=RESPONSABLE)
    assert "evaluation.renvoyer complete" in own
    assert "evaluation.demander complete" not in own
    assert told_by(texte="revoir") == ["evaluation.renvoyer complete"]
    assert told_by(regle="R-INCONNUE") == []
    assert told_by(produit=sujet) != told_by() != []
    page = said(someone.client.get(PAGE, query_string={"personne": RESPONSABLE, "evenement": "evaluation.renvoyee"}))
    assert "Personne : <strong>Responsable</strong>" in page
    assert 'name="evenement" value="evaluation.renvoyee"' in page
    trail = read(someone.client.get("/audit/piste", query_string={"texte": "revoir", "resultat": "done"}))
    (link,) = re.findall(r'href="/audit/deroulement\?([^"]*)"', trail)
    assert sorted(unescape(link).split("&")) == ["resultat=done", "texte=revoir"]


@both_databases
@pytest.mark.parametrize(
    "query",
    ["personne=inconnu", "du=demain&au=9999-12-31", "sujet=99999999999999999999", "entreprise=%00&cas=x"],
)
def test_a_filter_that_says_nothing_is_named_and_ignored(app: Flask, site: Site, query: str) -> None:
    site.produit()
    someone = visitor(app, AUDITEUR)
    page = someone.get(f"{PAGE}?{query}")
    assert page.status_code == someone.get(f"{PAGE}/evenements.csv?{query}").status_code == 200
    assert ("ne se lisent pas" in read(page)) == ("%00" not in query)


@both_databases
def test_the_command_writes_the_format_that_the_name_tells(shell: Shell, site: Site, tmp_path: Path) -> None:
    site.produit()
    file = tmp_path / "parcours.xes"
    told_ = shell.json(f"audit mining {file} --du 2026-01-01 --au 2026-12-31")
    assert isinstance(told_, dict)
    assert told_["octets"] == file.stat().st_size
    assert len(read_xes(file.read_text("utf-8")).findall("trace")) == 1
    assert shell(f"audit mining {file}").exit_code == 1
    assert shell(f"audit mining {tmp_path}/sans").exit_code == 2
    assert shell(f"audit mining {tmp_path}/sans --format csv --noms").exit_code == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "moins d’une seconde"),
        (59.4, "59 s"),
        (60, "1 min"),
        (3_661, "1 h 1 min"),
        (86_401, "1 j"),
        (97_200, "1 j 3 h"),
    ],
)
def test_a_duration_is_told_in_its_two_largest_units(seconds: float, words: str) -> None:
    assert duree(seconds) == words
