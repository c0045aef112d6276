"""The journal as auditors read it."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from models.journal import JournalHead, JournalPayload
from models.signed_note import PublicKey
from reports import convergence_verify
from tests.support.auditing import size_of
from tests.support.builders import AUDITEUR, Site
from tests.support.planning import FAIBLES, projeter
from tests.support.reading import read, said
from tests.support.statements import count_statements
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import INTEROP, SOCLES
from webapp.audit.journaux import PAGE
from workflows.commands.evaluations import ValiderEvaluation
from workflows.errors import GateRefused

EDI = "/audit/journaux/EDI/ecritures"


def test_the_program_that_verifies_exports_is_downloaded_as_it_is_shipped(app: Flask, site: Site) -> None:
    someone = visitor(app, AUDITEUR)
    assert 'href="/audit/verificateur"' in someone.get("/audit").text
    found = someone.get("/audit/verificateur")
    assert found.data == Path(convergence_verify.__file__).read_bytes()
    assert "convergence_verify.py" in found.headers["Content-Disposition"]


def test_the_public_key_is_downloaded_and_its_fingerprint_is_shown(app: Flask, site: Site, tmp_path: Path) -> None:
    someone, kept = visitor(app, AUDITEUR), tmp_path / "cle-publique.txt"
    kept.write_bytes(someone.get("/audit/cle-publique.txt").data)
    key = PublicKey.from_file(kept)
    assert key.raw == site.signer.public.raw
    assert key.fingerprint in someone.get("/audit").text


@both_databases
def test_every_log_is_listed_with_its_size_and_signed_root(app: Flask, site: Site) -> None:
    site.produit()
    page = read(visitor(app, AUDITEUR).get("/audit"))
    with site.engine.connect() as connection:
        roots = connection.scalars(
            select(JournalHead.root).where(JournalHead.log.in_(("convergence/EDI", "convergence/AUTRE")))
        )
        signed = roots.all()
    assert "convergence/AUTRE" in page
    assert "convergence/agence" in page
    assert all(root in page for root in signed)


@both_databases
def test_entries_are_read_a_page_at_a_time_from_the_latest(app: Flask, site: Site) -> None:
    sujet = site.produit()
    for valeur in ("vert", "rouge") * (PAGE // 2):
        site.repondre(sujet, {"A10.1": valeur})
    someone = visitor(app, AUDITEUR)
    seen: list[int] = []
    address: str | None = EDI
    while address:
        page = read(someone.get(address))
        numbers = [int(part.split('"')[0]) for part in page.split(f'href="{EDI}/')[1:]]
        assert len(numbers) <= PAGE
        seen += numbers
        address = f"{EDI}?avant={numbers[-1]}" if f"{EDI}?avant={numbers[-1]}" in page else None
    assert seen == list(range(seen[0], -1, -1))
    assert len(seen) > PAGE


@both_databases
def test_an_entry_is_shown_with_its_body_and_its_values(app: Flask, site: Site) -> None:
    sujet = site.produit()
    outcome = site.repondre(sujet, {"A10.1": "jaune"})
    page = read(visitor(app, AUDITEUR).get(f"{EDI}/{outcome.seq}"))
    assert "EnregistrerEvaluation" in page
    assert '"jaune"' in page
    assert '"command_id"' in page
    assert f"sujet/{sujet}" in page


def test_an_entry_of_a_value_with_parts_says_each_and_names_states_in_french(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet, FAIBLES)
    projeter(site, sujet)
    seqs = range(size_of(site, "convergence/EDI"))
    someone = visitor(app, AUDITEUR)
    pages = [said(someone.get(f"{EDI}/{seq}")) for seq in seqs]
    planned = next(page for page in pages if "EnregistrerProjection" in page)
    assert "orange : 2026-10 ; vert : 2027-06" in planned
    assert "Projection : À compléter → <strong>Brouillon</strong>" in planned
    with pytest.raises(GateRefused):
        site.do(ValiderEvaluation(site.contributeur, sujet, SOCLES, INTEROP))
    page = said(someone.get(f"{EDI}/{len(seqs)}"))
    assert "Évaluation : Valider" in page
    assert "\\u00" not in page[: page.index('id="decisions"')]


def test_an_erased_value_is_said_to_be_erased(app: Flask, site: Site) -> None:
    outcome = site.repondre(site.produit(), {"A10.1": "jaune"})
    with site.engine.begin() as connection:
        triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE tbl_name = 'journal_payload'"))
        for (name,) in triggers.all():
            connection.execute(text(f'DROP TRIGGER IF EXISTS "{name}"'))
        erased = update(JournalPayload).where(
            JournalPayload.log == "convergence/EDI", JournalPayload.seq == outcome.seq
        )
        connection.execute(erased.values(salt=None, content=None))
    page = read(visitor(app, AUDITEUR).get(f"{EDI}/{outcome.seq}"))
    assert "effacée" in page
    assert '"jaune"' not in page


@pytest.mark.parametrize(
    "address", ["/audit/journaux/INCONNU/ecritures", f"{EDI}/999999", "/audit/journaux/INCONNU/ecritures/0"]
)
def test_a_log_or_an_entry_that_is_not_there_does_not_exist(app: Flask, address: str) -> None:
    assert visitor(app, AUDITEUR).get(address).status_code == 404


def test_the_list_of_logs_asks_the_same_statements_however_much_is_in_them(app: Flask, site: Site) -> None:
    someone = visitor(app, AUDITEUR)
    before = count_statements(app, lambda: someone.get("/audit"))
    site.produit()
    assert count_statements(app, lambda: someone.get("/audit")) == before
