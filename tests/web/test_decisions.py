"""Why a recorded decision is what it is, and the least that would have changed it, as an auditeur reads it."""

import json

import pytest
from flask import Flask
from sqlalchemy import select, update

from models.journal import JournalEntry, JournalPayload
from tests.support.auditing import size_of
from tests.support.builders import AUDITEUR, CONTRIBUTEUR, Site
from tests.support.reading import read
from tests.support.sujets import reference_of
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from workflows.commands.evaluations import ValiderEvaluation
from workflows.errors import GateRefused

EDI = "/audit/journaux/EDI/ecritures"


def refused(site: Site, sujet: str) -> int:
    """The entry of a validation that a contributeur was refused."""
    with pytest.raises(GateRefused):
        site.do(ValiderEvaluation(site.contributeur, sujet, SOCLES, INTEROP))
    with site.engine.connect() as connection:
        last = select(JournalEntry.seq).where(JournalEntry.log == "convergence/EDI", JournalEntry.event == "refus")
        return int(connection.scalars(last.order_by(JournalEntry.seq.desc())).first() or 0)


def decisions(site: Site, seq: int) -> list[dict[str, object]]:
    with site.engine.connect() as connection:
        content = connection.scalar(
            select(JournalPayload.content).where(JournalPayload.log == "convergence/EDI", JournalPayload.seq == seq)
        )
    found: list[dict[str, object]] = json.loads(content or "")["decisions"]
    return found


def page(app: Flask, address: str) -> str:
    answer = visitor(app, AUDITEUR).get(address)
    assert answer.status_code == 200
    return read(answer).replace("\u00a0", " ").replace("\u202f", " ")


@both_databases
def test_a_refusal_says_what_would_have_allowed_it(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    seq = refused(site, sujet)
    families = [decision["family"] for decision in decisions(site, seq)]
    shown = page(app, f"{EDI}/{seq}/decisions/{families.index('verrou')}")
    assert "Ce qui l’aurait permis" in shown
    assert "Rôle de la personne : Responsable au lieu de Contributeur." in shown
    assert f'href="{EDI}/{seq}/decisions/0"' in page(app, f"{EDI}/{seq}")


def test_whoever_reads_a_decision_leaves_a_trace_as_who_reads_its_entry(app: Flask, site: Site) -> None:
    sujet = site.produit()
    seq = refused(site, sujet)
    someone, before = visitor(app, AUDITEUR), size_of(site, "convergence/agence")
    for number in (0, 1, 0):
        assert someone.get(f"{EDI}/{seq}/decisions/{number}").status_code == 200
    with site.engine.connect() as connection:
        seen = select(JournalEntry.event, JournalEntry.body).where(
            JournalEntry.log == "convergence/agence", JournalEntry.seq >= before
        )
        ((event, body),) = connection.execute(seen)
    assert event == "dossier.consulte"
    assert json.loads(body)["objects"]["sujet"] == sujet


def test_what_an_answer_cannot_change_is_not_offered_as_the_least_change(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, {"A10.1": "vert"})
    shown = page(app, f"{EDI}/{refused(site, sujet)}/decisions/0?cas=A10.2")
    assert "Le critère est applicable : Non au lieu de Oui" not in shown


@both_databases
def test_what_was_missing_is_explained_critere_by_critere(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, {"A10.1": "vert"})
    seq = refused(site, sujet)
    families = [decision["family"] for decision in decisions(site, seq)]
    assert families == ["completude", "verrou"]
    shown = page(app, f"{EDI}/{seq}/decisions/0?cas=A10.2")
    assert "Ce qui n’aurait rien laissé manquer" in shown
    assert "Une réponse est donnée : Oui au lieu de Non." in shown
    assert "Ce qui aurait fait manquer quelque chose" in page(app, f"{EDI}/{seq}/decisions/0?cas=A10.1")


@both_databases
def test_a_verdict_says_what_would_have_given_the_other(app: Flask, site: Site) -> None:
    outcome = site.valider(site.produit(), FORTES | {"A10.1": "rouge", "A08.6.01": "rouge"})
    families = [decision["family"] for decision in decisions(site, outcome.seq or 0)]
    shown = page(app, f"{EDI}/{outcome.seq}/decisions/{families.index('verdict')}")
    assert "Ce qui aurait donné « Atteint »" in shown
    assert "Nombre de critères obligatoires sous le seuil : 0 au lieu de 2." in shown
    assert "Il aurait fallu ces 2 réponses, autrement données, pour « Atteint » :" in shown
    assert "A08.6.01" in shown


@both_databases
def test_every_decision_of_every_entry_can_be_read_again(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet)
    refused(site, site.produit())
    someone, read_again = visitor(app, AUDITEUR), 0
    with site.engine.connect() as connection:
        last = connection.scalar(
            select(JournalEntry.seq).where(JournalEntry.log == "convergence/EDI").order_by(JournalEntry.seq.desc())
        )
    for seq in range((last or 0) + 1):
        for index in range(len(decisions(site, seq))):
            shown = read(someone.get(f"{EDI}/{seq}/decisions/{index}"))
            assert "seul ce qui a été enregistré" not in shown
            read_again += 1
    assert read_again > 10


def test_a_decision_kept_before_its_facts_were_shows_what_was_recorded(app: Flask, site: Site) -> None:
    outcome = site.valider(site.produit())
    with site.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER journal_payload_no_update")
        mine = (JournalPayload.log == "convergence/EDI", JournalPayload.seq == outcome.seq)
        content = json.loads(connection.scalar(select(JournalPayload.content).where(*mine)) or "")
        for decision in content["decisions"]:
            del decision["facts"]
        connection.execute(update(JournalPayload).where(*mine).values(content=json.dumps(content)))
    shown = page(app, f"{EDI}/{outcome.seq}/decisions/{len(content['decisions']) - 1}")
    assert "seul ce qui a été enregistré" in shown
    assert "Pourquoi pas autrement" not in shown


@pytest.mark.parametrize(
    "address", [f"{EDI}/0/decisions/0", f"{EDI}/99999/decisions/0", "/audit/journaux/X/ecritures/0/decisions/0"]
)
def test_a_decision_that_is_not_there_does_not_exist(app: Flask, address: str) -> None:
    assert visitor(app, AUDITEUR).get(address).status_code == 404


@both_databases
def test_results_name_the_fewest_answers_that_would_have_changed_them(app: Flask, site: Site) -> None:
    for valeurs, sentence in (
        (
            FORTES | {"A10.1": "rouge", "A08.6.01": "rouge"},
            "Il aurait fallu ces 2 réponses, autrement données, pour « Atteint » :",
        ),
        (FORTES | {"A10.1": "rouge"}, "Cette réponse, autrement donnée, aurait suffi pour « Atteint » :"),
        (FORTES, "Une seule de ces réponses, autrement donnée, aurait suffi pour « Non atteint » :"),
    ):
        sujet = site.produit()
        site.valider(sujet, valeurs)
        address = f"/dossiers/{reference_of(site, sujet)}/{SOCLES}/evaluations/{INTEROP}/resultats"
        shown = read(visitor(app, CONTRIBUTEUR).get(address)).replace("\u00a0", " ").replace("\u202f", " ")
        assert sentence in shown
