"""Limits that are counted in Redis, and what happens while it is away."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from limits import parse

from tests.deployment.servers import free_port, redis_server
from tests.support.builders import RESPONSABLE
from tests.support.visiting import visitor
from tests.web.conftest import close
from webapp.app import create_app
from webapp.config import RateLimits, Settings, SettingsError, read_settings
from webapp.counting import AWAY, Counters
from workflows.clock import SetClock


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """The address of a Redis."""
    with redis_server(tmp_path) as address:
        yield address


def _limited(settings: Settings, stockage: str) -> Settings:
    return dataclasses.replace(settings, rate_limits=RateLimits(connexion="3/minute", stockage=stockage))


def test_two_applications_count_the_same_attempts(settings: Settings, clock: SetClock, redis: str) -> None:
    apps = [create_app(_limited(settings, redis), clock) for _ in range(2)]
    statuses = [visitor(apps[number % 2]).sign_in(RESPONSABLE, "faux").status_code for number in range(4)]
    assert statuses == [422, 422, 422, 429]
    for app in apps:
        close(app)


def test_while_redis_is_away_people_sign_in_and_each_process_counts_for_itself(
    settings: Settings, clock: SetClock
) -> None:
    app = create_app(_limited(settings, f"redis://127.0.0.1:{free_port()}/0"), clock)
    assert visitor(app).sign_in(RESPONSABLE).status_code == 303
    statuses = [visitor(app).sign_in(RESPONSABLE, "faux").status_code for _ in range(4)]
    assert statuses == [422, 422, 422, 429]
    close(app)


def test_a_redis_that_goes_away_is_asked_again_later(tmp_path: Path) -> None:
    at, limit, port = [1_000.0], parse("2/minute"), free_port()
    with redis_server(tmp_path, port) as address:
        counters = Counters(address, elapsed=lambda: at[0])
        assert [counters.hit(limit, "somebody") for _ in range(3)] == [True, True, False]
    assert [counters.hit(limit, "somebody") for _ in range(3)] == [True, True, False]
    with redis_server(tmp_path, port):
        assert not counters.hit(limit, "somebody")
        at[0] += AWAY
        assert counters.hit(limit, "somebody")
        counters.clear(limit, "somebody")
        assert [counters.hit(limit, "somebody") for _ in range(3)] == [True, True, False]


def test_where_limits_are_counted_is_given_with_them_and_never_shown() -> None:
    told = "ecriture=5/minute,stockage=redis://:motdepasse@127.0.0.1:6379/0"
    settings = read_settings({"CONVERGENCE_RATE_LIMITS": told})
    assert settings.rate_limits.stockage == "redis://:motdepasse@127.0.0.1:6379/0"
    assert "motdepasse" not in repr(settings)
    with pytest.raises(SettingsError, match="stockage doit commencer par"):
        read_settings({"CONVERGENCE_RATE_LIMITS": "stockage=memcached://x"})
