"""Mails: what they say, to whom, once each; and that a server of mail that fails costs nobody anything."""

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.database import db
from models.entry import AGENCY_LOG
from models.events import Event as Fact
from models.journal import JournalEntry
from models.notification import RESTAURATION, Courriel
from tests.support.builders import ADMINISTRATEUR, AUTRE, CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.mail import Boite, mails, smtp_server, with_mail
from tests.support.people import account, colleague, invite, requested
from tests.support.reading import read
from tests.support.rediger import redaction
from tests.support.visiting import visitor
from tests.web.conftest import both_databases, close
from tests.workflows.plateforme import INTEROP, SOCLES
from webapp.app import create_app
from webapp.config import Settings
from webapp.courriels.facteur import Facteur, sending_mails
from workflows.clock import SetClock
from workflows.commands.equipe import SuspendreCompte
from workflows.commands.evaluations import RenvoyerEvaluation
from workflows.commands.notifications import ChoisirCourriels
from workflows.commands.publications import RenvoyerBrouillon
from workflows.courriels import DELAIS


@pytest.fixture
def boite() -> Iterator[Boite]:
    """A server of mail that takes everything."""
    with smtp_server(Boite()) as opened:
        yield opened


@pytest.fixture
def app(settings: Settings, clock: SetClock, boite: Boite) -> Iterator[Flask]:
    """An application that sends through it."""
    made = create_app(with_mail(settings, boite.port), clock)
    made.config["PROPAGATE_EXCEPTIONS"] = True
    yield made
    close(made)


def _rows(app: Flask) -> list[Courriel]:
    with app.app_context(), Session(db.engine) as session:
        return list(session.scalars(select(Courriel).order_by(Courriel.cree_le, Courriel.id)))


@both_databases
def test_a_request_and_its_sending_back_arrive_once_each_with_link_and_reason(
    app: Flask, site: Site, boite: Boite
) -> None:
    sujet = requested(site, nom="Careoptim", version="v0.1")
    facteur = Facteur(app)
    assert facteur.distribuer() == {"envoye": 1}
    site.do(RenvoyerEvaluation(site.responsable, sujet, SOCLES, INTEROP, "Précisez A10.1."))
    assert facteur.distribuer() == {"envoye": 1}
    assert facteur.distribuer() == {}
    (asked_to, asked), (back_to, back) = boite.recus
    reference = site.sujet(sujet).reference
    assert (asked_to, back_to) == ([RESPONSABLE], [CONTRIBUTEUR])
    assert asked["Subject"] == f"Validation demandée : Careoptim - v0.1 - {reference}"
    link = f"http://convergence.example/dossiers/{reference}/socles/evaluations/{INTEROP}"
    assert link in boite.texte(0)
    assert "Contributeur demande la validation." in boite.texte(0)
    assert "Motif du renvoi :\nPrécisez A10.1." in boite.texte(1)
    assert asked["Message-ID"] != back["Message-ID"]
    assert asked["Auto-Submitted"] == "auto-generated"
    site.assert_faithful()


def test_links_are_those_of_the_settings_whatever_a_browser_says_its_host_is(app: Flask, boite: Boite) -> None:
    someone = visitor(app)
    data = {"csrf_token": someone.token(), "email": CONTRIBUTEUR}
    someone.client.post("/mot-de-passe-oublie", data=data, headers={"Host": "ailleurs.example"})
    someone.post("/mot-de-passe-oublie", email=CONTRIBUTEUR)
    Facteur(app).distribuer()
    assert "ailleurs" not in boite.texte()
    path = boite.texte().partition("http://convergence.example")[2].split()[0]
    assert path.startswith("/mot-de-passe/")
    assert visitor(app).get(path).status_code == 200


@both_databases
def test_an_invited_person_opens_their_account_from_the_mail(app: Flask, site: Site, boite: Boite) -> None:
    invite(site, "rose@edi.example")
    assert Facteur(app).distribuer() == {"envoye": 1}
    path = boite.texte().partition("http://convergence.example")[2].split()[0]
    secret = "une phrase bien assez longue"
    fields = {"nom": "Rose", "nouveau_mot_de_passe": secret, "confirmation_mot_de_passe": secret}
    assert visitor(app).post(path, **fields).status_code == 303
    assert visitor(app).sign_in("rose@edi.example", secret).status_code == 303


def test_somebody_known_elsewhere_is_told_alone_and_gets_no_link(app: Flask, site: Site, boite: Boite) -> None:
    invite(site, AUTRE)
    Facteur(app).distribuer()
    assert boite.recus[0][0] == [AUTRE]
    assert "a déjà un compte" in boite.texte()
    assert "/invitation/" not in boite.texte()


def test_whoever_wants_none_or_left_gets_none(app: Flask, site: Site, boite: Boite) -> None:
    site.do(ChoisirCourriels(site.responsable, False))
    requested(site)
    assert mails(app) == {}
    site.do(ChoisirCourriels(site.responsable, True))
    sujet = requested(site)
    Facteur(app).distribuer()
    site.do(RenvoyerEvaluation(site.responsable, sujet, SOCLES, INTEROP, "Non."))
    site.do(SuspendreCompte(site.responsable, account(site, CONTRIBUTEUR).id))
    assert Facteur(app).distribuer() == {"sans_objet": 1}
    assert [to for to, _ in boite.recus] == [[RESPONSABLE]]


@pytest.mark.parametrize("nom", ["Produit : « é »", "Un " + "très " * 18 + "long nom"])
def test_what_people_typed_stays_within_its_line(app: Flask, site: Site, boite: Boite, nom: str) -> None:
    sujet = requested(site, nom=nom)
    assert Facteur(app).distribuer() == {"envoye": 1}
    site.do(RenvoyerEvaluation(site.responsable, sujet, SOCLES, INTEROP, "Bcc: tous@edi.example\n.\nRSET"))
    assert Facteur(app).distribuer() == {"envoye": 1}
    assert [to for to, _ in boite.recus] == [[RESPONSABLE], [CONTRIBUTEUR]]
    assert boite.recus[0][1]["Subject"].startswith("Validation demandée : " + " ".join(nom.split())[:20])
    assert boite.recus[1][1]["Bcc"] is None
    assert "Bcc: tous@edi.example\n.\nRSET" in boite.texte(1)


@both_databases
def test_a_server_that_does_not_answer_loses_nothing_and_is_tried_again(
    app: Flask, site: Site, clock: SetClock, settings: Settings, boite: Boite
) -> None:
    dead = create_app(with_mail(settings, _closed_port()), clock)
    try:
        sujet = requested(site)
        assert site.evaluation(sujet).etat == "a_valider"
        assert Facteur(dead).distribuer() == {"reporte": 1}
        assert Facteur(dead).distribuer() == {}
        assert _rows(app)[0].erreur == "Le serveur ne répond pas (ConnectionRefusedError)"
        assert Facteur(app).distribuer() == {}
        clock.instant += DELAIS[0]
        assert Facteur(app).distribuer() == {"envoye": 1}
        assert len(boite.recus) == 1
        site.assert_faithful()
    finally:
        close(dead)


def test_after_the_last_try_it_is_given_up_and_the_administrateur_sees_it(
    app: Flask, site: Site, clock: SetClock, boite: Boite
) -> None:
    boite.refus_message += ["451 plus tard"] * (len(DELAIS) + 1)
    requested(site)
    for delay in DELAIS:
        assert Facteur(app).distribuer() == {"reporte": 1}
        clock.instant += delay
    page = read(visitor(app, ADMINISTRATEUR).get("/administration/courriels"))
    assert "Message refusé (451)" in page
    assert "Prochain essai" in page
    assert Facteur(app).distribuer() == {"abandonne": 1}
    page = read(visitor(app, ADMINISTRATEUR).get("/administration/courriels"))
    assert "Abandonné</span>" in page
    assert "edi.example" not in page


def test_what_was_given_up_is_tried_again_when_an_administrateur_asks_and_the_agency_s_log_says_so(
    app: Flask, site: Site, boite: Boite
) -> None:
    boite.refus_message.append("554 jamais")
    requested(site)
    assert Facteur(app).distribuer() == {"abandonne": 1}
    someone = visitor(app, ADMINISTRATEUR)
    assert "Relancer les courriels abandonnés" in read(someone.get("/administration/courriels"))
    assert someone.post("/administration/courriels/relancer").status_code == 303
    assert Facteur(app).distribuer() == {"envoye": 1}
    page = someone.get("/administration/courriels")
    assert "sont relancés" in read(page)
    assert "Relancer les courriels abandonnés" not in read(page)
    assert someone.post("/administration/courriels/relancer").status_code == 422
    with app.app_context(), Session(db.engine) as session:
        query = select(JournalEntry.event).where(JournalEntry.log == AGENCY_LOG).order_by(JournalEntry.seq.desc())
        assert Fact.COURRIELS_RELANCES in session.scalars(query.limit(5)).all()
    site.assert_faithful()


def test_what_a_restoration_closed_is_never_tried_again(app: Flask, site: Site) -> None:
    requested(site)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(update(Courriel).values(etat="abandonne", erreur=RESTAURATION))
    someone = visitor(app, ADMINISTRATEUR)
    assert "Relancer les courriels abandonnés" not in read(someone.get("/administration/courriels"))
    assert someone.post("/administration/courriels/relancer").status_code == 422
    assert Facteur(app).distribuer() == {}


@pytest.mark.parametrize("address", ["(x@edi.example", "<x>@edi.example", "a,b@edi.example"])
def test_an_address_that_no_mail_can_carry_keeps_no_other_mail_back(
    app: Flask, site: Site, boite: Boite, address: str
) -> None:
    colleague(site, address)
    requested(site)
    assert Facteur(app).distribuer() == {"envoye": 1, "abandonne": 1}
    assert [to for to, _ in boite.recus] == [[RESPONSABLE]]


@pytest.mark.parametrize(("answer", "becomes"), [("550 inconnu", "abandonne"), ("450 plein", "reporte")])
def test_one_recipient_who_is_refused_keeps_no_other_mail_back(
    app: Flask, site: Site, boite: Boite, answer: str, becomes: str
) -> None:
    boite.refus_destinataire[RESPONSABLE] = answer
    requested(site)
    invite(site, "rose@edi.example")
    assert Facteur(app).distribuer() == {becomes: 1, "envoye": 1}
    assert [to for to, _ in boite.recus] == [["rose@edi.example"]]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize(("password", "becomes"), [("juste", "envoye"), ("faux", "reporte")])
def test_a_server_that_wants_a_password_gets_it(
    settings: Settings, clock: SetClock, site: Site, app: Flask, password: str, becomes: str
) -> None:
    with smtp_server(Boite(), {b"rose": b"juste"}) as guarded:
        made = create_app(with_mail(settings, guarded.port, f"rose:{password}@"), clock)
        try:
            requested(site)
            assert Facteur(made).distribuer() == {becomes: 1}
            assert len(guarded.recus) == (becomes == "envoye")
            assert "juste" not in _rows(app)[0].erreur
        finally:
            close(made)


@both_databases
def test_several_who_send_at_once_send_each_mail_once(app: Flask, site: Site, boite: Boite) -> None:
    for number in range(12):
        invite(site, f"personne{number}@edi.example")
    start = Barrier(3)

    def send() -> None:
        start.wait()
        Facteur(app).distribuer()

    threads = [Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(to[0] for to, _ in boite.recus) == sorted(f"personne{n}@edi.example" for n in range(12))
    assert mails(app) == {"envoye": 12}


def test_who_dies_while_sending_leaves_the_mail_to_the_next(app: Flask, site: Site, clock: SetClock) -> None:
    requested(site)
    with app.app_context(), db.engine.begin() as connection:
        # taken a moment ago, never closed
        taken = {"essais": 1, "prochain_le": clock.instant + timedelta(minutes=10)}
        connection.execute(update(Courriel).values(**taken))
    assert Facteur(app).distribuer() == {}
    clock.instant += timedelta(minutes=10)
    assert Facteur(app).distribuer() == {"envoye": 1}


@dataclass
class _Lente(Boite):
    """A server that takes four minutes for each mail."""

    clock: SetClock | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        assert self.clock is not None
        self.clock.instant += timedelta(minutes=4)
        return await super().handle_DATA(server, session, envelope)


def test_a_batch_never_outlives_its_lease_on_a_slow_server(site: Site, settings: Settings, clock: SetClock) -> None:
    with smtp_server(_Lente(clock=clock)) as lente:
        app = create_app(with_mail(settings, lente.port), clock)
        for number in range(4):
            invite(site, f"personne{number}@edi.example")
        sent = [Facteur(app).distribuer()]
        assert mails(app) == {"envoye": 2, "attente": 2}
        clock.instant += timedelta(minutes=2)
        sent.append(Facteur(app).distribuer())
        assert sent == [{"envoye": 2}, {"envoye": 2}]
        assert len({to[0] for to, _ in lente.recus}) == 4
        close(app)


def test_mails_that_left_long_ago_are_forgotten(app: Flask, site: Site, clock: SetClock) -> None:
    requested(site)
    Facteur(app).distribuer()
    clock.instant += timedelta(days=31)
    requested(site)
    Facteur(app).distribuer()
    assert mails(app) == {"envoye": 1}


def test_the_server_of_pages_sends_beside_them(app: Flask, site: Site, boite: Boite) -> None:
    arrived, waited = Event(), boite.recus
    requested(site)
    with sending_mails(app):
        for _ in range(200):
            if waited or arrived.wait(0.05):
                break
    assert len(boite.recus) == 1


def test_the_log_says_what_became_of_a_mail_and_names_nobody(
    app: Flask, site: Site, boite: Boite, capsys: pytest.CaptureFixture[str]
) -> None:
    boite.refus_destinataire[RESPONSABLE] = f"550 {RESPONSABLE} inconnu"
    requested(site)
    capsys.readouterr()
    Facteur(app).distribuer()
    said = "".join(capsys.readouterr())
    assert "Destinataire refusé (550)" in said
    assert "edi.example" not in said
    page = read(visitor(app, ADMINISTRATEUR).get("/administration/courriels"))
    assert json.dumps(RESPONSABLE) not in page


def _closed_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@both_databases
def test_a_version_that_awaits_approval_arrives_with_its_name_and_its_address(
    app: Flask, site: Site, boite: Boite
) -> None:
    redac = redaction(site)
    brouillon = redac.brouillon("regles", "profilage/doctrine-2021")
    redac.soumis(brouillon)
    assert Facteur(app).distribuer() == {"envoye": 1}
    ((recipients, mail),) = boite.recus
    assert recipients == ["admin2@agence.example"]
    assert mail["Subject"] == "Approbation demandée : Profilage : doctrine-2021, version 2"
    assert f"http://convergence.example/administration/publications/{brouillon}" in boite.texte()
    site.do(RenvoyerBrouillon(redac.autre, brouillon, redac.digest(brouillon), "Le cas 3 ?"))
    assert Facteur(app).distribuer() == {"envoye": 1}
    assert "Motif du renvoi :\nLe cas 3 ?" in boite.texte(1)
