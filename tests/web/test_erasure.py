"""A person's data are erased from the journal and from the tables; every log can still be verified and replayed."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.compte import Compte, Invitation
from models.database import Transactional, configure_engine
from models.journal import JournalEntry, JournalPayload
from models.journal_reading import snapshot
from models.reponse import Reponse
from reports.verification import verify
from tests.support.builders import AUDITEUR, CONTRIBUTEUR, Site
from tests.support.reading import read
from tests.support.shell import Shell
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from workflows.commands.base import SYSTEME
from workflows.commands.comptes import DesactiverCompte
from workflows.commands.effacement import EffacerPersonne
from workflows.commands.equipe import InviterPersonne
from workflows.commands.evaluations import DemanderValidation, EnregistrerEvaluation
from workflows.errors import ValidationRefused
from workflows.rebuild import rebuild
from workflows.replay import replay

SECRET = "Demandez à Camille Roux, poste 4412."
LOG = "convergence/EDI"


@pytest.fixture
def written(site: Site) -> str:
    """A product that the contributeur, whose account is closed, commented and sent for validation."""
    sujet = site.produit()
    saisies = site.saisies(sujet, FORTES, SECRET)
    site.do(EnregistrerEvaluation(site.contributeur, sujet, SOCLES, INTEROP, saisies))
    site.do(DemanderValidation(site.contributeur, sujet, SOCLES, INTEROP))
    site.do(InviterPersonne(site.responsable, "autre@edi.example", "contributeur"))
    site.do(DesactiverCompte(SYSTEME, CONTRIBUTEUR))
    return sujet


def erased(shell: Shell, options: str = "--textes") -> dict[str, object]:
    """Announced, then confirmed."""
    told = shell.json(f"user erase {CONTRIBUTEUR} {options}")
    assert isinstance(told, dict)
    assert told["efface"] is False
    done = shell.json(f"user erase {CONTRIBUTEUR} {options} --confirmer {told['code']}")
    assert isinstance(done, dict)
    return done


def everything(engine: Engine) -> Iterator[str]:
    """Every value of every table, as text."""
    with engine.connect() as connection:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
        if engine.dialect.name == "postgresql":
            tables = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        for name in connection.execute(text(tables)).scalars().all():
            for row in connection.execute(text(f'SELECT * FROM "{name}"')):  # noqa: S608 - names of the database itself
                yield from map(str, row)


@both_databases
def test_nothing_of_the_person_is_left_and_all_is_still_proved(shell: Shell, site: Site, written: str) -> None:
    assert any(CONTRIBUTEUR in value for value in everything(site.engine))
    assert any("Camille" in value for value in everything(site.engine))
    done = erased(shell)
    assert done["journal"] == LOG
    assert not [value for value in everything(site.engine) if CONTRIBUTEUR in value]
    assert not [value for value in everything(site.engine) if "camille" in value.lower()]
    with snapshot(site.engine) as connection:
        report = verify(connection, site.signer.public)
        assert report.ok, report.faults
        assert report.erased == len({*_numbers(site, "identite"), *_numbers(site, "textes")}) > 1
        replayed = replay(connection)
        assert replayed.ok, replayed.differences
    answers = site.evaluation(written).reponses
    assert {code: reponse.valeur for code, reponse in answers.items()} == FORTES
    assert {reponse.commentaire for reponse in answers.values()} == {""}


def _numbers(site: Site, name: str) -> list[int]:
    """The entries that the erasing one says it emptied."""
    with site.engine.connect() as connection:
        query = select(JournalEntry.body, JournalPayload.content).join(
            JournalPayload, (JournalPayload.log == JournalEntry.log) & (JournalPayload.seq == JournalEntry.seq)
        )
        body, content = connection.execute(query.where(JournalEntry.event == "compte.efface")).one()
    names = [item["name"] for item in json.loads(body)["values"]]
    found: list[int] = json.loads(content or "")["values"][names.index(name)]
    return found


@both_databases
def test_what_stands_is_told_again_so_that_a_rebuilt_database_has_it(shell: Shell, site: Site, written: str) -> None:
    erased(shell)
    engine = create_engine("sqlite://", connect_args={"factory": Transactional})
    configure_engine(engine)
    with snapshot(site.engine) as connection:
        report = rebuild(connection, engine)
    assert report.ok, report.differences
    assert report.erased == ()
    with Session(engine) as session:
        answers = session.scalars(select(Reponse).where(Reponse.courante)).all()
        compte = session.scalars(select(Compte).where(Compte.nom == "Compte effacé")).one()
    assert {answer.critere: answer.valeur for answer in answers} == FORTES
    assert (compte.role, compte.active, compte.password) == ("contributeur", False, None)
    assert compte.nom_plie == "compte efface"


@both_databases
def test_without_the_texts_only_who_it_was_goes(shell: Shell, site: Site, written: str) -> None:
    assert erased(shell, "")["textes"] == 0
    assert {r.commentaire for r in site.evaluation(written).reponses.values()} == {SECRET}
    with Session(site.engine) as session:
        assert {invitation.email for invitation in session.scalars(select(Invitation))} == {"autre@edi.example"}
    site.assert_faithful()


@both_databases
def test_an_open_account_or_another_code_erases_nothing(shell: Shell, site: Site) -> None:
    compte = site.contributeur.compte_id
    assert compte is not None
    opened = shell(f"user erase {CONTRIBUTEUR}")
    code = opened.stdout.split()[-1]
    assert shell(f"user erase {CONTRIBUTEUR} --confirmer {code}").exit_code == 1
    site.do(DesactiverCompte(SYSTEME, CONTRIBUTEUR))
    for wrong in ("", "AAAAAAAA"):
        with pytest.raises(ValidationRefused, match="annoncé"):
            site.do(EffacerPersonne(SYSTEME, compte, False, wrong))
    assert shell("user erase personne@edi.example").exit_code == 1
    with snapshot(site.engine) as connection:
        assert verify(connection, site.signer.public).erased == 0
    assert CONTRIBUTEUR in set(everything(site.engine))


@both_databases
def test_the_database_lets_a_payload_be_emptied_and_nothing_else(site: Site, written: str) -> None:
    for change in ("content = NULL", "salt = NULL", "content = '{}'", "salt = NULL, content = NULL, seq = seq + 900"):
        with pytest.raises(DBAPIError), site.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE journal_payload SET {change} WHERE log = '{LOG}' AND seq = 1")  # noqa: S608


def test_an_auditeur_reads_that_values_were_erased_and_by_which_entry(
    app: Flask, shell: Shell, site: Site, written: str
) -> None:
    erased(shell)
    someone = visitor(app, AUDITEUR)
    first = _numbers(site, "textes")[0]
    page = read(someone.get(f"/audit/journaux/EDI/ecritures/{first}"))
    assert "effac" in page
    assert "Camille" not in page
