"""How often: sign-in by place, by account and by address; writing by account."""

import dataclasses
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.builders import CONTRIBUTEUR, PASSWORD, RESPONSABLE
from tests.support.visiting import visitor
from tests.web.conftest import close
from webapp.app import create_app
from webapp.config import RateLimits, Settings, SettingsError, read_settings
from workflows.clock import SetClock


@pytest.fixture
def limited(settings: Settings, clock: SetClock) -> Iterator[Flask]:
    """The application where three wrong passwords a minute are the limit."""
    rates = RateLimits(ecriture="1000/minute", connexion="3/minute")
    app = create_app(dataclasses.replace(settings, rate_limits=rates), clock)
    yield app
    close(app)


def test_the_fourth_wrong_password_of_a_minute_waits(limited: Flask) -> None:
    statuses = [visitor(limited).sign_in(RESPONSABLE, "faux").status_code for _ in range(4)]
    assert statuses == [422, 422, 422, 429]


def test_a_right_password_starts_the_count_again(limited: Flask) -> None:
    passwords = ("faux", "faux", PASSWORD, "faux", "faux")
    statuses = [visitor(limited).sign_in(RESPONSABLE, password).status_code for password in passwords]
    assert statuses == [422, 422, 303, 422, 422]


def test_writing_is_limited_for_each_account_and_reading_is_not(settings: Settings, clock: SetClock) -> None:
    app = create_app(dataclasses.replace(settings, rate_limits=RateLimits(ecriture="3/minute")), clock)
    mine, other = visitor(app, CONTRIBUTEUR), visitor(app, RESPONSABLE)
    token = mine.token()
    answers = [mine.client.post("/mon-compte", data={"csrf_token": token}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    assert 55 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert mine.get("/mon-compte").status_code == 200
    assert other.client.post("/mon-compte", data={"csrf_token": other.token()}).status_code == 422
    close(app)


def test_what_leads_nowhere_is_not_counted(settings: Settings, clock: SetClock) -> None:
    app = create_app(dataclasses.replace(settings, rate_limits=RateLimits(ecriture="1/minute")), clock)
    person = visitor(app, CONTRIBUTEUR)
    data = {"csrf_token": person.token()}
    assert [person.client.post("/nulle-part", data=data).status_code for _ in range(3)] == [404] * 3
    assert person.client.post("/mon-compte", data=data).status_code == 422
    close(app)


@pytest.mark.parametrize("rates", [RateLimits(connexion_compte="3/minute"), RateLimits(connexion_adresse="3/minute")])
def test_an_account_and_an_address_have_a_limit_of_their_own(
    settings: Settings, clock: SetClock, rates: RateLimits
) -> None:
    app = create_app(dataclasses.replace(settings, rate_limits=rates), clock)
    for _ in range(3):
        assert visitor(app).sign_in(RESPONSABLE, "faux").status_code == 422
    answer = visitor(app).sign_in(RESPONSABLE)
    assert answer.status_code == 429
    assert 55 <= int(answer.headers["Retry-After"]) <= 60
    assert "Trop de tentatives de connexion" in answer.text
    close(app)


def test_a_limit_that_cannot_be_read_is_a_setting_that_cannot() -> None:
    with pytest.raises(SettingsError, match="« souvent » n’est pas une limite"):
        read_settings({"CONVERGENCE_RATE_LIMITS": "connexion=souvent,ecriture=2/minute;3/hour"})
