"""A simulation as an administrateur asks for it, and as it is done beside the pages, also where somebody is killed."""

import csv
import io
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.publication import Publication
from models.simulation import DossierSimule, LotSimule, Simulation
from reports.supervision import figures
from rules.edition import build_edition
from tests.support.builders import ADMINISTRATEUR, SECRET, Site
from tests.support.databases import close_database, open_database
from tests.support.reading import read
from tests.support.rediger import Redaction, redaction
from tests.support.shell import Shell
from tests.support.statements import count_statements
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.web.test_simulation_exacte import _documents, simulated
from tests.workflows.plateforme import FORTES, SOCLES
from webapp.config import Settings
from webapp.travaux import working
from workflows.publishing import projet_avec
from workflows.simulations import Simulateur, annuler, demander

ROOT = Path(__file__).parents[2]
CODE = "verdict/doctrine-2021"
FAIBLE = FORTES | {"A10.1": "rouge"}


@pytest.fixture
def agence(site: Site) -> Redaction:
    """The two administrateurs, on a clock that the worker's own follows."""
    return redaction(site)


@pytest.fixture
def brouillon(agence: Redaction) -> str:
    """A draft under which one critère below its threshold no longer keeps the verdict away, checked and tested."""
    identifiant = agence.brouillon("regles", CODE)
    agence.modifier(identifiant, "{fact: criteres.sous_seuil, eq: 0}", "{fact: criteres.sous_seuil, le: 1}")
    agence.modifier(identifiant, "{fact: criteres.sous_seuil, gt: 0}", "{fact: criteres.sous_seuil, gt: 1}")
    agence.modifier(identifiant, "criteres.sous_seuil: 1}", "criteres.sous_seuil: 2}")
    agence.teste(identifiant)
    return identifiant


def _ask(site: Site, identifiant: str) -> str:
    with Session(site.engine) as session:
        digest = session.get_one(Publication, identifiant).digest
    return site.door.aside(partial(demander, publication_id=identifiant, digest_vu=digest, compte=None))


def _work(settings: Settings, name: str = "essai", size: int = 1) -> "subprocess.Popen[bytes]":
    jobs = settings.jobs_url
    command = [sys.executable, "-m", "tests.support.simulating", settings.database_url, str(settings.signing_key)]
    return subprocess.Popen([*command, jobs, name, str(size)], cwd=ROOT, env=os.environ)


def _begun(site: Site, settings: Settings, brouillon: str) -> "tuple[str, subprocess.Popen[bytes]]":
    """A simulation of twenty-four dossiers of which two are done, and who is at it."""
    _many(site, 24)
    asked = _ask(site, brouillon)
    worker = _work(settings)
    deadline = time.monotonic() + 120
    while _done(site.engine, asked) < 2 and time.monotonic() < deadline:
        time.sleep(0.002)
    return asked, worker


def _done(engine: Engine, identifiant: str) -> int:
    with Session(engine) as session:
        query = select(func.count()).where(LotSimule.simulation_id == identifiant, LotSimule.totaux.is_not(None))
        return session.scalar(query) or 0


def _rows(engine: Engine, identifiant: str) -> list[DossierSimule]:
    with Session(engine, expire_on_commit=False) as session:
        query = select(DossierSimule).where(DossierSimule.simulation_id == identifiant)
        return list(session.scalars(query.order_by(DossierSimule.dossier_id)))


def _many(site: Site, count: int) -> None:
    for number in range(count):
        sujet = site.produit(nom=f"Produit {number}")
        if number % 3 == 0:
            site.valider(sujet, FAIBLE)


def _simulation(engine: Engine, identifiant: str) -> Simulation:
    with Session(engine, expire_on_commit=False) as session:
        return session.get_one(Simulation, identifiant)


@pytest.mark.parametrize(
    ("database", "told"),
    [("sqlite", signal.SIGKILL), ("postgresql", signal.SIGKILL), ("sqlite", signal.SIGINT)],
    indirect=["database"],
)
def test_a_worker_that_is_killed_is_followed_by_one_that_finishes(
    site: Site, settings: Settings, agence: Redaction, brouillon: str, told: signal.Signals
) -> None:
    asked, first = _begun(site, settings, brouillon)
    first.send_signal(told)
    first.wait(timeout=30)
    before = _done(site.engine, asked)
    assert 2 <= before < 24
    assert _simulation(site.engine, asked).etat == "en_cours"
    second = _work(settings)
    assert second.wait(timeout=120) == 0
    ended = _simulation(site.engine, asked)
    assert (ended.etat, ended.erreur, ended.resume) == (
        "terminee",
        "",
        {
            "simulation": asked,
            "dossiers": 24,
            "changes": 8,
            "demarches": {SOCLES: 8},
            "genres": {"verdict": 8},
        },
    )
    assert len(_rows(site.engine, asked)) == 8
    publication = agence.publication(brouillon)
    assert publication.etat == "simulee"
    assert publication.simulation is not None
    assert publication.simulation["resume"]["changes"] == 8
    site.assert_faithful()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_worker_whose_database_goes_away_ends_and_the_next_one_finishes(
    site: Site, settings: Settings, brouillon: str, database: str, postgresql_address: str
) -> None:
    asked, first = _begun(site, settings, brouillon)
    site.engine.dispose()
    close_database(postgresql_address, database)
    assert first.wait(timeout=30) == 1
    open_database(postgresql_address, database)
    assert _done(site.engine, asked) < 24
    assert _simulation(site.engine, asked).etat == "en_cours"
    assert _work(settings).wait(timeout=120) == 0
    ended = _simulation(site.engine, asked)
    assert (ended.etat, ended.erreur) == ("terminee", "")
    assert ended.resume is not None
    assert (ended.resume["dossiers"], ended.resume["changes"]) == (24, 8)
    site.assert_faithful()


def test_two_workers_share_a_simulation_and_each_dossier_is_there_once(
    site: Site, settings: Settings, agence: Redaction, brouillon: str
) -> None:
    _many(site, 12)
    asked = _ask(site, brouillon)
    workers = [_work(settings, name) for name in ("un", "deux")]
    assert [worker.wait(timeout=120) for worker in workers] == [0, 0]
    assert _simulation(site.engine, asked).etat == "terminee"
    found = {row.dossier_id: row.nombre for row in _rows(site.engine, asked)}
    with Session(site.engine) as session:
        publication = session.get_one(Publication, brouillon)
        projet = projet_avec(session, publication, site.clock.now())
        expected = simulated(site.engine, build_edition(_documents(site)), build_edition(projet.lire()))
    assert sorted(found.values()) == sorted(len(changes) for changes in expected.values())


def test_one_that_is_stopped_ends_at_its_next_batch(site: Site, brouillon: str) -> None:
    _many(site, 4)
    asked, simulateur = _ask(site, brouillon), Simulateur(site.door, site.engine, 1)
    assert simulateur.preparer(asked) == 4
    assert simulateur.lot(asked, 0)
    site.door.aside(partial(annuler, simulation_id=asked))
    assert not simulateur.lot(asked, 1)
    simulateur.conclure(asked)
    assert _simulation(site.engine, asked).etat == "annulee"
    assert simulateur.ouvertes() == ()


def test_a_batch_done_twice_leaves_the_same(site: Site, brouillon: str) -> None:
    _many(site, 4)
    asked, simulateur = _ask(site, brouillon), Simulateur(site.door, site.engine, 2)
    for numero in (*range(simulateur.preparer(asked)), 0, 1):
        assert simulateur.lot(asked, numero)
    simulateur.conclure(asked)
    ended = _simulation(site.engine, asked)
    assert ended.resume is not None
    assert (ended.resume["dossiers"], ended.resume["changes"]) == (4, 2)
    assert len(_rows(site.engine, asked)) == 2


def test_what_was_simulated_and_is_no_longer_what_would_be_published_is_not_kept(
    site: Site, agence: Redaction, brouillon: str
) -> None:
    site.produit()
    asked, simulateur = _ask(site, brouillon), Simulateur(site.door, site.engine)
    for numero in range(simulateur.preparer(asked)):
        simulateur.lot(asked, numero)
    agence.modifier(brouillon, "criteres.sous_seuil, le: 1", "criteres.sous_seuil, le: 0")
    simulateur.conclure(asked)
    ended = _simulation(site.engine, asked)
    assert (ended.etat, ended.erreur[:27]) == ("terminee", "Ce qui est en vigueur, ou l")
    assert agence.publication(brouillon).etat == "brouillon"


def test_asking_twice_is_asking_once(site: Site, brouillon: str) -> None:
    assert _ask(site, brouillon) == _ask(site, brouillon)


def test_supervision_is_told_of_one_that_waits_and_no_longer_of_one_that_ended(site: Site, brouillon: str) -> None:
    asked = _ask(site, brouillon)
    with Session(site.engine) as session:
        assert figures(session).simulations == 1
    site.door.aside(partial(annuler, simulation_id=asked))
    with Session(site.engine) as session:
        assert figures(session).simulations == 0


@both_databases
def test_the_page_shows_totals_and_which_dossiers_change_without_their_answers(
    app: Flask, site: Site, brouillon: str
) -> None:
    _many(site, 6)
    page = f"/administration/publications/{brouillon}/simulation"
    someone = visitor(app, ADMINISTRATEUR)
    first = someone.get(page)
    digest = re.search(r'name="digest"[^>]*value="([0-9a-f]{64})"', first.text)
    assert digest
    assert someone.post(page, digest=digest[1]).status_code == 303
    waiting = read(someone.get(page))
    assert "En attente" in waiting
    assert "Annuler la simulation" in waiting
    with Session(site.engine) as session:
        (asked,) = session.scalars(select(Simulation.id)).all()
    simulateur = Simulateur(site.door, site.engine, 4)
    lots = simulateur.preparer(asked)
    simulateur.lot(asked, 0)
    assert f"1/{lots}" in read(someone.get(page))
    assert "HX-Refresh" not in someone.get(f"{page}?suivi=1").headers
    for numero in range(1, lots):
        simulateur.lot(asked, numero)
    simulateur.conclure(asked)
    assert someone.get(f"{page}?suivi=1").headers["HX-Refresh"] == "true"
    ended = read(someone.get(page))
    for words in ("6 dossiers examinés.", "2 changent.", "Verdicts", "Non atteint → Atteint", "Terminée"):
        assert words in ended
    assert "Produit 0" not in ended
    assert "Edi" not in re.sub(r"(?s)<head>.*?</head>|Editer", "", ended)
    assert "Aucune ligne" in read(someone.get(f"{page}?dossiers_recherche=99999"))
    assert len(re.findall("Non atteint → Atteint", read(someone.get(f"{page}?genre=verdict")))) == 2
    lines = list(csv.reader(io.StringIO(someone.get(f"{page}.csv").text.lstrip("\ufeff")), delimiter=";"))
    assert lines[0] == ["reference", "sujet", "demarche", "genre", "questionnaire", "objet", "avant", "apres"]
    assert Counter(line[3] for line in lines[1:]) == {"verdict": 2}
    site.assert_faithful()


def test_another_content_than_the_one_that_was_seen_is_not_simulated(
    app: Flask, site: Site, agence: Redaction, brouillon: str
) -> None:
    page = f"/administration/publications/{brouillon}/simulation"
    someone = visitor(app, ADMINISTRATEUR)
    someone.post(page, digest="0" * 64)
    assert "a modifié ce brouillon" in read(someone.get(page))
    assert someone.post(f"{page}/annuler").status_code == 303
    assert someone.get(f"{page}.csv").status_code == 404
    nowhere = "/administration/publications/00000000-0000-0000-0000-000000000000/simulation"
    assert someone.get(nowhere).status_code == 404


def test_the_list_costs_the_same_whatever_changes(app: Flask, site: Site, brouillon: str) -> None:
    someone, page = visitor(app, ADMINISTRATEUR), f"/administration/publications/{brouillon}/simulation"
    counts = []
    for more in (3, 9):
        _many(site, more)
        asked, simulateur = _ask(site, brouillon), Simulateur(site.door, site.engine)
        for numero in range(simulateur.preparer(asked)):
            simulateur.lot(asked, numero)
        simulateur.conclure(asked)
        someone.get(page)
        counts.append(count_statements(app, lambda: someone.get(page)))
    assert counts[0] == counts[1]


def test_the_command_line_simulates_a_draft_too(site: Site, shell: Shell, brouillon: str, agence: Redaction) -> None:
    _many(site, 3)
    # the browser of tests that went before keeps an event loop in this thread, and DBOS starts under none
    with ThreadPoolExecutor(1) as pool:
        said = pool.submit(shell.json, f"rules simulate {brouillon}").result()
    assert isinstance(said, dict)
    assert (said["dossiers"], said["changes"], said["erreur"]) == (3, 1, "")
    assert agence.publication(brouillon).etat == "simulee"
    unknown = shell("rules simulate inconnu")
    assert unknown.exit_code == 1
    assert "Aucune version" in unknown.stderr


def test_the_embedded_server_has_simulations_done_also_where_its_child_is_killed(
    app: Flask, site: Site, settings: Settings, brouillon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("DATA_DIR", str(settings.data_dir)),
        ("DATABASE_URL", settings.database_url),
        ("SIGNING_KEY", str(settings.signing_key)),
        ("RULES_ENGINE", "reference"),
        ("SECRET_KEY", SECRET),
    ):
        monkeypatch.setenv(f"CONVERGENCE_{name}", value)
    _many(site, 3)
    asked, killed = _ask(site, brouillon), False
    with working(app) as surveillant:
        deadline = time.monotonic() + 120
        while _simulation(site.engine, asked).fini_le is None and time.monotonic() < deadline:
            if not killed and (enfant := surveillant.enfant) is not None:
                os.kill(enfant, signal.SIGKILL)
                killed = True
            time.sleep(0.05)
    assert killed
    assert _simulation(site.engine, asked).etat == "terminee"
