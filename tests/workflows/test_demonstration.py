"""The demonstration shows what the guide's screens show, and its journal holds."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.chargement import charger
from models.log import AGENCY_LOG
from models.signed_note import PublicKey, Signer
from models.snapshot import SujetSnapshot
from models.sujet import Sujet
from reports.verification import verify
from rules.decision import Judge
from workflows.clock import SetClock
from workflows.demonstration import DEBUT, Demonstration
from workflows.execution import Door
from workflows.replay import replay


@pytest.fixture
def demonstration(empty_engine: Engine, signer: Signer, judge: Judge) -> Engine:
    """A database that holds the demonstration."""
    clock = SetClock(DEBUT)
    Demonstration(Door(empty_engine, signer, clock, judge), empty_engine, clock, "secret").make()
    return empty_engine


def _sujet(engine: Engine, reference: int) -> SujetSnapshot:
    with Session(engine) as session:
        agregat = charger(session, Sujet.reference == reference)
        assert agregat is not None
        return agregat.snapshot()


def test_careoptim_is_as_on_the_screens_of_the_guide(demonstration: Engine) -> None:
    careoptim = _sujet(demonstration, 883)
    assert careoptim.libelle == "Careoptim - v0.1 - 883"
    interop = careoptim.evaluations["interoperabilite-2021"]
    assert interop.validation is not None
    assert interop.validation.valide_le.date() == datetime(2022, 5, 17, tzinfo=UTC).date()
    assert interop.validation.verdicts["socles"].resultat == "non_atteint"
    assert not careoptim.evaluations["securite-2021"].touchee
    projection = careoptim.dossiers["socles"].projections["interoperabilite-2021"]
    assert projection.validation is not None
    assert projection.validation.verdict is not None
    assert projection.validation.verdict.echeance == "2023-01"


def test_a_second_product_has_urbanisation_in_draft(demonstration: Engine) -> None:
    assert _sujet(demonstration, 884).evaluations["urbanisation-2021"].etat == "brouillon"


def test_its_journal_begins_in_2022_verifies_and_replays(demonstration: Engine, signer: Signer) -> None:
    with demonstration.connect() as connection:
        report = verify(connection, PublicKey.from_vkey(signer.vkey(AGENCY_LOG)))
        assert not report.faults
        assert not replay(connection).differences
