"""Signing in and out, one's own account, error pages, health: what every page stands on."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from models.compte import Compte
from models.database import db
from tests.support.builders import ADMINISTRATEUR, CONTRIBUTEUR, PASSWORD, RESPONSABLE, Site
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import both_databases
from workflows.clock import SetClock
from workflows.commands.base import SYSTEME
from workflows.commands.comptes import DesactiverCompte

NEW_PASSWORD = "une autre phrase secrète"


@both_databases
def test_somebody_signs_in_and_sees_who_they_are(app: Flask) -> None:
    answer = visitor(app, RESPONSABLE).get("/mon-compte")
    assert answer.status_code == 200
    assert "Responsable, Edi" in answer.text
    assert RESPONSABLE in answer.text


@both_databases
def test_sign_in_and_out_are_in_the_journal_of_the_company(app: Flask, site: Site) -> None:
    someone = visitor(app, RESPONSABLE)
    someone.post("/deconnexion")
    with site.engine.connect() as connection:
        query = text("SELECT body FROM journal_entry WHERE log = 'convergence/EDI' ORDER BY seq DESC LIMIT 2")
        last, before = connection.execute(query).scalars().all()
    assert "compte.connexion" in before
    assert "compte.deconnexion" in last
    assert RESPONSABLE not in before + last


def test_an_address_is_recognised_however_it_is_capitalised(app: Flask) -> None:
    assert visitor(app).sign_in(RESPONSABLE.upper()).status_code == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [(RESPONSABLE, "un autre mot de passe"), ("personne@nulle.part", PASSWORD), (RESPONSABLE, "x" * 500)],
)
def test_a_refused_sign_in_never_says_which_half_is_wrong(app: Flask, email: str, password: str) -> None:
    answer = visitor(app).sign_in(email, password)
    assert answer.status_code == 422
    assert "Adresse ou mot de passe incorrect" in answer.text


def test_a_closed_account_is_refused_with_the_same_words(app: Flask, site: Site) -> None:
    site.do(DesactiverCompte(SYSTEME, CONTRIBUTEUR))
    answer = visitor(app).sign_in(CONTRIBUTEUR)
    assert answer.status_code == 422
    assert "Adresse ou mot de passe incorrect" in answer.text


def test_closing_an_account_ends_its_session(app: Flask, site: Site) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    site.do(DesactiverCompte(SYSTEME, CONTRIBUTEUR))
    assert someone.get("/mon-compte").status_code == 303


def test_after_signing_out_the_pages_are_closed(app: Flask) -> None:
    someone = visitor(app, RESPONSABLE)
    assert someone.post("/deconnexion").status_code == 303
    assert someone.get("/mon-compte").location == "/connexion?suite=/mon-compte"


@pytest.mark.parametrize(("minutes", "status"), [(8 * 60 - 1, 200), (8 * 60, 303)])
def test_a_session_lasts_eight_hours_whatever_happens_in_it(
    app: Flask, clock: SetClock, minutes: int, status: int
) -> None:
    someone = visitor(app, RESPONSABLE)
    clock.instant += timedelta(hours=4)
    someone.get("/mon-compte")
    clock.instant += timedelta(minutes=minutes - 4 * 60)
    assert someone.get("/mon-compte").status_code == status


def test_a_new_password_replaces_the_old_one(app: Flask) -> None:
    someone = visitor(app, RESPONSABLE)
    answer = someone.post(
        "/mon-compte",
        mot_de_passe_actuel=PASSWORD,
        nouveau_mot_de_passe=NEW_PASSWORD,
        confirmation_mot_de_passe=NEW_PASSWORD,
    )
    assert answer.status_code == 303
    assert "Votre mot de passe est changé" in someone.get("/mon-compte").text
    assert visitor(app).sign_in(RESPONSABLE, PASSWORD).status_code == 422
    assert visitor(app).sign_in(RESPONSABLE, NEW_PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "again", "sentence"),
    [
        ("faux", NEW_PASSWORD, NEW_PASSWORD, "Ce n’est pas votre mot de passe actuel"),
        (PASSWORD, "onze lettre", "onze lettre", "de 12 à 128 caractères"),
        (PASSWORD, "x" * 129, "x" * 129, "de 12 à 128 caractères"),
        (PASSWORD, NEW_PASSWORD, "autre chose de long", "Les deux saisies"),
        (PASSWORD, PASSWORD, PASSWORD, "le même que l’actuel"),
        (PASSWORD, "responsable 2026", "responsable 2026", "contient votre adresse"),
    ],
)
def test_a_new_password_is_refused_with_the_reason(
    app: Flask, current: str, new: str, again: str, sentence: str
) -> None:
    answer = visitor(app, RESPONSABLE).post(
        "/mon-compte", mot_de_passe_actuel=current, nouveau_mot_de_passe=new, confirmation_mot_de_passe=again
    )
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_weaker_hash_is_replaced_when_its_owner_signs_in(
    app: Flask, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.comptes.signing_in.needs_new_hash", lambda kept: True)
    with app.app_context():
        before = db.session.scalar(select(Compte.password).where(Compte.email == RESPONSABLE))
    visitor(app, RESPONSABLE)
    with app.app_context():
        assert db.session.scalar(select(Compte.password).where(Compte.email == RESPONSABLE)) != before
    assert visitor(app).sign_in(RESPONSABLE).status_code == 303


def test_every_role_has_a_first_page(app: Flask) -> None:
    for email in (RESPONSABLE, ADMINISTRATEUR):
        someone = visitor(app, email)
        assert someone.get(someone.get("/").location).status_code == 200


def test_an_unknown_page_says_what_to_do_and_gives_a_number(anonymous: Visitor) -> None:
    answer = anonymous.get("/nulle-part")
    assert answer.status_code == 404
    assert "Page introuvable" in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


def test_the_number_of_a_proxy_is_kept_and_an_odd_one_is_not(anonymous: Visitor) -> None:
    kept = anonymous.get("/sante", headers={"X-Request-ID": "abc-123-DEF"})
    assert kept.headers["X-Request-ID"] == "abc-123-DEF"
    replaced = anonymous.get("/sante", headers={"X-Request-ID": "<script>alert(1)</script>"})
    assert "<" not in replaced.headers["X-Request-ID"]


def test_a_program_gets_a_problem_in_json(anonymous: Visitor) -> None:
    answer = anonymous.get("/nulle-part", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["status"] == 404


def test_a_method_that_a_page_does_not_have_is_refused_with_those_that_it_has(anonymous: Visitor) -> None:
    answer = anonymous.client.put("/sante")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_an_unforeseen_error_shows_nothing_of_itself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    someone = visitor(app, RESPONSABLE)
    monkeypatch.setitem(app.view_functions, "comptes.mon_compte", _broken(app.view_functions["comptes.mon_compte"]))
    answer = someone.get("/mon-compte")
    assert answer.status_code == 500
    assert "très secret" not in answer.text
    assert "Erreur de Convergence" in answer.text


def _broken(view: object) -> object:
    def fail(**_values: object) -> None:
        raise RuntimeError("très secret")

    fail.__dict__.update(view.__dict__)
    return fail
