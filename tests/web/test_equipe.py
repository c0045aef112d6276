"""« Comptes de l'entreprise », invitations and forgotten passwords, as people meet them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic

import pytest
from flask import Flask

from tests.support.builders import AUTRE, CONTRIBUTEUR, PASSWORD, RESPONSABLE, Site
from tests.support.mail import mails, with_mail
from tests.support.people import account, colleague, invitation_path, invite, password_path
from tests.support.reading import read
from tests.support.statements import count_statements
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import both_databases, close
from webapp.app import create_app
from webapp.comptes.pace import PACE
from webapp.config import Settings
from workflows.clock import SetClock
from workflows.commands.base import SYSTEME
from workflows.commands.comptes import DesactiverCompte
from workflows.commands.equipe import SuspendreCompte

COMPTES = "/entreprise/comptes"
NEW = "une phrase bien assez longue"
EASY = "rose.petit!!!"


def _choose(someone: Visitor, path: str, **fields: str) -> object:
    return someone.post(path, **{"nouveau_mot_de_passe": NEW, "confirmation_mot_de_passe": NEW} | fields)


@both_databases
def test_the_page_lists_accounts_with_role_state_and_last_sign_in(app: Flask, site: Site) -> None:
    colleague(site, "parti@edi.example", "contributeur")
    site.do(SuspendreCompte(site.responsable, account(site, "parti@edi.example").id))
    colleague(site, "ferme@edi.example", "contributeur")
    site.do(DesactiverCompte(SYSTEME, "ferme@edi.example"))
    visitor(app, CONTRIBUTEUR)
    page = read(visitor(app, RESPONSABLE).get(COMPTES))
    rows = {re.sub("<.*?>", "", row.split("</th>")[0]).strip(): row for row in page.split("<tr>")[2:]}
    assert "Contributeur</td>" in rows["Contributeur"]
    assert "2 mars 2026 à 09 h 00" in rows["Contributeur"]
    assert "Suspendu" in rows["Parti"]
    assert "Jamais" in rows["Parti"]
    assert "Fermé par l’agence" in rows["Ferme"]
    assert "autre.example" not in page


def test_accounts_are_searched_sorted_and_cost_the_same_whatever_their_number(app: Flask, site: Site) -> None:
    someone = visitor(app, RESPONSABLE)
    someone.get(COMPTES)
    few = count_statements(app, lambda: someone.get(COMPTES))
    for number in range(8):
        colleague(site, f"personne{number}@edi.example", "contributeur")
    assert count_statements(app, lambda: someone.get(COMPTES)) == few
    page = read(someone.get(f"{COMPTES}?comptes_recherche=personne3"))
    assert "personne3@edi.example" in page
    assert "personne4@edi.example" not in page
    page = read(someone.get(f"{COMPTES}?comptes_tri=email&comptes_sens=desc"))
    assert page.index("responsable@edi.example") < page.index("personne7@edi.example")


@both_databases
def test_without_mail_the_link_is_shown_once_and_opens_the_account(app: Flask, site: Site) -> None:
    someone = visitor(app, RESPONSABLE)
    sent = someone.post("/entreprise/invitations", email="rose@edi.example", role="contributeur")
    assert sent.status_code == 303
    page = read(someone.get(COMPTES))
    link = re.search(r'id="lien-invitation">http://localhost(/invitation/[^<]+)<', page)
    assert link
    assert "lien-invitation" not in someone.get(COMPTES).text
    invited = visitor(app)
    assert "rose@edi.example" in read(invited.get(link[1]))
    assert _choose(invited, link[1], nom="Rose Petit").location == "/connexion"  # type: ignore[attr-defined]
    assert invited.sign_in("rose@edi.example", NEW).status_code == 303
    assert invited.get("/tableau-de-bord").status_code == 200
    assert visitor(app).get(link[1]).status_code == 404
    site.assert_faithful()


def test_an_invitation_that_cannot_leave_says_why_and_keeps_what_was_typed(app: Flask) -> None:
    answer = visitor(app, RESPONSABLE).post("/entreprise/invitations", email="rose@edi", role="contributeur")
    page = read(answer)
    assert answer.status_code == 422
    assert "Cette adresse électronique ne se lit pas." in page
    assert 'value="rose@edi"' in page
    assert visitor(app, RESPONSABLE).post("/entreprise/invitations").status_code == 422
    crafted = visitor(app, RESPONSABLE).post("/entreprise/invitations", email="r@edi.example", role="administrateur")
    assert "Choisissez un rôle" in read(crafted)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"nom": ""}, "Saisissez votre nom."),
        ({"nom": "x" * 121}, "120 caractères au plus"),
        ({"nom": "Rose\x07"}, "sans caractère de contrôle"),
        ({"nouveau_mot_de_passe": "court", "confirmation_mot_de_passe": "court"}, "de 12 à 128 caractères"),
        ({"confirmation_mot_de_passe": "autre chose de long"}, "diffèrent"),
        (
            dict.fromkeys(("nouveau_mot_de_passe", "confirmation_mot_de_passe"), "rose.petit!!!"),
            "contient votre adresse",
        ),
    ],
)
def test_the_house_rules_hold_for_the_invited(app: Flask, site: Site, fields: dict[str, str], sentence: str) -> None:
    path = invitation_path(invite(site, "rose.petit@edi.example"))
    answer = _choose(visitor(app), path, **{"nom": "Rose"} | fields)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert sentence in read(answer)  # type: ignore[arg-type]
    assert _choose(visitor(app), path, nom="Rose").status_code == 303  # type: ignore[attr-defined]


@pytest.mark.parametrize("jeton", ["x", "WyJhIl0.abc", "x" * 500, "é", ".eJw.", "%00", "WzEsMl0.-"])
def test_a_link_that_was_tampered_with_opens_nothing(app: Flask, jeton: str) -> None:
    for page in ("invitation", "mot-de-passe"):
        assert visitor(app).get(f"/{page}/{jeton}").status_code == 404


def test_a_link_for_one_use_is_not_good_for_another(app: Flask, site: Site) -> None:
    jeton = invitation_path(invite(site, "rose@edi.example")).rpartition("/")[2]
    assert visitor(app).get(f"/mot-de-passe/{jeton}").status_code == 404


def test_a_suspension_ends_the_sessions_at_once_and_closes_the_door(app: Flask, site: Site) -> None:
    suspended, responsable = visitor(app, CONTRIBUTEUR), visitor(app, RESPONSABLE)
    compte = account(site, CONTRIBUTEUR).id
    assert responsable.post(f"{COMPTES}/{compte}/suspendre").status_code == 303
    assert str(suspended.get("/tableau-de-bord").location).startswith("/connexion")
    assert visitor(app).sign_in(CONTRIBUTEUR).status_code == 422
    assert responsable.post(f"{COMPTES}/{compte}/reactiver").status_code == 303
    assert str(suspended.get("/tableau-de-bord").location).startswith("/connexion")
    assert visitor(app).sign_in(CONTRIBUTEUR).status_code == 303


def test_the_last_responsable_reads_why_they_stay(app: Flask, site: Site) -> None:
    someone, moi = visitor(app, RESPONSABLE), account(site, RESPONSABLE).id
    for answer in (
        someone.post(f"{COMPTES}/{moi}/suspendre"),
        someone.post(f"{COMPTES}/{moi}/role", role="contributeur"),
    ):
        assert answer.status_code == 422
        assert "dernier responsable actif" in read(answer)
    assert someone.get("/a-valider").status_code == 200


def test_who_demotes_themselves_is_led_where_they_may_be(app: Flask, site: Site) -> None:
    colleague(site, "second@edi.example")
    someone, moi = visitor(app, RESPONSABLE), account(site, RESPONSABLE).id
    assert someone.post(f"{COMPTES}/{moi}/role", role="contributeur").location == "/"
    assert someone.get(COMPTES).status_code == 403
    assert someone.get("/tableau-de-bord").status_code == 200


@pytest.mark.parametrize("path", ["", "/role", "/suspendre", "/reactiver"])
def test_another_companys_account_does_not_exist(app: Flask, site: Site, path: str) -> None:
    compte = account(site, AUTRE).id
    someone = visitor(app, RESPONSABLE)
    answer = (
        someone.post(f"{COMPTES}/{compte}{path}", role="contributeur") if path else someone.get(f"{COMPTES}/{compte}")
    )
    assert answer.status_code == 404
    assert account(site, AUTRE).role == "responsable"


def test_people_choose_whether_they_get_mails(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    assert re.search(r"<input[^>]*checked[^>]*name=\"courriels\"", someone.get("/mon-compte").text)
    someone.post("/mon-compte/courriels")
    assert account(site, CONTRIBUTEUR).courriels is False
    assert not re.search(r"<input[^>]*checked[^>]*name=\"courriels\"", someone.get("/mon-compte").text)
    someone.post("/mon-compte/courriels", courriels="y")
    assert account(site, CONTRIBUTEUR).courriels is True
    site.assert_faithful()


def test_without_mail_a_forgotten_password_is_said_to_be_for_the_responsable(app: Flask) -> None:
    assert "Mot de passe oublié</a>" not in read(visitor(app).get("/connexion"))
    page = read(visitor(app).post("/mot-de-passe-oublie", email=CONTRIBUTEUR))
    assert "n’envoie pas de courriels" in page


class TestWithMail:
    """Where the settings name a server of mail (nothing is sent here: that is tests/web/test_courriels.py)."""

    @pytest.fixture
    def app(self, settings: Settings, clock: SetClock) -> Iterator[Flask]:
        """An application that writes mails."""
        made = create_app(with_mail(settings), clock)
        made.config["PROPAGATE_EXCEPTIONS"] = True
        yield made
        close(made)

    def test_the_answer_is_the_same_whoever_has_the_address(self, app: Flask, site: Site) -> None:
        site.do(DesactiverCompte(SYSTEME, AUTRE))
        said = set()
        for email in (CONTRIBUTEUR, AUTRE, "personne@nulle.part", "pas une adresse"):
            someone = visitor(app)
            someone.get("/mot-de-passe-oublie")
            start = monotonic()
            answer = someone.post("/mot-de-passe-oublie", email=email)
            # slept through, so never less: nobody sees in the time it takes who has an account
            assert monotonic() - start >= PACE
            assert answer.status_code == 200
            said.add(re.sub(r"[0-9a-f]{32}|csrf\S*", "", read(answer).replace(email, "…")))
        assert len(said) == 1
        assert mails(app) == {"attente": 1}

    def test_asking_again_and_again_fills_no_box(self, app: Flask, site: Site, clock: SetClock) -> None:
        for _ in range(3):
            visitor(app).post("/mot-de-passe-oublie", email=CONTRIBUTEUR.upper())
        assert mails(app) == {"attente": 1}
        clock.instant += timedelta(minutes=10)
        visitor(app).post("/mot-de-passe-oublie", email=CONTRIBUTEUR)
        assert mails(app) == {"attente": 2}
        site.assert_faithful()

    def test_a_link_renews_the_password_once_and_ends_the_sessions(self, app: Flask, site: Site) -> None:
        before, path = visitor(app, CONTRIBUTEUR), password_path(site, CONTRIBUTEUR)
        someone = visitor(app)
        assert CONTRIBUTEUR in read(someone.get(path))
        assert _choose(someone, path).location == "/connexion"  # type: ignore[attr-defined]
        assert str(before.get("/tableau-de-bord").location).startswith("/connexion")
        assert visitor(app).sign_in(CONTRIBUTEUR, PASSWORD).status_code == 422
        assert visitor(app).sign_in(CONTRIBUTEUR, NEW).status_code == 303
        assert visitor(app).get(path).status_code == 404
        site.assert_faithful()

    @pytest.mark.parametrize(("age", "status"), [(3599, 200), (3600, 404)])
    def test_a_link_is_good_for_an_hour(self, app: Flask, site: Site, clock: SetClock, age: int, status: int) -> None:
        path = password_path(site, CONTRIBUTEUR)
        clock.instant += timedelta(seconds=age)
        assert visitor(app).get(path).status_code == status

    def test_a_closed_account_has_no_password_to_renew(self, app: Flask, site: Site) -> None:
        path = password_path(site, CONTRIBUTEUR)
        site.do(SuspendreCompte(site.responsable, account(site, CONTRIBUTEUR).id))
        assert visitor(app).get(path).status_code == 404

    def test_an_invitation_leaves_by_mail_and_its_link_is_not_shown(self, app: Flask) -> None:
        someone = visitor(app, RESPONSABLE)
        someone.post("/entreprise/invitations", email="rose@edi.example", role="contributeur")
        page = read(someone.get(COMPTES))
        assert "L’invitation part par courriel." in page
        assert "lien-invitation" not in page
        assert mails(app) == {"attente": 1}
