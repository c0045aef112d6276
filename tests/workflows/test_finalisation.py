"""A démarche finishes with its last validation and is reopened by any change; who closed its window is remembered."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.dossier import FinalisationVue
from tests.support.finishing import (
    STRATEGIE,
    TELESOIN,
    en_telesoin,
    projeter_strategie,
    revalider,
    rouvrir,
    strategie_evaluee,
)
from tests.workflows.plateforme import Plateforme
from workflows.commands.dossiers import FermerFinalisation
from workflows.errors import Forbidden, NotFound


def _finalise_le(plateforme: Plateforme, sujet: str) -> datetime:
    instant = plateforme.dossier(sujet, TELESOIN).finalise_le
    assert instant is not None
    return instant


def _vues(plateforme: Plateforme) -> list[tuple[str, datetime]]:
    with Session(plateforme.engine) as session:
        return [(vue.compte_id, vue.finalise_le) for vue in session.scalars(select(FinalisationVue))]


def test_a_démarche_without_projection_finishes_with_its_last_validation(plateforme: Plateforme) -> None:
    dossier = plateforme.dossier(en_telesoin(plateforme), TELESOIN)
    assert (dossier.etat, dossier.finalise_le) == ("finalisee", plateforme.clock.now())


def test_a_démarche_with_projections_finishes_with_its_last_projection(plateforme: Plateforme) -> None:
    sujet = strategie_evaluee(plateforme)
    assert plateforme.dossier(sujet, STRATEGIE).etat != "finalisee"
    projeter_strategie(plateforme, sujet)
    assert plateforme.dossier(sujet, STRATEGIE).etat == "finalisee"
    plateforme.assert_faithful()


def test_editing_reopens_it_and_validating_finishes_it_anew(plateforme: Plateforme) -> None:
    sujet = en_telesoin(plateforme)
    before = _finalise_le(plateforme, sujet)
    rouvrir(plateforme, sujet)
    reopened = plateforme.dossier(sujet, TELESOIN)
    assert (reopened.etat, reopened.finalise_le) == ("evaluation", None)
    plateforme.clock.instant += timedelta(hours=1)
    revalider(plateforme, sujet)
    assert _finalise_le(plateforme, sujet) == before + timedelta(hours=1)
    plateforme.assert_faithful()


def test_who_closes_the_window_closes_it_for_themselves_and_once(plateforme: Plateforme) -> None:
    sujet = en_telesoin(plateforme)
    instant = _finalise_le(plateforme, sujet)
    first = plateforme.do(FermerFinalisation(plateforme.contributeur, sujet, TELESOIN, instant))
    again = plateforme.do(FermerFinalisation(plateforme.contributeur, sujet, TELESOIN, instant))
    assert (first.seq is None, again.seq is None) == (False, True)
    plateforme.do(FermerFinalisation(plateforme.responsable, sujet, TELESOIN, instant))
    assert sorted(_vues(plateforme)) == sorted(
        (str(who.compte_id), instant) for who in (plateforme.contributeur, plateforme.responsable)
    )
    plateforme.assert_faithful()


def test_closing_a_finalisation_that_is_over_changes_nothing(plateforme: Plateforme) -> None:
    sujet = en_telesoin(plateforme)
    instant = _finalise_le(plateforme, sujet)
    rouvrir(plateforme, sujet)
    assert plateforme.do(FermerFinalisation(plateforme.contributeur, sujet, TELESOIN, instant)).seq is None
    assert _vues(plateforme) == []


def test_closing_a_new_finalisation_replaces_the_one_before(plateforme: Plateforme) -> None:
    sujet = en_telesoin(plateforme)
    for _ in range(2):
        instant = _finalise_le(plateforme, sujet)
        plateforme.do(FermerFinalisation(plateforme.contributeur, sujet, TELESOIN, instant))
        plateforme.clock.instant += timedelta(hours=1)
        rouvrir(plateforme, sujet)
        revalider(plateforme, sujet)
    assert _vues(plateforme) == [(str(plateforme.contributeur.compte_id), instant)]
    plateforme.assert_faithful()


def test_nobody_else_closes_it(plateforme: Plateforme) -> None:
    sujet = en_telesoin(plateforme)
    instant = _finalise_le(plateforme, sujet)
    for email, refusal in (("responsable@autre.example", NotFound), ("auditeur@agence.example", Forbidden)):
        with pytest.raises(refusal):
            plateforme.do(FermerFinalisation(plateforme.acteur(email), sujet, TELESOIN, instant))
    with pytest.raises(NotFound):
        plateforme.do(FermerFinalisation(plateforme.contributeur, sujet, "teleexpertise", instant))
