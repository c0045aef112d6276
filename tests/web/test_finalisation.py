"""The window of a finished démarche, and where its results are taken away from."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.preuve import Preuve
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.bundles import bundle_address
from tests.support.finishing import (
    STRATEGIE,
    TELESOIN,
    en_telesoin,
    projeter_strategie,
    reference,
    revalider,
    rouvrir,
    strategie_evaluee,
)
from tests.support.forms import form_fields
from tests.support.partager import SANS, publie
from tests.support.reading import said, shown
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import both_databases
from workflows.commands.base import SYSTEME
from workflows.commands.preuves import ConsignerAnalyse

FINI = "Vous avez finalisé la démarche"
TELECHARGER = "Télécharger les résultats"
PORTAIL = "https://www.sesam-vitale.fr/"


def _address(site: Site, sujet: str, demarche: str = TELESOIN) -> str:
    return f"/dossiers/{site.sujet(sujet).reference}/{demarche}"


def _close(someone: Visitor, address: str) -> None:
    fields = form_fields(someone.get(address).text)
    answer = someone.client.post(f"{address}/finalisation/fermer", data=fields)
    assert (answer.status_code, answer.location) == (303, address)


@both_databases
def test_the_window_stays_until_each_person_closes_it(app: Flask, site: Site) -> None:
    sujet = en_telesoin(site)
    address = _address(site, sujet)
    someone, other = visitor(app, CONTRIBUTEUR), visitor(app, RESPONSABLE)
    for _ in range(2):
        assert FINI in said(someone.get(address))
    _close(someone, address)
    page = said(someone.get(address))
    assert FINI not in page
    assert TELECHARGER in page
    assert FINI in said(other.get(address))
    site.assert_faithful()


def test_editing_reopens_and_the_next_finalisation_has_its_own_window(app: Flask, site: Site) -> None:
    sujet = en_telesoin(site)
    address, someone = _address(site, sujet), visitor(app, CONTRIBUTEUR)
    _close(someone, address)
    rouvrir(site, sujet)
    page = said(someone.get(address))
    assert FINI not in page
    assert TELECHARGER not in page
    site.clock.instant += timedelta(minutes=5)
    revalider(site, sujet)
    assert FINI in said(someone.get(address))


def test_every_verdict_is_told_and_what_misses_is_warned_of(app: Flask, site: Site) -> None:
    obligatoire = next(
        c.code for c in publie().questionnaires["telesoin-2021"].criteres.values() if c.nature == "obligation"
    )
    atteint, manque = en_telesoin(site), en_telesoin(site, obligatoire)
    someone = visitor(app, CONTRIBUTEUR)
    good, bad = (shown(someone.get(_address(site, sujet))).replace("\u00a0", " ") for sujet in (atteint, manque))
    assert "Télésoin 2021 Atteint pour Doctrine du Numérique en Santé Télésoin" in good
    assert "Niveau non atteint" not in good
    assert "Télésoin 2021 Non atteint pour Doctrine du Numérique en Santé Télésoin" in bad
    assert "1 questionnaire n’atteint pas le niveau demandé" in bad
    assert "GIE SESAM-Vitale" not in good + bad


def test_a_référencement_leads_to_the_portal_with_the_reference_to_transmit(app: Flask, site: Site) -> None:
    sujet = reference(site)
    someone, address = visitor(app, CONTRIBUTEUR), _address(site, sujet, SANS)
    page = someone.get(address)
    assert f'href="{PORTAIL}"' in page.text
    assert f"Référence à transmettre : {site.sujet(sujet).reference}" in shown(page).replace("\u00a0", " ")
    assert "afin de candidater officiellement au catalogue de services Mon espace santé" in shown(page)
    _close(someone, address)
    assert f'href="{PORTAIL}"' in someone.get(address).text


def test_the_verdict_of_a_projection_is_told_beside_that_of_its_evaluation(app: Flask, site: Site) -> None:
    sujet = strategie_evaluee(site)
    someone, address = visitor(app, CONTRIBUTEUR), _address(site, sujet, STRATEGIE)
    assert FINI not in said(someone.get(address))
    projeter_strategie(site, sujet)
    page = shown(someone.get(address)).replace("\u00a0", " ")
    assert "Projection Politique globale 2021 Atteint le 2027-01 pour Doctrine du Numérique en Santé" in page
    assert TELECHARGER in said(someone.get("/parcours/doctrine/socles"))


def test_the_page_of_the_démarche_offers_the_results_of_who_finished_alone(app: Flask, site: Site) -> None:
    fini, ouvert = en_telesoin(site), en_telesoin(site)
    rouvrir(site, ouvert)
    page = visitor(app, CONTRIBUTEUR).get("/parcours/doctrine/telesoin").text
    assert f'href="{bundle_address(site, fini, TELESOIN)}"' in page
    assert bundle_address(site, ouvert, TELESOIN) not in page


def test_what_is_not_finished_has_no_results_to_take_away(app: Flask, site: Site) -> None:
    sujet = en_telesoin(site)
    rouvrir(site, sujet)
    answer = visitor(app, CONTRIBUTEUR).get(bundle_address(site, sujet, TELESOIN))
    assert answer.status_code == 404
    assert "une fois la démarche finalisée" in said(answer)


@both_databases
def test_an_infection_found_afterwards_reopens_and_nothing_is_taken_away(app: Flask, site: Site) -> None:
    sujet = reference(site)
    someone, address = visitor(app, CONTRIBUTEUR), _address(site, sujet, SANS)
    assert someone.get(bundle_address(site, sujet, SANS)).status_code == 200
    with Session(site.engine) as session:
        empreinte = session.scalars(select(Preuve.empreinte).where(Preuve.sujet_id == sujet).limit(1)).one()
    site.do(ConsignerAnalyse(SYSTEME, sujet, empreinte, "infectee", "Eicar"))
    assert site.dossier(sujet, SANS).finalise_le is None
    page = said(someone.get(address))
    assert FINI not in page
    assert TELECHARGER not in page
    assert someone.get(bundle_address(site, sujet, SANS)).status_code == 404
    site.assert_faithful()


@pytest.mark.parametrize("finalise_le", ["", "hier", "2026-03-02T08:00:00", "2020-01-01T00:00:00+00:00"])
def test_closing_what_is_no_longer_there_leads_back(app: Flask, site: Site, finalise_le: str) -> None:
    address, someone = _address(site, en_telesoin(site)), visitor(app, CONTRIBUTEUR)
    answer = someone.post(f"{address}/finalisation/fermer", finalise_le=finalise_le)
    assert (answer.status_code, answer.location) == (303, address)
    assert FINI in said(someone.get(address))
