"""The demonstration shows what the guide's screens show, and its journal holds."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import IO

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.chargement import charger
from models.log import AGENCY_LOG
from models.signed_note import PublicKey
from models.signing_key import Signer
from models.snapshot import SujetSnapshot
from models.sujet import Sujet
from reports.verification import verify
from rules.decision import Judge
from tests.support.partager import ETHIQUE, SANS
from workflows.acteurs import acteur_de
from workflows.clock import SetClock
from workflows.commands.base import Acteur
from workflows.commands.evaluations import ValiderEvaluation
from workflows.demonstration import DEBUT, RESPONSABLE, Demonstration, is_complete
from workflows.execution import Door
from workflows.replay import replay

Magasin = dict[tuple[str, str], bytes]


@pytest.fixture
def magasin() -> Magasin:
    """The bytes of the proofs, by company and SHA-256."""
    return {}


@pytest.fixture
def clock() -> SetClock:
    """The demonstration's clock."""
    return SetClock(DEBUT)


@pytest.fixture
def door(empty_engine: Engine, signer: Signer, judge: Judge, clock: SetClock) -> Door:
    """The door to an empty database."""
    return Door(empty_engine, signer, clock, judge)


@pytest.fixture
def demonstration(door: Door, empty_engine: Engine, clock: SetClock, magasin: Magasin) -> Engine:
    """A database that holds the demonstration."""

    def garder(entreprise_id: str, empreinte: str, contenu: IO[bytes]) -> None:
        magasin[entreprise_id, empreinte] = contenu.read()

    Demonstration(door, empty_engine, clock, "secret", garder).make()
    return empty_engine


def _sujet(engine: Engine, reference: int) -> SujetSnapshot:
    with Session(engine) as session:
        agregat = charger(session, Sujet.reference == reference)
        assert agregat is not None
        return agregat.snapshot()


def _acteur(engine: Engine, email: str) -> Acteur:
    with Session(engine) as session:
        return acteur_de(session, email)


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


def test_the_strategie_globale_is_evaluated_as_on_the_screens_of_the_guide(demonstration: Engine) -> None:
    strategie = _sujet(demonstration, 882)
    assert (strategie.libelle, strategie.nom) == ("Stratégie globale", "Edicare")
    validation = strategie.evaluations["politique-globale-2021"].validation
    assert validation is not None
    assert validation.valide_le.date() == datetime(2022, 5, 17, tzinfo=UTC).date()
    assert validation.valide_par == _acteur(demonstration, RESPONSABLE).compte_id
    assert len(validation.reponses) == 4
    assert strategie.dossiers["socles"].projections["politique-globale-2021"].etat == "a_completer"


def test_a_third_product_is_one_validation_away_from_the_end(demonstration: Engine, door: Door) -> None:
    caremoi = _sujet(demonstration, 885)
    etats = {cle: evaluation.etat for cle, evaluation in caremoi.evaluations.items()}
    assert etats == dict.fromkeys(("interoperabilite-2021", "urbanisation-2021", "securite-2021"), "valide") | {
        ETHIQUE: "a_valider"
    }
    assert caremoi.dossiers[SANS].etat == "evaluation"
    door.execute(ValiderEvaluation(_acteur(demonstration, RESPONSABLE), caremoi.id, SANS, ETHIQUE))
    fini = _sujet(demonstration, 885)
    assert (fini.dossiers[SANS].etat, fini.dossiers[SANS].statut) == ("finalisee", "Terminé")
    validations = [evaluation.validation for evaluation in fini.evaluations.values()]
    assert [v.verdicts[SANS].resultat for v in validations if v is not None] == ["atteint"] * 4


def test_the_proofs_of_the_third_product_are_kept_once_and_given_wherever_they_serve(
    demonstration: Engine, magasin: Magasin
) -> None:
    reponses = _sujet(demonstration, 885).evaluations[ETHIQUE].reponses
    conformes = [reponse for reponse in reponses.values() if reponse.valeur == "conforme"]
    assert len(conformes) == 26
    assert all(reponse.preuves and reponse.depot_finalise for reponse in conformes)
    assert len({fournie.preuve for reponse in conformes for fournie in reponse.preuves}) == len(magasin) == 6
    assert all(sha256(contenu).hexdigest() == empreinte for (_, empreinte), contenu in magasin.items())


def test_without_a_place_for_proofs_the_third_product_stays_in_draft(
    door: Door, empty_engine: Engine, clock: SetClock
) -> None:
    Demonstration(door, empty_engine, clock, "secret").make()
    assert _sujet(empty_engine, 885).evaluations[ETHIQUE].etat == "brouillon"
    with Session(empty_engine) as session:
        assert is_complete(session)


def test_the_other_company_has_a_draft_of_its_own(demonstration: Engine) -> None:
    autre = _sujet(demonstration, 886)
    assert autre.entreprise_id != _sujet(demonstration, 883).entreprise_id
    assert autre.evaluations["teleconsultation-2021"].etat == "brouillon"
    with Session(demonstration) as session:
        assert is_complete(session)


def test_its_journal_begins_in_2022_verifies_and_replays(demonstration: Engine, signer: Signer) -> None:
    with demonstration.connect() as connection:
        report = verify(connection, PublicKey.from_vkey(signer.vkey(AGENCY_LOG)))
        assert not report.faults
        assert not replay(connection).differences


def test_a_mark_that_would_move_an_entry_to_another_day_is_found_by_replaying(demonstration: Engine) -> None:
    with demonstration.connect() as connection:
        connection.execute(text("UPDATE journal_repere SET instant = instant + 1 WHERE seq = 5 AND genre = 'tout'"))
        moved = [str(difference) for difference in replay(connection).differences]
        connection.rollback()
    assert moved
    assert all("journal_repere" in difference for difference in moved)
