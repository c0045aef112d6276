"""Headers, tokens, cookies, redirections, rate limits: what keeps a session one's own."""

import dataclasses
import json
import logging
import re
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy import event, select
from werkzeug.test import TestResponse

import webapp
from models.compte import Compte, Role
from models.database import db
from tests.support.builders import ADMINISTRATEUR, AUTRE, PASSWORD, RESPONSABLE, Site
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import close
from webapp.accounts import UnexpectedWrite, datastore
from webapp.app import WRITE_BIND, create_app
from webapp.config import Settings
from webapp.door import perform
from webapp.security import UndeclaredAccess, acces, check_routes, local_path
from workflows.clock import SetClock
from workflows.commands.comptes import OuvrirSession

TEMPLATES = Path(webapp.__file__).parent / "templates"

ELSEWHERE = (
    "https://ailleurs.example/",
    "//ailleurs.example/",
    "/\\ailleurs.example",
    "\\\\ailleurs.example",
    "/\t/ailleurs.example",
    " /mon-compte",
    "javascript:alert(1)",
    "mon-compte",
    "",
)


def _cookie(answer: TestResponse) -> str:
    return next((value for value in answer.headers.getlist("Set-Cookie") if "convergence=" in value), "")


@pytest.mark.parametrize("path", ["/connexion", "/nulle-part", "/sante", "/mon-compte", "/static/css/tokens.css"])
def test_every_answer_carries_the_security_headers(anonymous: Visitor, path: str) -> None:
    headers = anonymous.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_pages_are_not_kept_and_files_are(app: Flask) -> None:
    someone = visitor(app, RESPONSABLE)
    page = someone.get("/mon-compte")
    assert page.headers["Cache-Control"] == "no-store"
    sheet = re.search(r'href="(/static/css/tokens\.css\?v=[0-9a-f]{12})"', page.text)
    assert sheet
    assert "immutable" in someone.get(sheet[1]).headers["Cache-Control"]


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(anonymous: Visitor) -> None:
    cookie = _cookie(anonymous.get("/connexion"))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_behind_https_the_cookie_is_secure_and_browsers_stay_with_https(settings: Settings, clock: SetClock) -> None:
    app = create_app(dataclasses.replace(settings, public_url="https://convergence.example"), clock)
    answer = visitor(app).get("/connexion")
    assert "Secure" in _cookie(answer)
    assert _cookie(answer).startswith("__Host-")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    close(app)


@pytest.mark.parametrize("path", ["/connexion", "/deconnexion", "/mon-compte"])
def test_a_form_without_its_token_changes_nothing(app: Flask, path: str) -> None:
    someone = visitor(app) if path == "/connexion" else visitor(app, RESPONSABLE)
    answer = someone.client.post(path, data={"email": RESPONSABLE, "mot_de_passe": PASSWORD, "remarque": "mon texte"})
    assert answer.status_code == 400
    assert "Formulaire périmé" in answer.text
    assert "mon texte" in answer.text
    assert PASSWORD not in answer.text


def test_what_another_site_sent_is_not_shown_back(app: Flask) -> None:
    someone = visitor(app, RESPONSABLE)
    fields, headers = {"remarque": "texte posé par un autre site"}, {"Sec-Fetch-Site": "cross-site"}
    answer = someone.client.post("/mon-compte", data=fields, headers=headers)
    assert answer.status_code == 400
    assert "texte posé" not in answer.text


def test_the_token_of_one_session_is_worth_nothing_in_another(app: Flask) -> None:
    mine, other = visitor(app, RESPONSABLE), visitor(app, AUTRE)
    assert mine.client.post("/deconnexion", data={"csrf_token": other.token()}).status_code == 400


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_never_leads_to_another_site(app: Flask, target: str) -> None:
    assert visitor(app).sign_in(RESPONSABLE, suite=target).location == "/"


def test_signing_in_leads_where_the_person_was_going(app: Flask) -> None:
    assert local_path("/produits?page=2#fin") == "/produits?page=2#fin"
    someone = visitor(app)
    asked = someone.get("/mon-compte?onglet=2")
    assert asked.status_code == 303
    page = someone.get(str(asked.location)).text
    assert 'value="/mon-compte?onglet=2"' in page
    assert someone.sign_in(RESPONSABLE, suite="/mon-compte?onglet=2").location == "/mon-compte?onglet=2"


def test_a_session_begun_before_signing_in_is_not_kept(app: Flask) -> None:
    someone = visitor(app)
    with someone.client.session_transaction() as planted:
        planted["pose"] = "par un autre"
    token = someone.token()
    someone.sign_in(RESPONSABLE)
    with someone.client.session_transaction() as kept:
        assert "pose" not in kept
    assert someone.client.post("/deconnexion", data={"csrf_token": token}).status_code == 400


def test_a_changed_password_closes_the_other_sessions(app: Flask) -> None:
    here, there = visitor(app, RESPONSABLE), visitor(app, RESPONSABLE)
    new = "une autre phrase secrète"
    fields = {"nouveau_mot_de_passe": new, "confirmation_mot_de_passe": new}
    here.post("/mon-compte", mot_de_passe_actuel=PASSWORD, **fields)
    assert here.get("/mon-compte").status_code == 200
    assert there.get("/mon-compte").status_code == 303


def test_a_view_that_says_nothing_of_its_access_stops_the_start(app: Flask) -> None:
    app.view_functions["muette"] = lambda: ""
    app.url_map.add(app.url_rule_class("/muette", endpoint="muette"))
    with pytest.raises(UndeclaredAccess, match="muette"):
        check_routes(app)
    with pytest.raises(UndeclaredAccess):
        acces()


def test_a_page_of_another_role_says_so(app: Flask) -> None:
    app.add_url_rule("/reservee", "reservee", acces(Role.ADMINISTRATEUR)(lambda: "ouverte"))
    assert visitor(app, ADMINISTRATEUR).get("/reservee").text == "ouverte"
    refused = visitor(app, RESPONSABLE).get("/reservee")
    assert refused.status_code == 403
    assert "Cette page n’est pas ouverte à votre rôle." in refused.text


def test_no_template_has_a_script_or_a_style_of_its_own() -> None:
    forbidden = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    found = [str(path) for path in TEMPLATES.rglob("*.html") if forbidden.search(path.read_text("utf-8"))]
    assert found == []


def test_a_read_only_role_reads_and_the_door_still_writes(settings: Settings, clock: SetClock) -> None:
    app = create_app(dataclasses.replace(settings, database_read_url=settings.database_url), clock)
    with app.app_context():
        assert db.engine is not db.engines[WRITE_BIND]
    assert visitor(app, RESPONSABLE).get("/mon-compte").status_code == 200
    close(app)


def test_what_a_page_had_read_is_closed_before_a_command(app: Flask, site: Site) -> None:
    with app.test_request_context():
        db.session.scalars(select(Compte)).all()
        assert db.session().in_transaction()
        assert perform(OuvrirSession(site.responsable)).seq is not None
        assert not db.session().in_transaction()


def test_flask_security_adds_no_page_of_its_own(app: Flask) -> None:
    english = {"login", "logout", "register", "reset", "verify", "change", "security"}
    assert not {part for rule in app.url_map.iter_rules() for part in rule.rule.split("/")} & english


def test_the_datastore_refuses_to_write(app: Flask) -> None:
    with app.test_request_context():
        datastore().commit()
        compte = datastore().find_by_email(RESPONSABLE)
        assert compte is not None
        compte.nom = "Un autre nom"
        with pytest.raises(UnexpectedWrite):
            datastore().commit()


def test_a_page_reads_the_account_and_its_company_in_one_query(app: Flask) -> None:
    someone, statements = visitor(app, RESPONSABLE), []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    someone.get("/static/css/tokens.css")
    assert statements == []
    someone.get("/mon-compte")
    assert len([statement for statement in statements if "FROM compte" in statement]) == 1


def test_logs_hold_no_address_name_or_password(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as entries:
        someone = visitor(app, RESPONSABLE)
        visitor(app).sign_in(RESPONSABLE, "mot de passe essayé")
        someone.get("/mon-compte?recherche=Rose")
    written = json.dumps([*entries, *caplog.messages], default=str)
    assert "sign_in_refused" in written
    for private in (RESPONSABLE, PASSWORD, "essayé", "Rose"):
        assert private not in written


def test_the_session_cookie_holds_neither_name_nor_address(app: Flask) -> None:
    someone = visitor(app, RESPONSABLE)
    with someone.client.session_transaction() as kept:
        assert set(kept) >= {"_user_id", "ouverte"}
        assert RESPONSABLE not in json.dumps(dict(kept), default=str)
