"""« Entreprises » and « Comptes », as an administrateur meets them, and what the company's people notice."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models.compte import Entreprise
from tests.support.builders import ADMINISTRATEUR, AUTRE, CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.mail import mails, with_mail
from tests.support.people import account, colleague, invite, password_path
from tests.support.reading import read
from tests.support.statements import count_statements
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import both_databases, close
from webapp.app import create_app
from webapp.config import Settings
from workflows.clock import SetClock
from workflows.commands.base import SYSTEME
from workflows.commands.plateforme import CreerEntreprise

ENTREPRISES, COMPTES = "/administration/entreprises", "/administration/comptes"
NEW = "une phrase bien assez longue"


def _edi(site: Site) -> str:
    with Session(site.engine) as session:
        return ENTREPRISES + "/" + session.scalars(select(Entreprise.id).where(Entreprise.reference == "EDI")).one()


def _open_account(app: Flask, path: str) -> TestResponse:
    someone = visitor(app)
    return someone.post(path, nom="Rose Petit", nouveau_mot_de_passe=NEW, confirmation_mot_de_passe=NEW)


def _link(someone: Visitor, page: str) -> str:
    found = re.search(r'id="lien-invitation">http://localhost(/invitation/[^<]+)<', read(someone.get(page)))
    assert found
    return found[1]


@both_databases
def test_a_company_is_registered_with_its_first_responsable(app: Flask, site: Site) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    sent = someone.post(ENTREPRISES, nom="Nouvelle Société", email="rose@neuve.example")
    assert sent.status_code == 303
    page = str(sent.location)
    assert _open_account(app, _link(someone, page)).location == "/connexion"
    assert visitor(app).sign_in("rose@neuve.example", NEW).status_code == 303
    shown = read(someone.get(page))
    assert "Rose Petit" in shown
    assert "lien-invitation" not in shown
    assert "Nouvelle Société" in read(someone.get(f"{ENTREPRISES}?entreprises_recherche=societe"))
    site.assert_faithful()


def test_a_company_that_cannot_be_registered_says_why_and_keeps_what_was_typed(app: Flask) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    for fields, sentence in (
        ({"nom": "Neuve", "email": "rose@neuve"}, "ne se lit pas"),
        ({"nom": "Neuve", "email": AUTRE.upper()}, "a déjà un compte"),
        ({"nom": "", "email": "rose@neuve.example"}, "Saisissez le nom de l’entreprise."),
        ({"nom": "Neuve\x07", "email": "rose@neuve.example"}, "sans caractère de contrôle"),
    ):
        answer = someone.post(ENTREPRISES, **fields)
        assert answer.status_code == 422
        assert sentence in read(answer)
        assert f'value="{fields["email"]}"' in read(answer)
    assert "Neuve" not in read(someone.get(ENTREPRISES))


@both_databases
def test_a_suspended_company_is_out_at_once_and_comes_back_by_signing_in(
    app: Flask, site: Site, clock: SetClock
) -> None:
    member, someone, forgotten = visitor(app, CONTRIBUTEUR), visitor(app, ADMINISTRATEUR), password_path(site, AUTRE)
    edi = _edi(site)
    clock.instant += timedelta(seconds=1)
    assert someone.post(f"{edi}/suspendre").status_code == 303
    assert str(member.get("/tableau-de-bord").location).startswith("/connexion")
    assert visitor(app).sign_in(CONTRIBUTEUR).status_code == 422
    assert visitor(app).get(password_path(site, CONTRIBUTEUR)).status_code == 404
    assert visitor(app).get(forgotten).status_code == 200
    assert "Suspendue" in read(someone.get(edi))
    assert someone.post(f"{edi}/rouvrir").status_code == 303
    # the session of before stays closed
    assert str(member.get("/tableau-de-bord").location).startswith("/connexion")
    clock.instant += timedelta(seconds=1)
    assert member.sign_in(CONTRIBUTEUR).status_code == 303
    assert member.get("/tableau-de-bord").status_code == 200
    site.assert_faithful()


def test_another_name_is_seen_by_the_company(app: Flask, site: Site) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    assert someone.post(f"{_edi(site)}/nom", nom="Edicare SA").status_code == 303
    assert "Edicare SA" in read(visitor(app, RESPONSABLE).get("/entreprise/comptes"))
    assert someone.post(f"{_edi(site)}/nom", nom=" ").status_code == 422


def test_somebody_is_invited_into_a_company_and_again(app: Flask, site: Site) -> None:
    someone, edi = visitor(app, ADMINISTRATEUR), _edi(site)
    assert someone.post(f"{edi}/invitations", email="rose@edi.example", role="responsable").status_code == 303
    first = _link(someone, edi)
    invitation = re.search(r"/administration/invitations/([0-9a-f-]{36})/renvoyer", someone.get(edi).text)
    assert invitation
    assert someone.post(f"/administration/invitations/{invitation[1]}/renvoyer").location == edi
    second = _link(someone, edi)
    assert visitor(app).get(first).status_code == 404
    assert someone.post(f"/administration/invitations/{invitation[1]}/annuler").location == edi
    assert visitor(app).get(second).status_code == 404
    assert someone.post(f"{edi}/invitations", email="rose@edi", role="responsable").status_code == 422
    assert someone.post(f"{edi}/invitations", email="rose@edi.example", role="auditeur").status_code == 422


@both_databases
def test_an_auditeur_is_invited_and_arrives_where_auditeurs_begin(app: Flask, site: Site) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    assert someone.post(f"{COMPTES}/invitations", email="nadia@agence.example", role="auditeur").status_code == 303
    link = _link(someone, COMPTES)
    assert "L’agence vous invite sur Convergence." in read(visitor(app).get(link))
    assert _open_account(app, link).status_code == 303
    nadia = visitor(app)
    nadia.sign_in("nadia@agence.example", NEW)
    assert nadia.get("/audit").status_code == 200
    compte = f"{COMPTES}/{account(site, 'nadia@agence.example').id}"
    assert someone.post(f"{compte}/role", role="administrateur").status_code == 303
    assert nadia.get("/administration").status_code == 200
    assert someone.post(f"{compte}/fermer").status_code == 303
    assert str(nadia.get("/administration").location).startswith("/connexion")
    assert someone.post(f"{compte}/rouvrir").status_code == 303
    assert visitor(app).sign_in("nadia@agence.example", NEW).status_code == 303
    site.assert_faithful()


def test_an_administrateur_reads_why_they_keep_their_role(app: Flask, site: Site) -> None:
    someone, moi = visitor(app, ADMINISTRATEUR), f"{COMPTES}/{account(site, ADMINISTRATEUR).id}"
    for answer in (someone.post(f"{moi}/fermer"), someone.post(f"{moi}/role", role="auditeur")):
        assert answer.status_code == 422
        assert "demandez à un autre administrateur" in read(answer)
    assert someone.post(f"{moi}/role").status_code == 422
    assert someone.get("/administration").status_code == 200


def test_every_account_is_found_by_company_and_says_when_it_was_last_used(app: Flask, site: Site) -> None:
    visitor(app, CONTRIBUTEUR)
    someone = visitor(app, ADMINISTRATEUR)
    page = read(someone.get(f"{COMPTES}?comptes_recherche=edi+contributeur"))
    assert CONTRIBUTEUR in page
    assert RESPONSABLE not in page
    assert "2 mars 2026 à 09 h 00" in page
    mine = read(someone.get(f"{COMPTES}?comptes_recherche=administrateur"))
    assert "2 mars 2026 à 09 h 00" in mine
    for column in ("nom", "email", "role", "entreprise", "etat"):
        assert someone.get(f"{COMPTES}?comptes_tri={column}&comptes_sens=desc").status_code == 200


def test_lists_cost_the_same_whatever_their_number(app: Flask, site: Site) -> None:
    someone, edi = visitor(app, ADMINISTRATEUR), _edi(site)
    pages = (ENTREPRISES, COMPTES, edi)
    for page in pages:
        someone.get(page)
    few = [count_statements(app, lambda page=page: someone.get(page)) for page in pages]  # type: ignore[misc]
    for number in range(6):
        colleague(site, f"personne{number}@edi.example", "contributeur")
        invite(site, f"invite{number}@edi.example")
        site.do(CreerEntreprise(SYSTEME, f"Société {number}"))
    assert [count_statements(app, lambda page=page: someone.get(page)) for page in pages] == few  # type: ignore[misc]


@pytest.mark.parametrize("path", ["entreprises", "comptes"])
def test_what_does_not_exist_is_not_found(app: Flask, path: str) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    nowhere = "00000000-0000-0000-0000-000000000000"
    assert someone.get(f"/administration/{path}/{nowhere}").status_code == 404
    assert someone.post(f"/administration/invitations/{nowhere}/renvoyer").status_code == 404


class TestWithMail:
    """Where the settings name a server of mail."""

    @pytest.fixture
    def app(self, settings: Settings, clock: SetClock) -> Iterator[Flask]:
        """An application that writes mails."""
        made = create_app(with_mail(settings), clock)
        made.config["PROPAGATE_EXCEPTIONS"] = True
        yield made
        close(made)

    def test_invitations_of_the_agency_leave_by_mail(self, app: Flask, site: Site) -> None:
        someone = visitor(app, ADMINISTRATEUR)
        someone.post(ENTREPRISES, nom="Neuve", email="rose@neuve.example")
        someone.post(f"{COMPTES}/invitations", email="nadia@agence.example", role="auditeur")
        assert "L’invitation part par courriel." in read(someone.get(COMPTES))
        assert mails(app) == {"attente": 2}

    def test_a_suspended_company_gets_no_link(self, app: Flask, site: Site) -> None:
        visitor(app, ADMINISTRATEUR).post(f"{_edi(site)}/suspendre")
        visitor(app).post("/mot-de-passe-oublie", email=CONTRIBUTEUR)
        assert mails(app) == {}
